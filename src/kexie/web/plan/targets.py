"""A unit's targets: how far they are, setting one, withdrawing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.figures.progress import progress_of_all
from kexie.kit.bounds import Bound, Bounded
from kexie.kit.clock import today
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.plans.actions import Wanted, note_of, set_targets
from kexie.records.plans.measured import titles
from kexie.records.plans.models import Target
from kexie.records.plans.queries import standing, targets_on
from kexie.records.plans.rules import Aim
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import BoundedField, HouseForm, PeriodField
from kexie.web.plan.goal import target_table
from kexie.web.plan.looking import counted, looking_at
from kexie.web.plan.names import goals_in_force, name_of
from kexie.web.plan.pages import frame, nothing
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the targets whose period the day lies in, with how far they are."""
    at = looking_at(request)
    if at is None:
        return nothing(request)
    told = progress_of_all(targets_on(at.unit, at.on, at.lens.as_of), day=at.day, as_of=at.lens.as_of, reader=at.who)
    above = [one.target.given_by for one in told if one.target.given_by is not None]
    more: dict[str, Any] = {
        "targets": target_table(told, at, goals=True),
        "many": len(told),
        "states": counted(one.state for one in told),
        "above": above[0] if above else None,
    }
    return render(request, "plan/targets.html", frame(at) | more)


DIRECTIONS = (("least", gettext_lazy("不少于")), ("most", gettext_lazy("不超过")))
"""Which way a target is reached."""


class TargetForm(HouseForm):
    """A target: what for, for whom, until when, how many."""

    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), max_length=200)
    period = PeriodField(label=gettext_lazy("期间"), help_text=gettext_lazy("如 2018、2018Q2、2018-01-01..2018-05-31"))
    goal = forms.ChoiceField(label=gettext_lazy("目标"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("活动种类"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("方向"), choices=DIRECTIONS)
    value = BoundedField(label=gettext_lazy("任务数"))
    note = forms.CharField(
        label=gettext_lazy("依据"), required=False, max_length=200,
        help_text=gettext_lazy("文件名称与文号；不写个人姓名"),
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the indicators, goals and kinds there are."""
        super().__init__(*args, **kwargs)
        goals = [
            ("", _("全部活动")),
            *((code, f"{'　' * code.count('.')}{name_of(code)}") for code in goals_in_force()),
        ]
        kinds = [("", _("各种")), *((kind.slug, kind.title) for kind in KINDS.values())]
        listed: dict[str, list[Any]] = {"indicator": list(titles().items()), "goal": goals, "kind": kinds}
        typed = self.data.get("goal") or self.initial.get("goal") or ""
        if typed and typed not in goals_in_force():
            goals.append((typed, typed))
        for name, choices in listed.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices

    def clean_value(self) -> int:
        """Take a plain number only."""
        typed: Bounded = self.cleaned_data["value"]
        if typed.bound is not Bound.EXACT:
            raise forms.ValidationError(_("任务数要写准确的整数，不写余、约、近。"))
        return typed.value


@seated
def change(request: HttpRequest) -> HttpResponse:
    """Set a target anew, change one, or withdraw it. What the address names is filled in."""
    who = actor(request)
    if not door.may_anywhere(who, Right.PLAN_MANAGE):
        door.demand(who, Right.PLAN_MANAGE, _home(request))
    if request.method != "POST":
        form = TargetForm(initial=_filled(request, who))
        return render(request, "plan/set.html", {"form": form, "known": bool(form.initial.get("seen"))})
    form = TargetForm(request.POST)
    if form.is_valid():
        try:
            unit, wanted = _wanted(form.cleaned_data, who, withdraw="withdraw" in request.POST)
            changed = set_targets([wanted], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said_now = _("已存下。") if changed else _("和原来一样，没有改动。")
            messages.success(request, _("已撤销。") if wanted.value is None and changed else said_now)
            query = QueryDict(mutable=True)
            query.update({"unit": unit.code, "period": str(wanted.aim.period)})
            return redirect(f"{_targets_address()}?{query.urlencode()}")
    told = {"form": form, "known": bool(form.data.get("seen") not in ("", "0", None))}
    return render(request, "plan/set.html", told, status=400)


def _targets_address() -> str:
    return reverse("plan:targets")


def _home(request: HttpRequest) -> Unit:
    unit = seat_of(request).unit
    if unit is None:
        raise Refused(_("还没有单位；请先导入单位。"))
    return unit


def _filled(request: HttpRequest, who: Account) -> dict[str, Any]:
    """Return what the form opens with: the target that the address names, else an empty one for the reader's unit."""
    given = {key: request.GET.get(key, "") for key in ("indicator", "unit", "period", "goal", "kind")}
    home = seat_of(request).unit
    filled: dict[str, Any] = {**given, "direction": "least", "seen": 0}
    filled["unit"] = given["unit"] or (home.code if home is not None else "")
    filled["period"] = given["period"] or str(today().year)
    held = held_of(filled, who)
    if held is not None:
        filled |= {"value": held.value, "direction": held.direction, "note": note_of(held), "seen": held.position}
    return filled


def held_of(given: dict[str, Any], who: Account) -> Target | None:
    """Return the target that an address names; ``None`` if it names none, or none that holds."""
    if not given["indicator"] or not given["unit"]:
        return None
    unit = find_unit(given["unit"], who, Right.FIGURE_READ)
    period: Period = parse_period(given["period"], today())
    return standing([unit.pk]).get(
        Aim(given["indicator"], unit.pk, period.first, period.last, given["goal"], given["kind"])
    )


def _wanted(told: dict[str, Any], who: Account, *, withdraw: bool) -> tuple[Unit, Wanted]:
    unit = find_unit(told["unit"], who, Right.PLAN_MANAGE)
    period: Period = told["period"]
    aim = Aim(told["indicator"], unit.pk, period.first, period.last, told["goal"], told["kind"])
    value = None if withdraw else told["value"]
    return unit, Wanted(aim, value, told["direction"], "" if withdraw else told["note"], seen=told["seen"])
