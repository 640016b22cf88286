"""The lens: as of which day the reader looks at the book. Today, unless an address or the reader's choice says else.

An address that names a day (``?as_of=``) always wins, so a link says the same to everyone. A choice made in the mast is
kept until the browser is closed, is written over every page, and leads back to today with one click.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.kit.preferences import safe_next

COOKIE: Final = "as_of"


@dataclass(frozen=True, slots=True)
class Lens:
    """``as_of``: the day whose knowledge is shown; ``kept``: the reader chose it in the mast and it stays."""

    as_of: date
    kept: bool = False


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except Refused:
        return None


def lens_of(request: HttpRequest) -> Lens:
    """Return the lens of a request. A day that cannot be read counts as not given: the page that asks says so."""
    kept = _day(request.COOKIES.get(COOKIE, ""))
    named = _day(request.GET.get("as_of", ""))
    return Lens(named or kept or today(), kept=kept is not None)


def _with_day(address: str, day: date | None) -> str:
    """Return an address whose own as-of day, if it names one, is the new one."""
    parts = urlsplit(address)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if "as_of" not in dict(asked):
        return address
    told = [(key, value) for key, value in asked if key != "as_of"] + ([("as_of", day.isoformat())] if day else [])
    return urlunsplit(parts._replace(query=urlencode(told)))


class LensForm(HouseForm):
    """As of which day."""

    as_of = DayField(label=_("截至"))


def _said(form: LensForm, back: str) -> dict[str, object]:
    return {"form": form, "next": back, "today_query": urlencode({"today": "1", "next": back})}


@require_GET
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for a day; with a day in the address keep it and go back; with ``today`` forget it and go back."""
    back = safe_next(request, request.GET.get("next", "/"))
    if "today" in request.GET:
        answer = HttpResponseRedirect(_with_day(back, None))
        answer.delete_cookie(COOKIE, samesite="Lax")
        return answer
    if "as_of" not in request.GET:
        form = LensForm(initial={"as_of": lens_of(request).as_of.isoformat()})
        return render(request, "kit/lens.html", _said(form, back))
    form = LensForm(request.GET)
    if not form.is_valid():
        return render(request, "kit/lens.html", _said(form, back), status=400)
    day: date = form.cleaned_data["as_of"]
    answer = HttpResponseRedirect(_with_day(back, day))
    answer.set_cookie(COOKIE, day.isoformat(), httponly=True, samesite="Lax", secure=request.is_secure())
    return answer
