"""Monthly lists on pages: filled by the records, mended, pasted into or brought as a sheet, sent; put together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kexie.kit.clock import today
from kexie.kit.days import add_months, day_of_parts
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets import read_table
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.meetings import lists, queries
from kexie.records.meetings.lists import Line
from kexie.records.meetings.models import MonthItem, MonthList
from kexie.records.meetings.splitting import split, split_sides
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree, within
from kexie.records.units.rules import TreeOn
from kexie.reports import monthly
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.files import sheet_of
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.meetings.forms import ListForm, PasteForm, Whose
from kexie.web.reader import actor, unit_of
from kexie.web.reports.handing import handed
from kexie.web.units.finding import find_unit, offered

HEADS = {"done": ("本月完成", "done"), "following": ("下月计划", "next")}
"""Heads of the two columns of a sheet, in both languages of the house's lists."""


def month_of(text: str) -> date:
    """Return the first day of the month of an address (2018-05); 404 for what is none."""
    try:
        year, _dash, month = text.partition("-")
        return day_of_parts(int(year), int(month), 1, text)
    except (Refused, ValueError) as error:
        raise Forbidden(_("没有这个月份。")) from error


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show which units right below have sent their lists for a month, and lead to one's own."""
    who = actor(request)
    home = seat_of(request).unit
    form = Whose(request.GET or None, initial={"month": lists.usual_month(today())})
    month, unit = lists.usual_month(today()), home
    if request.GET and form.is_valid():
        month = (form.cleaned_data["month"] or month).replace(day=1)
        if form.cleaned_data["unit"]:
            try:
                unit = find_unit(form.cleaned_data["unit"], who, Right.MATTER_READ)
            except Refused as refusal:
                form.refuse(refusal, "unit")
    if unit is None or not door.may(who, Right.MATTER_READ, unit):
        raise Forbidden(_("您没有“看事项”的权限。"))
    told: dict[str, Any] = {"form": form, "unit": unit, "month": f"{month.year}-{month.month:02d}", "first": month}
    rows = _below(who, unit, month)
    told["rows"] = [(one, kept) for one, kept in rows if kept is not None or one.pk == unit.pk]
    told["missing"] = [one for one, kept in rows if kept is None and one.pk != unit.pk]
    told["before"], told["after"] = (
        f"{one.year}-{one.month:02d}" for one in (add_months(month, -1), add_months(month, 1))
    )
    told |= {
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
        "may": door.may(who, Right.MATTER_WORK, unit),
    }
    return render(request, "meetings/lists.html", told, status=400 if form.errors else 200)


def _below(who: Account, unit: Unit, month: date) -> list[tuple[Unit, MonthList | None]]:
    """Return the unit and those right below it, each with the list it has sent, if any."""
    inside = [unit.pk, *tree(TreeOn.now()).children.get(unit.pk, [])]
    found = queries.lists_of(who).filter(within("unit", [unit.pk]), month=month)
    kept = {one.unit_id: one for one in found}
    named = Unit.objects.in_bulk(inside)
    return [(named[one], kept.get(one)) for one in inside if one in named]


@seated
def one(request: HttpRequest, unit: str, month: str) -> HttpResponse:
    """Show, fill, split, keep or send the list of a unit for a month; nothing is kept by looking."""
    who, of, first = actor(request), unit_of(request, unit, Right.MATTER_READ), month_of(month)
    kept = queries.lists_of(who).filter(unit=of, month=first).first()
    working = door.may(who, Right.MATTER_WORK, of)
    if request.method == "POST" and working:
        return _posted(request, of, first, kept)
    begun = _begin(who, of, first, kept) if working or kept is not None else None
    form = ListForm(initial=begun) if begun is not None else None
    return _shown(request, of, first, kept, form, PasteForm())


def _begin(who: Account, of: Unit, first: date, kept: MonthList | None) -> dict[str, object]:
    if kept is None:
        done, following = lists.filled(of, first, by=who)
        return {"version": 0, "done": _lines(done), "following": _lines(following)}
    items = list(kept.items.all())
    sides = {side: "\n".join(one.text for one in items if one.side == side) for side in MonthItem.Side}
    return {"version": kept.version, "done": sides[MonthItem.Side.DONE], "following": sides[MonthItem.Side.NEXT]}


def _lines(found: list[Line]) -> str:
    return "\n".join(line.text for line in found)


