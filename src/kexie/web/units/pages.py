"""One unit as it stands on a day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.periods import Kind
from kexie.kit.spans import calendar_span
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.units.groups import groups_of
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import counted_below, open_units, span_of, tree
from kexie.records.units.rules import TreeOn
from kexie.web import figuring
from kexie.web.desk.seat import seated
from kexie.web.history import events_of
from kexie.web.kit.headlines import Headline
from kexie.web.kit.pages import Page, page_of
from kexie.web.reader import Lens, actor, lens_of, path_names, unit_of
from kexie.web.units.aspects import lines_of, moves_of, owed_by, posts_of
from kexie.web.units.branches import View, forest, opened_in
from kexie.web.units.children import Child, Children
from kexie.web.units.days import OnForm, tree_on
from kexie.web.units.explained import explained
from kexie.web.units.listing import listed
from kexie.web.units.twigs import Node, Twigs


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit on a day: path, what is below, posts, figures, changes of place, and why one may see it."""
    who, lens = actor(request), lens_of(request)
    unit = unit_of(request, code)
    form = OnForm({"on": request.GET.get("on") or lens.as_of.isoformat()})
    on = tree_on(form, lens.as_of)
    page: Page[Child] = page_of(request, Children([unit.pk], on))
    opened, closed = span_of(unit, on)
    query = "" if on.day == today() else f"?on={on.day.isoformat()}"
    twigs = _tree_to(request, unit, on)
    told = {
        "unit": unit,
        "form": form,
        "on": on,
        "other_day": on.day != today(),
        "path": path_names(unit.pk, on)[:-1],
        "open": unit.pk in open_units(on),
        "opened": opened,
        "closed": closed,
        "kind": WORDS.get(unit.kind, unit.kind),
        "level": WORDS.get(unit.level, ""),
        "forest": Twigs(query).written(twigs),
        "query": query,
        "below": counted_below(on).get(unit.pk, 0),
        "page": page,
        "children": listed(page.items, on, places=False),
        "heads": _heads(request, unit, on),
        "owed": owed_by(who, unit, on.day) if on.day == today() else [],
        "moves": moves_of(unit, on),
        "lines": lines_of(unit, on),
        "groups": sorted(groups_of([unit.pk], on).get(unit.pk, {}).items()),
        "mine": door.may(who, Right.UNIT_CHANGE, unit),
        "records": door.may(who, Right.RECORD_READ, unit),
        "explained": explained(who, unit) if "why" in request.GET else [],
        **posts_of(request, unit, on),
    }
    if door.may(who, Right.LOG_READ, unit):
        told["events"] = events_of("unit", str(unit.pk), whole=True)
    return render(request, "units/one.html", told, status=400 if form.errors else 200)


def _tree_to(request: HttpRequest, unit: Unit, on: TreeOn) -> list[Node]:
    """Return the tree from the root down to the unit and what hangs directly below it."""
    path = tuple(tree(on).path(unit.pk))
    page = reverse("units:one", args=[unit.code])
    return forest(path[:1] or (unit.pk,), View.of(page, on, opened_in(request), path or (unit.pk,)))


def _heads(request: HttpRequest, unit: Unit, on: TreeOn) -> list[Headline]:
    """Return the headline figures of the opening period; of another day's year if the page looks at that day.

    None for who may not see the unit's figures.
    """
    who, lens = actor(request), lens_of(request)
    if not door.may(who, Right.FIGURE_READ, unit):
        return []
    if on.day != lens.as_of and "period" not in request.GET:
        lens = Lens(lens.as_of, calendar_span(on.day, Kind.YEAR))
    asked: tuple[tuple[str, str, list[str]], ...] = (
        (_("学习活动"), "activities", ["study"]),
        (_("学习人次"), "attendances", ["study"]),
        (_("全部活动"), "activities", []),
        (_("参加人数"), "attendees", []),
    )
    return [figuring.headline(label, figuring.question(slug, unit, lens, kinds), who) for label, slug, kinds in asked]
