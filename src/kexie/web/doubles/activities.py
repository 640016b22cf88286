"""Activities that two hosts probably both entered: the list, two side by side, merging, keeping apart, undoing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.figures.engine import oracle
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import Kind
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.spans import calendar_span
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities.merging import doubles, merge_activities, unmerge
from kexie.records.activities.models import Activity, Merging
from kexie.records.activities.queries import draft_of
from kexie.records.ledger.apart import ACTIVITY, apart, ask_again, keep_apart
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.web.activities.heads import heads_of
from kexie.web.activities.words import said
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm, PeriodField
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, lens_of
from kexie.web.templatetags import kit

SHOWN = 100


class FindForm(HouseForm):
    """In which period."""

    period = PeriodField(label=gettext_lazy("期间"), required=False)


class PairForm(HouseForm):
    """Which two; ``keep`` is the one that stands for both."""

    one = forms.CharField(max_length=64)
    other = forms.CharField(max_length=64)
    deed = forms.ChoiceField(choices=[("keep_one", ""), ("keep_other", ""), ("apart", ""), ("again", "")])


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List pairs that are probably one activity, and what was decided about others."""
    who = actor(request)
    if not door.may_anywhere(who, Right.RECORD_READ):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.RECORD_READ]})
    lens = lens_of(request, typed=False)
    form = FindForm({"period": request.GET.get("period") or str(lens.period)})
    period = (form.cleaned_data["period"] if form.is_valid() else None) or lens.period
    found = doubles(who, first=period.first, last=period.last)
    rows = []
    for pair in found[:SHOWN]:
        why = _("同一地点") if pair.same_place else ""
        people = _("名册有 %(n)s 人相同") % {"n": pair.people} if pair.people else ""
        rows.append(
            Row(
                [
                    pair.one.starts_on.isoformat(),
                    _beside(pair.one, pair.other),
                    f"{pair.one.unit.name}、{pair.other.unit.name}",
                    _("；").join(filter(None, [why, people])),
                ]
            )
        )
    cols = [Col(_("日期")), Col(_("名称"), lead=True), Col(_("主办")), Col(_("为什么像同一项"), end=True)]
    told = {
        "form": form,
        "count": len(found),
        "table": Table(_("可能是同一活动"), cols, rows) if rows else None,
        "more": max(0, len(found) - SHOWN),
        "merged": _merged(who),
        "apart": _kept_apart(who),
    }
    return render(request, "doubles/activities.html", told, status=400 if form.errors else 200)


def _beside(one: Activity, other: Activity) -> object:
    return format_html(
        '<a href="{}">{}</a> <span class="note">{}　{}</span>',
        beside(one.code, other.code), one.title, one.code, other.code,
    )  # fmt: skip


def beside(one: str, other: str) -> str:
    """Return the address at which two activities stand side by side."""
    return reverse("activities:beside", query={"one": one, "other": other})


@dataclass(frozen=True, slots=True)
class Joined:
    """One record that stands in another, and whether the reader may undo that."""

    kept: Activity
    other: Activity
    mine: bool


def _merged(who: Account) -> list[Joined]:
    """Return the newest live mergings of which the reader sees both records."""
    seen = door.seen(who, Right.RECORD_READ, Activity)
    live = Merging.objects.filter(undone=False, kept__in=seen.values("pk"), other__in=seen.values("pk"))
    rows = live.select_related("kept__unit", "other__unit").order_by("-pk")[:20]
    return [Joined(row.kept, row.other, _may(who, row.kept, row.other)) for row in rows]


def _kept_apart(who: Account) -> list[Joined]:
    pairs = list(apart(ACTIVITY))[-20:][::-1]
    seen = door.seen(who, Right.RECORD_READ, Activity).select_related("unit")
    named = {one.pk: one for one in seen.filter(pk__in=[number for pair in pairs for number in pair])}
    return [
        Joined(named[one], named[other], _may(who, named[one], named[other]))
        for one, other in pairs
        if one in named and other in named
    ]


def _may(who: Account, *both: Activity) -> bool:
    return all(door.may(who, Right.ACTIVITY_RECORD, one.unit) for one in both)


def _found(who: Account, code: str) -> Activity:
    return door.get(who, Right.RECORD_READ, Activity, code=code)


