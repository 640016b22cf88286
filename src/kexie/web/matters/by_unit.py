"""The matters in view by unit: what each unit right below leads with those below it, open and late; what it closed.

Every number opens: what is open, the list; what was closed this year, the figure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.answer import Figure, answer
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters import queries
from kexie.records.units.models import Unit
from kexie.records.units.queries import parts_below, tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figuring import bound_of, question, slow
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Lens, actor, unit_of
from kexie.web.templatetags import kit


@dataclass(slots=True)
class Load:
    """The matters of a unit and those below it: open, late among them; the figure of those closed this year."""

    unit: Unit
    open: int = 0
    late: int = 0
    closed: Figure | None = None

    @property
    def idle(self) -> bool:
        """Tell whether there is nothing to say of the unit."""
        return not self.open and not (self.closed is not None and self.closed.value)


@seated
@require_GET
def by_unit(request: HttpRequest) -> HttpResponse:
    """Show, for a unit and each right below it, how many matters are open and late, and how many were closed."""
    who = actor(request)
    asked = request.GET.get("unit", "").strip()
    unit = unit_of(request, asked, Right.MATTER_READ) if asked else seat_of(request).unit
    if unit is None or not door.may(who, Right.MATTER_READ, unit):
        raise Forbidden(_("您没有“看事项”的权限。"))
    whole = tree(TreeOn.now())
    named = Unit.objects.in_bulk([unit.pk, *whole.children.get(unit.pk, [])])
    loads = {one: Load(named[one]) for one in [unit.pk, *whole.children.get(unit.pk, [])] if one in named}
    _count(loads, unit.pk, who)
    closed = _closed(unit) if door.may(who, Right.FIGURE_READ, unit) and not slow() else None
    if closed is not None:
        told = answer(closed, reader=who)
        for figure in (*told.rows, told.total):
            if figure.unit.pk in loads:
                loads[figure.unit.pk].closed = figure
    total, *parts = loads.values()
    busy = [part for part in parts if not part.idle]
    context: dict[str, Any] = {
        "unit": unit,
        "idle": len(parts) - len(busy),
        "table": _table([total, *busy], closed, {one for one in whole.children if one is not None}),
    }
    return render(request, "matters/by_unit.html", context)


def _closed(unit: Unit) -> Question:
    lens = Lens(today(), parse_period(str(today().year), today()))
    return replace(question("matters_closed", unit, lens), by=("children",))


def _count(loads: dict[int, Load], top: int, who: Account) -> None:
    """Add up what is open by who leads it: into the part of the tree where they stand, and into the whole."""
    parts, place = parts_below(top)
    # the last place stands for no unit: one added since the tree was read
    at = (place[np.minimum(leads, len(place) - 1)] for leads in queries.leads_of_open(who))
    going, past = (np.bincount(one[one >= 0], minlength=len(parts)) for one in at)
    for nth, part in enumerate(parts):
        if part in loads:
            loads[part].open, loads[part].late = int(going[nth]), int(past[nth])
    loads[top].open, loads[top].late = int(going.sum()), int(past.sum())


def _table(loads: list[Load], closed: Question | None, parents: set[int]) -> Table:
    titles = (_("在办"), _("其中逾期"), *([_("今年办结")] if closed is not None else []))
    cols = [Col(_("单位"), lead=True), *(Col(title, n=True, fold=title) for title in titles)]
    rows = []
    for load in loads:
        kind = "total" if load is loads[0] else ""
        cells: list[object] = [_named(load.unit, kind, parents), _opens(load, "open", load.open)]
        cells.append(_opens(load, "late", load.late))
        if closed is not None:
            cells.append(_figure(load, closed))
        rows.append(Row(cells, kind))
    return Table(_("事项，分单位"), cols, rows)


def _opens(load: Load, view: str, number: int) -> object:
    asked = urlencode({"view": view, "unit": load.unit.code, "led": 1})
    return kit.fig(number, f"{reverse('matters:index')}?{asked}")


def _figure(load: Load, closed: Question) -> object:
    if load.closed is None:  # it stood elsewhere this year
        return ""
    return kit.fig(load.closed.value, replace(closed, unit=load.unit, by=()).address(), bound=bound_of(load.closed))


def _named(unit: Unit, kind: str, parents: set[int]) -> str:
    if kind == "total" or unit.pk not in parents:
        return unit.name
    asked = urlencode({"unit": unit.code})
    return format_html('<a href="{}?{}">{}</a>', reverse("matters:by_unit"), asked, unit.name)
