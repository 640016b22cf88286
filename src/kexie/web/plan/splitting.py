"""Splitting a target over the units right below: seen first, then given. Each level adds up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.figures.weights import WEIGHTS, weigh
from kexie.kit.bounds import Bound, Bounded
from kexie.kit.periods import Period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.plans.actions import Split, allocate, mark, plan_split
from kexie.records.plans.models import Target
from kexie.records.plans.queries import receivers, shares_of
from kexie.records.units.kinds import TITLES as UNIT_KINDS
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import BoundedField, HouseForm
from kexie.web.kit.numbers import lang
from kexie.web.plan.house import what
from kexie.web.plan.names import name_of
from kexie.web.plan.targets import held_of
from kexie.web.reader import actor

FIX: Final = "fix_"
NOW: Final = "now"
"""By the shares as they stand: how a split opens that has been made before."""


class SplitForm(HouseForm):
    """Over which kind of unit, by what; a box for each unit in which a share may be fixed by hand."""

    to = forms.ChoiceField(label=gettext_lazy("分给"), required=False)
    weights = forms.ChoiceField(
        label=gettext_lazy("怎么分"), choices=[(NOW, gettext_lazy("按现有份额")), *WEIGHTS.items()]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[Unit], kinds: list[str], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add the boxes."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(kind, UNIT_KINDS.get(kind, kind)) for kind in kinds]
        for unit in units:
            label = _("给%(unit)s定死的份额") % {"unit": unit.name}
            self.fields[f"{FIX}{unit.pk}"] = BoundedField(label=label, required=False)

    def fixed(self) -> dict[int, int]:
        """Return the shares fixed by hand, by unit."""
        found = {}
        for name, typed in self.cleaned_data.items():
            if name.startswith(FIX) and isinstance(typed, Bounded):
                if typed.bound is not Bound.EXACT:
                    raise Refused(_("份额要写准确的整数，不写余、约、近。"))
                found[int(name.removeprefix(FIX))] = typed.value
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its share as it stands, the share that would be given, and the box."""

    unit: Unit
    now: int | None
    share: int | None
    box: object


@seated
def split(request: HttpRequest) -> HttpResponse:
    """Show a target's shares, work out new ones, and give them."""
    who = actor(request)
    given = {key: request.GET.get(key, "") for key in ("indicator", "unit", "period", "goal", "kind")}
    target = held_of(given, who)
    if target is None or target.value is None:
        raise Forbidden(_("没有这项指标任务，或已撤销。"))
    held = shares_of(target)
    mine = door.may(who, Right.PLAN_MANAGE, target.unit)
    below = receivers(target)
    kinds = list(dict.fromkeys(unit.kind for unit in below))
    chosen = _chosen(request, kinds, held)
    units = [unit for unit in below if unit.kind == chosen]
    told: dict[str, Any] = {"target": target, "held": held, "mine": mine, "what": what(target), "units": units}
    told |= {"goal": name_of(target.goal) if target.goal else "", "sum_now": sum(one.value or 0 for one in held)}
    told["period"] = Period(target.span_from, target.span_to).describe(lang())
    if not mine or not below:
        told["lines"] = [Line(one.unit, one.value, None, "") for one in held]
        return render(request, "plan/split.html", told)
    if request.method == "POST":
        door.demand(who, Right.PLAN_MANAGE, target.unit)
        form = SplitForm(request.POST, units=units, kinds=kinds)
    else:
        fixed = {f"{FIX}{one.unit_id}": str(one.value) for one in held if one.fixed}
        start = {
            "to": chosen,
            "weights": request.GET.get("weights") or (NOW if held else "equal"),
            "seen": str(mark(target)),
        } | fixed
        form = SplitForm(start, units=units, kinds=kinds)
    shares: dict[int, int] = {}
    if form.is_valid():
        try:
            plan = Split(_weights(form.cleaned_data["weights"], target, units, held, who), form.fixed())
            shares = plan_split(target, plan)
            if request.method == "POST" and "give" in request.POST:
                allocate(target, Split(plan.weights, plan.fixed, form.cleaned_data["seen"]), by=who)
                messages.success(
                    request, _("已下达给 %(n)s 个单位，共 %(sum)s。") % {"n": len(shares), "sum": sum(shares.values())}
                )
                return redirect(request.get_full_path())
        except Refused as refusal:
            form.refuse(refusal)
    told |= {"form": form, "lines": _lines(form, units, held, shares), "sum": sum(shares.values())}
    told["back"] = (
        f"{reverse('plan:targets')}?unit={target.unit.code}&period={Period(target.span_from, target.span_to)}"
    )
    return render(request, "plan/split.html", told, status=400 if form.errors and request.method == "POST" else 200)


def _weights(way: str, target: Target, units: list[Unit], held: list[Target], who: Account) -> dict[int, int]:
    """Return the weight of each unit; by the shares as they stand, a unit without one gets nothing."""
    if way != NOW:
        return weigh(way, target, units, reader=who)
    now = {one.unit_id: one.value or 0 for one in held}
    return {unit.pk: now.get(unit.pk, 0) for unit in units}


def _chosen(request: HttpRequest, kinds: list[str], held: list[Target]) -> str:
    """Return the kind of unit that the split goes to: the asked one, that of the present shares, else associations."""
    asked = request.POST.get("to") or request.GET.get("to", "")
    if asked in kinds:
        return asked
    if held:
        return held[0].unit.kind
    return "association" if "association" in kinds else next(iter(kinds), "")


def _lines(form: SplitForm, units: list[Unit], held: list[Target], shares: dict[int, int]) -> list[Line]:
    now = {one.unit_id: one.value for one in held}
    lines = [Line(unit, now.pop(unit.pk, None), shares.get(unit.pk), form[f"{FIX}{unit.pk}"]) for unit in units]
    gone = [one for one in held if one.unit_id in now]
    return lines + [Line(one.unit, one.value, 0, "") for one in gone]
