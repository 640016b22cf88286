"""Which activities a list or a calendar shows: unit, kind, stage, goal, series, audience, words in the title."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import stages
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.activities.stages import Stage
from kexie.records.units.models import Unit
from kexie.web.activities.words import goal_title, with_below
from kexie.web.desk.seat import seat_of
from kexie.web.kit.forms import HouseForm
from kexie.web.plan.names import goals_in_force
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit

SILENT, UNRECORDED = "silent", "unrecorded"
STATES: Final[dict[str, str | Promise]] = {
    "planned": gettext_lazy("计划（含已通知）"),
    "announced": gettext_lazy("已通知"),
    SILENT: gettext_lazy("过期没有下文"),
    "held": gettext_lazy("已举办（全部）"),
    UNRECORDED: gettext_lazy("已举办，待登记"),
    "recorded": gettext_lazy("已登记，待复核"),
    "checked": gettext_lazy("已复核"),
    "cancelled": gettext_lazy("已取消"),
}
"""What may be asked of a state: the stages, and the two silences that somebody should end."""
NAMES: Final = ("unit", "kind", "status", "goal", "series", "group", "q")


class Filters(HouseForm):
    """Which activities are shown."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    goal = forms.ChoiceField(label=gettext_lazy("目标"), required=False)
    series = forms.CharField(label=gettext_lazy("系列"), required=False, max_length=100)
    group = forms.CharField(label=gettext_lazy("应到人群"), required=False, max_length=60)
    q = forms.CharField(label=gettext_lazy("名称里有"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the kinds, states and goals there are."""
        super().__init__(*args, **kwargs)
        kinds = {kind.slug: str(kind.title) for kind in KINDS.values()}
        goals = {code: goal_title(code) for code in goals_in_force()}
        states = {name: str(title) for name, title in STATES.items()}
        for name, words in (("kind", kinds), ("status", states), ("goal", goals)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", _("全部")), *words.items()]

    @property
    def more(self) -> bool:
        """Tell whether one of the rarer conditions is set, so that they are shown open."""
        return any(self[name].value() for name in ("goal", "series", "group"))


def given(request: HttpRequest, **more: str) -> dict[str, str]:
    """Return what the filters begin with: the seat's unit, and what the address says."""
    home = seat_of(request).unit
    first = dict.fromkeys(NAMES, "") | {"unit": home.code if home else ""} | more
    return first | {key: str(request.GET[key]) for key in first if key in request.GET}


def unit_in(form: Filters, request: HttpRequest) -> Unit | None:
    """Return the unit that a valid form asks for (the seat's where it says none); refuse it on the form."""
    if not form.cleaned_data["unit"]:
        return seat_of(request).unit
    try:
        return find_unit(form.cleaned_data["unit"], actor(request), Right.UNIT_READ)
    except Refused as refusal:
        form.refuse(refusal, "unit")
        return None


def chosen(found: QuerySet[Activity], told: Mapping[str, Any], day: date) -> QuerySet[Activity]:
    """Narrow activities to what a valid form asks for; ``day``: from which one a silence counts."""
    if told["kind"]:
        found = found.filter(kind=told["kind"])
    if told["status"]:
        found = found.filter(_state(told["status"], day))
    else:  # of two that were merged, the one that stands for both is listed
        found = found.exclude(status=Activity.Status.MERGED)
    if told["goal"]:
        wanted = Q(pk__in=[])
        for code in with_below(told["goal"]):
            wanted |= Q(goals__contains=f";{code};")
        found = found.filter(wanted)
    if told["series"]:
        found = found.filter(series__icontains=told["series"])
    if told["group"]:
        found = found.filter(audience__group=told["group"])
    if told["q"]:
        found = found.filter(Q(title__icontains=told["q"]) | Q(code__iexact=told["q"]))
    return found


def _state(wanted: str, day: date) -> Q:
    if wanted == SILENT:
        return stages.silent(day)
    if wanted == UNRECORDED:
        return stages.unrecorded(day)
    if wanted in {"planned", "held"}:
        return Q(status=wanted)
    return stages.at(Stage(wanted))


def checks(who: Account, listed: list[Activity]) -> set[int]:
    """Return which of these records wait for a check that the reader may make: not those they wrote down."""
    return {one.pk for one in listed if stages.stage(one) is Stage.RECORDED and one.recorded_by != who.pk}