@seated
def compare(request: HttpRequest) -> HttpResponse:
    """Show two activities side by side, and what merging them would do to the numbers above them."""
    who = actor(request)
    one, other = (_found(who, request.GET.get(name, "")[:64]) for name in ("one", "other"))
    if one.pk == other.pk:
        raise Refused(_("这是同一条活动记录。"))
    given = [said(draft_of(each)) for each in (one, other)]
    came = heads_of([one, other], who)
    rows = [Row([_("编号"), _link(one), _link(other), ""])]
    rows += [_line(title, given[0][title], given[1][title]) for title in given[0]]
    rows.append(_line(_("名册"), str(came[one.pk].listed), str(came[other.pk].listed)))
    cols = [Col(_("栏目"), lead=True), Col(one.unit.name), Col(other.unit.name), Col(_("比较"), end=True)]
    merging = Merging.objects.filter(undone=False, kept__in=[one, other], other__in=[one, other]).first()
    told: dict[str, Any] = {
        "one": one,
        "other": other,
        "table": Table(_("两条记录"), cols, rows),
        "mine": _may(who, one, other),
        "merging": merging,
        "apart": (min(one.pk, other.pk), max(one.pk, other.pk)) in apart(ACTIVITY),
    }
    if told["mine"] and merging is None:
        told |= _tried(one, other, who)
    return render(request, "doubles/beside.html", told)


def _link(one: Activity) -> object:
    return format_html('<a href="{}">{}</a>', reverse("activities:one", args=[one.code]), one.code)


def _line(title: str, one: str, other: str) -> Row:
    same = kit.tag("done", _("相同")) if one == other else kit.tag("near", _("不同"))
    return Row([title, one, other, same])


def _tried(one: Activity, other: Activity, who: Account) -> dict[str, Any]:
    """Merge, count the year of the units above, and take it back; or say why the two cannot be one."""
    period = calendar_span(one.starts_on, Kind.YEAR)
    above = [*tree().path(one.unit_id), *tree().path(other.unit_id)]
    tops = list(dict.fromkeys(above))
    was = _counted(tops, one)
    try:
        with transaction.atomic():
            merge_activities(keep=one, other=other, by=who)
            then = _counted(tops, one)
            transaction.set_rollback(True)
    except Refused as refusal:
        return {"refusal": refusal.lines}
    units = Unit.objects.in_bulk(tops)
    rows = [
        Row([units[top].name, str(INDICATORS[slug].title), str(was[slug, top].value), str(then[slug, top].value)])
        for top in tops
        for slug in _COUNTED
        if was[slug, top] != then[slug, top]
    ]
    cols = [Col(_("单位"), lead=True), Col(_("指标")), Col(_("现在"), n=True, fold=_("现在"))]
    table = Table(_("并到一起会变的数"), [*cols, Col(_("并后"), n=True, end=True, fold=_("并后"))], rows)
    return {"effects": table, "period": period}


_COUNTED = ("activities", "attendances", "attendees")


def _counted(tops: list[int], one: Activity) -> dict[tuple[str, int], Count]:
    period = calendar_span(one.starts_on, Kind.YEAR)
    found: dict[tuple[str, int], Count] = {}
    for slug in _COUNTED:
        counts = oracle.count(Question(INDICATORS[slug], Unit(), period, as_of=today()), period, tops)
        found |= {(slug, top): counts.get(Cell(top), Count()) for top in tops}
    return found


@seated
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Merge two, say that they are not one, or take that back."""
    who = actor(request)
    form = PairForm(request.POST)
    if not form.is_valid():
        raise Refused(_("没有看懂要怎样办这一对；请退回上一页再按一次。"))
    one, other = _found(who, form.cleaned_data["one"]), _found(who, form.cleaned_data["other"])
    deed = form.cleaned_data["deed"]
    if deed in ("keep_one", "keep_other"):
        kept, gone = (one, other) if deed == "keep_one" else (other, one)
        merge_activities(keep=kept, other=gone, by=who)
        back = beside(kept.code, gone.code)
        told = _("%(gone)s 已并入 %(kept)s，只计一次。") % {"gone": gone.code, "kept": kept.code}
        messages.success(request, format_html('{} <a href="{}">{}</a>', told, back, _("撤销")))
        return redirect("activities:doubles")
    for each in (one, other):
        door.demand(who, Right.ACTIVITY_RECORD, each.unit)
    if deed == "apart":
        keep_apart(ACTIVITY, one.pk, other.pk, by=who)
        messages.success(request, _("记下了：不是同一项，以后不再提。"))
        return redirect("activities:doubles")
    ask_again(ACTIVITY, one.pk, other.pk, by=who)
    messages.success(request, _("已撤回“不是同一项”。"))
    return redirect(beside(one.code, other.code))


@seated
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take a merging back."""
    who = actor(request)
    other = _found(who, request.POST.get("other", "")[:64])
    unmerge(other=other, by=who)
    messages.success(request, _("%(code)s 又单独成一条，数字随之回来。") % {"code": other.code})
    return redirect("activities:one", other.code)
