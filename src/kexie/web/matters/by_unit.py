"""The matters in view by unit: how many each unit right below leads with those below it; every number opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.matters import queries
from kexie.records.matters.workflow import End
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, unit_of
from kexie.web.templatetags import kit

COUNTED: Final = ("open", "late", "ended")
"""What is counted for a unit, each the view of the list that it opens."""


@seated
@require_GET
def by_unit(request: HttpRequest) -> HttpResponse:
    """Show, for a unit and each right below it, how many matters are open, late and ended."""
    who = actor(request)
    asked = request.GET.get("unit", "").strip()
    unit = unit_of(request, asked, Right.MATTER_READ) if asked else seat_of(request).unit
    if unit is None or not door.may(who, Right.MATTER_READ, unit):
        raise Forbidden(_("您没有“看事项”的权限。"))
    late = Count("pk", filter=Q(end=End.OPEN, due__lt=today()), distinct=True)
    open_ = Count("pk", filter=Q(end=End.OPEN), distinct=True)
    ended = Count("pk", filter=~Q(end=End.OPEN), distinct=True)
    found = queries.seen(who).order_by().values("lead").annotate(open=open_, late=late, ended=ended)
    own = {row["lead"]: Counter({name: row[name] for name in COUNTED}) for row in found}
    whole = tree(TreeOn.now())
    children = whole.children.get(unit.pk, [])
    named = Unit.objects.in_bulk([unit.pk, *children])
    sums = [(unit, _summed(own, whole.below(unit.pk)), "total")]
    sums += [(named[one], _summed(own, whole.below(one)), "") for one in children if one in named]
    told: dict[str, Any] = {"unit": unit, "table": _table(sums, {one for one in whole.children if one is not None})}
    return render(request, "matters/by_unit.html", told)


def _summed(own: dict[int, Counter[str]], inside: Iterable[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in inside:
        found.update(own.get(one, {}))
    return found


def _table(sums: list[tuple[Unit, Counter[str], str]], parents: set[int]) -> Table:
    titles = (_("在办"), _("其中逾期"), _("已结束"))
    cols = [Col(_("单位"), lead=True), *(Col(title, n=True, fold=title) for title in titles)]
    rows = [
        Row([_named(unit, kind, parents), *(_opens(unit, view, n[view]) for view in COUNTED)], kind)
        for unit, n, kind in sums
    ]
    return Table(_("事项，分单位"), cols, rows)


def _opens(unit: Unit, view: str, number: int) -> object:
    asked = urlencode({"view": view, "unit": unit.code, "led": 1})
    return kit.fig(number, f"{reverse('matters:index')}?{asked}")


def _named(unit: Unit, kind: str, parents: set[int]) -> str:
    if kind == "total" or unit.pk not in parents:
        return unit.name
    asked = urlencode({"unit": unit.code})
    return format_html('<a href="{}?{}">{}</a>', reverse("matters:by_unit"), asked, unit.name)
