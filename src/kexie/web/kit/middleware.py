"""What every answer carries: a number to quote, the reader's language, and headers that keep it to itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kexie.kit.looking import one_look
from kexie.kit.refusal import Forbidden, Refused
from kexie.web.kit import errors
from kexie.web.kit.preferences import preferences_of
from kexie.web.kit.reference import reference_of

HEADERS: Final = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers on every page; an answer that sets one itself keeps its own."""

ROBOTS: Final = "noindex, nofollow"
"""What a page says to those who search the web; a request with a session is none of theirs."""

SILENT: Final = ("/voices/", "/api/v1/voices")
"""Paths of which nothing is logged: an anonymous voice leaves no trace of when, and from where, it came."""

READING: Final = ("GET", "HEAD")

log = logging.getLogger("kexie.web")


class RequestNumber:
    """Give each request a number, shown on error pages and logged, so that a call to the office can be looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the number and the headers that every page carries."""
        reference, begun = reference_of(request), time.perf_counter()
        with structlog.contextvars.bound_contextvars(reference=reference):
            response = self.get_response(request)
            if request.path_info.startswith(SILENT):
                response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - so Django logs no refusal
            else:
                took = round((time.perf_counter() - begun) * 1000)
                log.info("answered", extra={"request": request, "status": response.status_code, "ms": took})
        response["X-Request-Id"] = reference
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response.headers.setdefault("X-Robots-Tag", ROBOTS)
        if not response.has_header("Cache-Control"):
            # pages say what one reader may see: no proxy may keep them, and a browser asks again
            response["Cache-Control"] = "private, no-cache"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal that no page caught into a page; log an accident under its number and let Django answer."""
        if isinstance(exception, Forbidden):
            return errors.not_found(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        log.error("accident %s", reference_of(request), extra={"request": request}, exc_info=exception)
        if isinstance(exception, OperationalError):
            return errors.unavailable(request)
        return None


class OneLook:
    """Let a page that only reads ask each question about posts and the tree once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within one look, unless something may be written."""
        with one_look() if request.method in READING else nullcontext():
            return self.get_response(request)


class ReaderSettings:
    """Set the language of the reader's choice for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        chosen = preferences_of(request)
        with translation.override(chosen.lang):
            request.LANGUAGE_CODE = chosen.lang
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen.tag)
        patch_vary_headers(response, ("Cookie",))
        return response
