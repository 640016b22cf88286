"""Looking something up by words: units, activities and matters by what stands in them, figures by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.indicators import HOUSE
from kexie.figures.question import Question
from kexie.kit.text import one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, posts_with
from kexie.records.activities.models import Activity
from kexie.records.history.looks import PEOPLE, look
from kexie.records.matters.models import Matter
from kexie.records.search import index
from kexie.records.search.small import SMALL, Small, find_small
from kexie.records.search.sources import SOURCES
from kexie.records.structure import persons
from kexie.records.units.models import Unit
from kexie.records.units.queries import roots
from kexie.records.units.rules import TreeOn
from kexie.web.desk.addresses import address
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figures import words
from kexie.web.matters.words import kind_title
from kexie.web.reader import Lens, actor, lens_of, spots_of

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
    """Show what bears the words: at most twenty of each noun, exact names first."""
    text = one_line(request.GET.get("q", "").replace("\x00", ""))[:LONGEST]
    reader, lens = actor(request), lens_of(request)
    context: dict[str, object] = {"q": text, "most": MOST}
    if text:
        home = seat_of(request).unit
        found = index.find(text, actor=reader, most=MOST, wait=index.PATIENCE)
        groups = [(str(SOURCES[slug].title), SHOWN[slug](rows)) for slug, rows in found.items() if rows]
        small = find_small(text, actor=reader, most=MOST)
        groups += [(str(SMALL[slug].title), _small(SMALL[slug], rows)) for slug, rows in small.items() if rows]
        people = _people(text, reader)
        groups += [(_("人员"), people)] if people else []
        figures = _figures(text, home.code, reader, lens) if home else []
        context["behind"] = index.behind()
        context["groups"] = [*groups, *([(_("数据"), figures)] if figures else [])]
    return render(request, "desk/search.html", context)


def _units(rows: list[Unit]) -> list[Hit]:
    spots = spots_of(unit.pk for unit in rows)
    return [Hit(unit.name, address("units:one", unit.code), f"{unit.code}　{spots[unit.pk].place}") for unit in rows]


def _activities(rows: list[Activity]) -> list[Hit]:
    return [
        Hit(one.title, address("activities:one", one.code), f"{one.starts_on.isoformat()}　{one.unit.name}")
        for one in rows
    ]


def _matters(rows: list[Matter]) -> list[Hit]:
    return [
        Hit(one.title, address("matters:one", one.code), f"{kind_title(one.workflow)}　{one.lead.name}") for one in rows
    ]


SHOWN: Final[dict[str, Callable[[list[Any]], list[Hit]]]] = {
    "units": _units,
    "activities": _activities,
    "matters": _matters,
}
"""How the hits of each source are shown."""


PAGES: Final = {
    "meetings": "meetings:one",
    "inspections": "inspections:one",
    "body_decisions": "inspections:decision",
    "digests": "hearing:digest",
    "goals": "plan:goal",
    "drafts": "reports:draft",
    "issued": "reports:issued",
    "materials": "activities:material",
    "speakers": "speakers:speaker",
    "lectures": "speakers:request",
    "visits": "visits:one",
}
"""Where a row of each shorter list opens, by its code."""


def _small(of: Small, rows: list[Any]) -> list[Hit]:
    return [
        Hit(of.said(row), address(PAGES[of.slug], of.said(row, of.code)), row.unit.name if hasattr(row, "unit") else "")
        for row in rows
    ]


def _people(text: str, reader: Account) -> list[Hit]:
    """Return the people of units whose people one may read, by name or code; that one looked is written down.

    An owner's rights reach everywhere without a post: theirs are the people below each root.
    """
    if not door.may_anywhere(reader, Right.PEOPLE_READ):
        return []
    posts = [post.unit for post in posts_with(reader, Right.PEOPLE_READ)]
    tops = roots(TreeOn.now()) if has_all(reader) else list({unit.pk: unit for unit in posts}.values())
    hits: dict[int, Hit] = {}
    for unit in tops:
        found = persons.at_home(unit, reader).filter(Q(name__icontains=text) | Q(code__icontains=text))
        people = list(found.order_by("code")[:MOST])
        look(PEOPLE, unit.pk, by=reader.pk, unit=unit.pk, names=len(people))
        for one in people:
            hits[one.pk] = Hit(one.name, address("settings:person", one.code), f"{one.code}　{unit.name}")
    return list(hits.values())[:MOST]


def _figures(text: str, unit: str, reader: Account, lens: Lens) -> list[Hit]:
    home = door.unit(reader, unit, Right.FIGURE_READ)
    hits = []
    for indicator in HOUSE.values():
        if text.lower() in f"{indicator.title} {indicator.slug} {indicator.sentence}".lower():
            question = Question(indicator, home, lens.period, as_of=lens.as_of)
            hits.append(Hit(words.asked(question), question.address(), str(indicator.sentence)))
    return hits
