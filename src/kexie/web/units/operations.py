"""Surgery on the tree as pages: move, merge, close, reopen, group. Each is looked at first, then done or left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MIN, today
from kexie.kit.columns import parse_code
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.structure import actions, groups, surgery
from kexie.records.units.groups import sets
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.models import Unit
from kexie.records.units.queries import children_of, tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor, paths_of
from kexie.web.units.changing import LIST, changeable
from kexie.web.units.finding import find_unit, offered
from kexie.web.units.trial import confirmed, done, tried


def unit_field(label: Any) -> forms.CharField:  # noqa: ANN401 - a lazy text
    """Return a box for a unit, by code or full name, that offers the first ones."""
    widget = forms.TextInput(attrs={"list": LIST, "autocomplete": "off"})
    return forms.CharField(label=label, help_text=gettext_lazy("写编号或全称"), widget=widget)


class MoveForm(HouseForm):
    """Below which unit, from which day, on which line."""

    parent = unit_field(gettext_lazy("新的上级"))
    on = DayField(label=gettext_lazy("自哪一天起"))
    line = forms.ChoiceField(
        label=gettext_lazy("线"), choices=[(line.slug, line.title) for line in LINES], required=False
    )


class MergeForm(HouseForm):
    """Into which unit, from which day."""

    into = unit_field(gettext_lazy("并入哪个单位"))
    on = DayField(label=gettext_lazy("自哪一天起"))


class CloseForm(HouseForm):
    """From which day a unit is closed."""

    on = DayField(label=gettext_lazy("自哪一天起撤销"), help_text=gettext_lazy("这一天起不再存在，前一天还在"))


class ReopenForm(HouseForm):
    """From which day a unit stands again."""

    on = DayField(label=gettext_lazy("自哪一天起重新开着"), help_text=gettext_lazy("写撤销的那一天，就等于没有撤销过"))


class GroupForm(HouseForm):
    """Where a unit stands in a partition, from which day."""

    of_set = forms.CharField(
        label=gettext_lazy("分组"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "sets-known", "autocomplete": "off"}),
    )
    member = forms.CharField(
        label=gettext_lazy("在哪一组"), required=False, max_length=64, help_text=gettext_lazy("空着就是不在任何一组")
    )
    on = DayField(label=gettext_lazy("自哪一天起"), required=False, help_text=gettext_lazy("空着就是一直如此"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A change ready to be tried or made: what to do, from when, what to say after, whose figures to point to."""

    change: Callable[[], object]
    on: date
    said: str
    units: tuple[Unit, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a page of surgery says: its title, the way to take it back, the button."""

    title: str
    back: tuple[str, ...]
    button: str
    notes: tuple[str, ...] = ()


Planner = Callable[[dict[str, Any]], Plan]


def operate(
    request: HttpRequest, unit: Unit, form: HouseForm, words: Words, planner: Planner, **more: object
) -> HttpResponse:
    """Show the form; on a first press what the change would do; on the press under that, do it."""
    who = actor(request)
    trial = None
    if form.is_valid():
        try:
            plan = planner(form.cleaned_data)
            if confirmed(request):
                with transaction.atomic():
                    plan.change()
                messages.success(request, done(plan.said, on=plan.on, units=list(plan.units)))
                return redirect("units:one", unit.code)
            trial = tried(plan.change, on=plan.on, request=request, reader=who)
            if "confirm" in request.POST:
                messages.warning(request, _("填的内容或组织树刚变过，还没有改；请再看一遍。"))
        except Refused as refusal:
            form.refuse(refusal)
    told = {
        "unit": unit,
        "form": form,
        "path": paths_of([unit.pk])[unit.pk][:-1],
        "offered": offered(who, Right.UNIT_CHANGE),
        "offered_id": LIST,
        "sets": sets(),
        "words": words,
        "trial": trial,
        **more,
    }
    return render(request, "units/operate.html", told, status=400 if form.errors else 200)


def _parents(unit: Unit, on: date, line: str = MAIN) -> tuple[Unit, ...]:
    """Return what the unit hangs below on a day, if anything."""
    above = tree(TreeOn(on, today(), line)).parent.get(unit.pk)
    return tuple(Unit.objects.filter(pk=above)) if above is not None else ()


@seated
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Hang a unit below another."""
    unit, who = changeable(request, code), actor(request)
    begin = {"on": request.GET.get("on") or today().isoformat(), "parent": request.GET.get("parent", ""), "line": MAIN}
    form = MoveForm(request.POST or None, initial=begin)

    def plan(told: dict[str, Any]) -> Plan:
        parent, on, line = find_unit(told["parent"], who, Right.UNIT_CHANGE), told["on"], told["line"] or MAIN
        said = _("自 %(day)s 起改挂在“%(unit)s”之下。") % {"day": on.isoformat(), "unit": parent.name}
        old = _parents(unit, on, line)
        change = _bound(actions.move, unit=unit, parent=parent, on=on, by=who, line=line)
        return Plan(change, on, said, tuple(dict.fromkeys([*old, parent])) if line == MAIN else ())

    now = "／".join(one.name for one in paths_of([unit.pk])[unit.pk][:-1])
    words = Words(
        _("改变隶属"),
        (
            _("改错了，就再改一次：新的上级写“%(parent)s”，日期写同一天。两次都留在记录里，数字回到原样。")
            % {"parent": now.rpartition("／")[2] or _("没有上级")},
        ),
        _("就这样改"),
        (_("现在挂在：%(path)s") % {"path": now or _("没有上级")}, _("它的各级下级一起走；以前日子的归属不变。")),
    )
    return operate(request, unit, form, words, plan)


def _bound(action: Callable[..., object], **given: Any) -> Callable[[], object]:  # noqa: ANN401 - of any action
    return lambda: action(**given)


@seated
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let a unit go up in another."""
    unit, who = changeable(request, code), actor(request)
    form = MergeForm(request.POST or None, initial={"on": today().isoformat()})

    def plan(told: dict[str, Any]) -> Plan:
        into, on = find_unit(told["into"], who, Right.UNIT_CHANGE), told["on"]
        said = _("自 %(day)s 起并入“%(unit)s”；以前的记录和数字都还在。") % {"day": on.isoformat(), "unit": into.name}
        change = _bound(surgery.merge, unit=unit, into=into, on=on, by=who)
        return Plan(change, on, said, tuple(dict.fromkeys([*_parents(unit, on), into])))

    words = Words(
        _("并入另一个单位"),
        (
            _("并错了，分几步改回，日期都写同一天：先把它“重新开着”，再“改隶属”挂回原处；"),
            _("原来的下级逐个改隶属回来，人员逐个换回单位，任职重新授予。两头都留在记录里。"),
        ),
        _("就这样并入"),
        (_("它从那天起撤销，挂到对方之下；下级、人员、任职和没办完的活动都归对方。"),),
    )
    return operate(request, unit, form, words, plan)


@seated
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit from a day on: what is still open below it is said first."""
    unit, who = changeable(request, code), actor(request)
    form = CloseForm(request.POST or None, initial={"on": today().isoformat()})

    def plan(told: dict[str, Any]) -> Plan:
        said = _("自 %(day)s 起撤销；以前的记录和数字都还在。") % {"day": told["on"].isoformat()}
        return Plan(_bound(actions.close, unit=unit, on=told["on"], by=who), told["on"], said)

    words = Words(
        _("撤销单位"),
        (_("撤错了，打开这个单位点“重新开着”，日期写撤销的那一天，就等于没有撤销过。"),),
        _("就这样撤销"),
        (_("撤销后它的活动、名册和数字都还在，只是不能再在这天以后登记活动。"),),
    )
    more: dict[str, object] = {}
    if form.is_valid():
        on = form.cleaned_data["on"]
        still = children_of([unit.pk], TreeOn(on, today())).order_by("code")
        more = {"still": list(still[:20]), "posts": Post.objects.filter(unit=unit, until__gte=on).count()}
    return operate(request, unit, form, words, plan, **more)


@seated
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Let a closed unit stand again."""
    unit, who = changeable(request, code), actor(request)
    form = ReopenForm(request.POST or None, initial={"on": request.GET.get("on") or today().isoformat()})

    def plan(told: dict[str, Any]) -> Plan:
        said = _("自 %(day)s 起重新开着。") % {"day": told["on"].isoformat()}
        return Plan(_bound(actions.reopen, unit=unit, on=told["on"], by=who), told["on"], said)

    words = Words(_("重新开着"), (_("开错了，再“撤销”一次，日期写同一天。"),), _("就这样重开"))
    return operate(request, unit, form, words, plan)


@seated
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a unit stands in a partition."""
    unit, who = changeable(request, code), actor(request)
    form = GroupForm(request.POST or None, initial={"on": today().isoformat(), "of_set": (sets() or [""])[0]})

    def plan(told: dict[str, Any]) -> Plan:
        on: date = told["on"] or DAY_MIN
        change = _grouping(unit, told["of_set"], told["member"], on, who)
        said = _("“%(set)s”里改为“%(member)s”。") % {
            "set": told["of_set"],
            "member": told["member"] or _("不在任何一组"),
        }
        top = Unit.objects.filter(pk__in=tree(TreeOn(max(on, DAY_MIN), today())).path(unit.pk)[:1])
        return Plan(change, on, said, tuple(top))

    words = Words(
        _("改分组"),
        (_("改错了，再改一次：写原来的组，日期写同一天。"),),
        _("就这样改"),
        (_("分组不改变单位的数字和权限，只改变按这个组分列的数。"),),
    )
    return operate(request, unit, form, words, plan)


def _grouping(unit: Unit, of_set: str, member: str, on: date, who: Account) -> Callable[[], object]:
    """Read set and member as imports do, then return the change."""
    name, stands = parse_code(of_set), parse_code(member) if member.strip() else ""
    if name not in sets() and not stands:
        raise Refused(_("没有名为“%(name)s”的分组。") % {"name": name[:60]})
    return _bound(groups.group, unit=unit, of_set=name, member=stands, by=who, since=on)
