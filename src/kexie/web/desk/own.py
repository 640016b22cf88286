"""What the association has set for itself, for the time of one request: its zone, its words, its colour."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from hashlib import sha256

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.http import require_GET

from kexie.kit.clock import keep_zone, zone
from kexie.kit.colours import towards
from kexie.records.structure import association
from kexie.records.structure.choices import DARK
from kexie.records.units.models import Association
from kexie.web.kit.terms import spoken

_row: ContextVar[Association | None] = ContextVar("kexie-association", default=None)

WITHOUT = frozenset({"/healthz", "/readyz"})
"""Addresses that answer for the machine, whatever an association has set, and without asking the database here."""


def current() -> Association:
    """Return the association's row, asked for once a request."""
    return _row.get() or association.own()


class OwnSettings:
    """Let the association's zone and words hold for one request. A broken database is the error page's affair."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the association's way."""
        if request.path in WITHOUT:
            return self.get_response(request)
        try:
            row = association.own()
        except DatabaseError:
            return self.get_response(request)
        kept = _row.set(row)
        chosen = row.chosen or {}
        keep_zone(association.zone_of(row))
        try:
            with timezone.override(zone()), spoken(chosen):
                return self.get_response(request)
        finally:
            keep_zone(None)
            _row.reset(kept)


def look_of(row: Association) -> str:
    """Return the stylesheet that sets the association's colour; empty where it has chosen none."""
    accent = str((row.chosen or {}).get("accent", ""))
    if not accent:
        return ""
    dark = towards(accent, "#ffffff", DARK)
    return (
        f"@layer rooms{{:root{{--seal:{accent}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-scheme="light"]){{--seal:{dark}}}}}'
        f':root[data-scheme="dark"]{{--seal:{dark}}}}}\n'
    )


def look_version() -> str:
    """Return what names the present colour in the address of its stylesheet; empty: there is none to load."""
    said = look_of(current())
    return sha256(said.encode()).hexdigest()[:10] if said else ""


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Hand out that stylesheet; it says nothing that the sign-in page does not show."""
    del request
    said = look_of(current())
    if not said:
        return HttpResponseNotFound(content_type="text/css")
    answer = HttpResponse(said, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
