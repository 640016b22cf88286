"""Groups (分组): dated partitions of units, and who stands in which member on a day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.units.groups import members, sets
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seated
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, paths_of, place_of
from kexie.web.units.days import OnForm, tree_on_of
from kexie.web.units.grouping import grouped_as


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the partitions there are, each with its members on the day."""
    on, who = tree_on_of(request), actor(request)
    seen = reached(who, Right.UNIT_READ)
    told = []
    for name in sets():
        stand = {m: units if seen is None else seen.intersection(units) for m, units in members(name, on).items()}
        told.append((name, grouped_as(name), [(grouped_as(m), len(units)) for m, units in stand.items() if units]))
    return render(request, "units/groups.html", {"told": told, "on": on})


@seated
def one(request: HttpRequest, name: str) -> HttpResponse:
    """List the units of one partition that the reader may see, member by member."""
    on, who = tree_on_of(request), actor(request)
    if name not in sets():
        raise Forbidden(_("没有名为“%(name)s”的分组。") % {"name": name[:60]})
    stands = {unit: member for member, listed in members(name, on).items() for unit in listed}
    visible = door.units(who, Right.UNIT_READ)
    listed = sorted(stands, key=lambda unit: (stands[unit], unit))
    seen = set(visible.filter(pk__in=listed).values_list("pk", flat=True)) if listed else set()
    page = page_of(request, [unit for unit in listed if unit in seen])
    named, paths = Unit.objects.in_bulk(page.items), paths_of(page.items, on)
    query = "" if on.day == today() else f"?on={on.day.isoformat()}"
    rows = []
    for number in page.items:
        unit = named[number]
        link = format_html('<a href="{}{}">{}</a>', reverse("units:one", args=[unit.code]), query, unit.name)
        rows.append(
            Row(
                [
                    grouped_as(stands[number]),
                    format_html('{} <span class="note">{}</span>', link, place_of(paths[number])),
                ]
            )
        )
    table = Table(grouped_as(name), [Col(_("组")), Col(_("单位"), lead=True)], rows)
    form = OnForm({"on": request.GET.get("on") or on.day.isoformat()})
    return render(
        request, "units/grouped.html", {"name": grouped_as(name), "page": page, "table": table, "on": on, "form": form}
    )