def _posted(request: HttpRequest, of: Unit, first: date, kept: MonthList | None) -> HttpResponse:
    deed = request.POST.get("deed", "keep")
    if deed == "split":
        return _split(request, of, first, kept)
    data = request.POST.copy()
    form = ListForm(data)
    if form.is_valid():
        typed, who = form.cleaned_data, actor(request)
        try:
            done, following = _sourced(who, of, first, typed["done"]), _sourced(who, of, first, typed["following"])
            saved = lists.keep_list(of, first, done, following, by=who, version=typed["version"])
            if deed == "send":
                lists.send_list(saved, few=typed["few"], by=who, version=saved.version)
        except Refused as refusal:
            form.refuse(refusal)
            again = queries.lists_of(who).filter(unit=of, month=first).first()
            if again is not None and typed["version"] != again.version and deed == "send":
                data["version"] = str(again.version)
            kept = again
        else:
            messages.success(request, _("已报送。") if deed == "send" else _("已存下，还没有报送。"))
            return _to(of, first)
    return _shown(request, of, first, kept, form, PasteForm())


def _to(of: Unit, first: date) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("meetings:list", args=[of.code, f"{first.year}-{first.month:02d}"]))


def _sourced(who: Account, of: Unit, first: date, text: str) -> list[Line]:
    """Return lines with the record that each was filled from; a line that was rewritten stands for itself."""
    known = {line.text: line.source for side in lists.filled(of, first, by=who) for line in side}
    return [Line(line.strip(), known.get(line.strip(), "")) for line in text.splitlines() if line.strip()]


def _split(request: HttpRequest, of: Unit, first: date, kept: MonthList | None) -> HttpResponse:
    """Add what was pasted or brought to the boxes, a line an item; nothing is kept yet."""
    who = actor(request)
    paste = PasteForm(request.POST, request.FILES)
    form = ListForm(initial=_begin(who, of, first, kept))
    if paste.is_valid():
        try:
            done, following = _brought(request, paste.cleaned_data["text"])
        except Refused as refusal:
            paste.refuse(refusal, "file")
        else:
            begin = _begin(who, of, first, kept)
            begin["done"] = "\n".join(dict.fromkeys([*(done or []), *str(begin["done"]).splitlines()]))
            begin["following"] = "\n".join(dict.fromkeys([*(following or []), *str(begin["following"]).splitlines()]))
            form = ListForm(initial=begin)
            messages.success(
                request, _("已分成 %(n)s 条放进下面的框，核对后再存。") % {"n": len(done) + len(following)}
            )
            paste = PasteForm()
    return _shown(request, of, first, kept, form, paste)


def _brought(request: HttpRequest, text: str) -> tuple[list[str], list[str]]:
    given = request.FILES.get("file")
    if given is None or isinstance(given, list):
        if not text.strip():
            raise Refused(_("请贴上文字，或选一张表。"))
        return split_sides(text)
    table = read_table(sheet_of(given), given.name or "")
    places = {}
    for side, names in HEADS.items():
        places[side] = next((head for head in table.headers if head.strip() in names), None)
    if not any(places.values()):
        raise Refused(_("表头里没有“本月完成”或“下月计划”；请写在第一行。"))
    found: dict[str, list[str]] = {side: [] for side in HEADS}
    for row in table.rows:
        for side, head in places.items():
            if head is not None and row.cells.get(head):
                found[side] += split(row.cells[head])
    return found["done"], found["following"]


def _shown(
    request: HttpRequest, of: Unit, first: date, kept: MonthList | None, form: ListForm | None, paste: PasteForm
) -> HttpResponse:
    told = {
        "unit": of,
        "month": f"{first.year}-{first.month:02d}",
        "first": first,
        "kept": kept,
        "items": [(side.label, [one for one in kept.items.all() if one.side == side]) for side in MonthItem.Side]
        if kept is not None
        else [],
        "form": form,
        "paste": paste,
        "working": door.may(actor(request), Right.MATTER_WORK, of),
    }
    wrong = (form is not None and form.errors) or paste.errors
    return render(request, "meetings/list.html", told, status=400 if wrong else 200)


@seated
@require_POST
def take_back(request: HttpRequest, unit: str, month: str) -> HttpResponse:
    """Take a sent list back to mend it."""
    who, of, first = actor(request), unit_of(request, unit, Right.MATTER_READ), month_of(month)
    kept = queries.lists_of(who).filter(unit=of, month=first).first()
    if kept is None:
        raise Forbidden(_("没有这份清单，或您无权查看。"))
    lists.take_list_back(kept, by=who, version=kept.version)
    messages.success(request, _("已撤回，可以改了再报送。"))
    return redirect("meetings:list", of.code, month)


@seated
@require_GET
def summary(request: HttpRequest, unit: str, month: str, ending: str) -> HttpResponse:
    """Hand out the lists of a unit and those below it, put together."""
    of, first = unit_of(request, unit, Right.MATTER_READ), month_of(month)
    document = monthly.build(of, first, actor(request))
    return handed(request, document, ending, f"monthly-{of.code}-{month}")
