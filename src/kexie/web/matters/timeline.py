"""The matters in view over time: a line from the day each was opened to the day it is due, today marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.days import add_months
from kexie.records.matters import queries
from kexie.records.matters.models import Matter
from kexie.records.matters.workflow import End
from kexie.web.desk.seat import seated
from kexie.web.kit.pages import page_of
from kexie.web.matters.words import light_tag
from kexie.web.reader import actor

WIDTH: Final = 1000
BEFORE, AFTER = 2, 4
"""Months that the line shows before this one and after it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A matter on the line, in parts of ``WIDTH``: where it begins, how long it is, whether it runs on beyond."""

    matter: Matter
    light: str
    x: int
    width: int
    kind: str


def place(day: date, first: date, last: date) -> int:
    """Return where a day stands between two, in parts of ``WIDTH``; a day outside stands at the nearer end."""
    within = min(max(day, first), last)
    return (within - first).days * WIDTH // max((last - first).days, 1)


@seated
@require_GET
def timeline(request: HttpRequest) -> HttpResponse:
    """Show the open matters that one may see over the months around today, the nearest term first."""
    day = today()
    first = add_months(day.replace(day=1), -BEFORE)
    last = add_months(day.replace(day=1), AFTER + 1)
    found = (
        queries.seen(actor(request)).filter(end=End.OPEN, due__lt=DAY_MAX).select_related("lead").order_by("due", "pk")
    )
    page = page_of(request, found)
    months = [add_months(first, number) for number in range(BEFORE + AFTER + 1)]
    told = {
        "page": page,
        "bars": [_bar(one, first, last, day) for one in page.items],
        "months": [(f"{one.year}-{one.month:02d}", place(one, first, last)) for one in months],
        "today": place(day, first, last),
        "width": WIDTH,
    }
    return render(request, "matters/timeline.html", told)


def _bar(one: Matter, first: date, last: date, day: date) -> Bar:
    x = place(one.opened_on, first, last)
    end = place(max(one.due, one.opened_on), first, last)
    kind = "late" if one.due < day else "fine"
    return Bar(one, light_tag(one), min(x, WIDTH - 6), max(end - x, 6), kind)
