"""What every answer carries: a number to quote, the reader's language, and headers that keep it to itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kexie.kit.refusal import Forbidden, Refused
from kexie.web.kit import errors
from kexie.web.kit.preferences import preferences_of
from kexie.web.kit.reference import reference_of

HEADERS: Final = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers on every page; an answer that sets one itself keeps its own."""

log = logging.getLogger("kexie.web")


class RequestNumber:
    """Give each request a number, shown on error pages and logged, so that a call to the office can be looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the number and the headers that every page carries."""
        reference = reference_of(request)
        response = self.get_response(request)
        response["X-Request-Id"] = reference
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
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
        if isinstance(exception, OperationalError):
            log.error("%s %s %s: the database does not answer", reference_of(request), request.method, request.path)
            return errors.unavailable(request)
        log.error("%s %s %s: %s", reference_of(request), request.method, request.path, type(exception).__name__)
        return None


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
