"""Looking something up by a part of its name: units, activities, figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question
from kexie.kit.text import one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.web.desk.addresses import address
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figures import words
from kexie.web.reader import Lens, actor, lens_of, paths_of, place_of

MOST: Final = 20
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its name, its address (empty: no page yet), where it stands or when it was."""

    name: str
    href: str
    place: str


@seated
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what bears the words: at most twenty of each sort, exact names first."""
    text = one_line(request.GET.get("q", "").replace("\x00", ""))[:LONGEST]
    reader, lens = actor(request), lens_of(request)
    context: dict[str, object] = {"q": text, "most": MOST}
    if text:
        home = seat_of(request).unit
        found = {"units": _units(text, reader), "activities": _activities(text, reader)}
        figures = _figures(text, home.code, reader, lens) if home else []
        context |= found | {"figures": figures, "none": not (found["units"] or found["activities"] or figures)}
    return render(request, "desk/search.html", context)


def _units(text: str, reader: Account) -> list[Hit]:
    seen = door.units(reader, Right.UNIT_READ).filter(Q(name__icontains=text) | Q(code__icontains=text))
    same = When(Q(name__iexact=text) | Q(code__iexact=text), then=Value(0))
    units = list(seen.order_by(Case(same, default=Value(1), output_field=IntegerField()), "pk")[:MOST])
    paths = paths_of(unit.pk for unit in units)
    return [
        Hit(unit.name, address("units:one", unit.code), f"{unit.code}　{place_of(paths[unit.pk])}") for unit in units
    ]


def _activities(text: str, reader: Account) -> list[Hit]:
    seen = door.seen(reader, Right.RECORD_READ, Activity).filter(Q(title__icontains=text) | Q(code__iexact=text))
    seen = seen.exclude(~Q(code__iexact=text), status=Activity.Status.MERGED)  # by its own code it is still found
    listed = seen.select_related("unit").order_by("-starts_on", "-pk")[:MOST]
    return [
        Hit(one.title, address("activities:one", one.code), f"{one.starts_on.isoformat()}　{one.unit.name}")
        for one in listed
    ]


def _figures(text: str, unit: str, reader: Account, lens: Lens) -> list[Hit]:
    home = door.unit(reader, unit, Right.FIGURE_READ)
    hits = []
    for indicator in INDICATORS.values():
        if text.lower() in f"{indicator.title} {indicator.slug} {indicator.sentence}".lower():
            question = Question(indicator, home, lens.period, as_of=lens.as_of)
            hits.append(Hit(words.asked(question), question.address(), str(indicator.sentence)))
    return hits
