"""What the association has set for itself, for the time of one request: its zone, its words, its colour."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from hashlib import sha256
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.http import require_GET

from kexie.kit.clock import keep_zone, zone
from kexie.kit.colours import towards
from kexie.records.structure import association
from kexie.records.structure.choices import DARK, WASHES
from kexie.records.units.models import Association
from kexie.web.kit.terms import spoken

_row: ContextVar[Association | None] = ContextVar("kexie-association", default=None)

COLOURS: Final = {"accent": ("--seal", DARK)} | {
    f"light_{state}": (f"--{state}", (*DARK, night)) for state, (_day, night) in WASHES.items()
}
"""The colours that an association may choose: which token each sets, and on which dark grounds it has to read."""
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
    """Return the stylesheet that sets the association's colours; empty where it has chosen none."""
    chosen = row.chosen or {}
    light, dark = [], []
    for key, (name, grounds) in COLOURS.items():
        if colour := str(chosen.get(key, "")):
            light.append(f"{name}:{colour}")
            dark.append(f"{name}:{towards(colour, '#ffffff', grounds)}")
    if not light:
        return ""
    night = ";".join(dark)
    return (
        f"@layer rooms{{:root{{{';'.join(light)}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-scheme="light"]){{{night}}}}}'
        f':root[data-scheme="dark"]{{{night}}}}}\n'
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
