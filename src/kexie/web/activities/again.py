"""The same activity again: copied with chosen parts, or the next ones planned by a rule."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from kexie.kit.clock import today
from kexie.kit.columns import parse_code, parse_name
from kexie.kit.refusal import Refused
from kexie.records.access.rights import Right
from kexie.records.activities import recurrence, series
from kexie.records.activities.models import Activity
from kexie.records.activities.recurrence import MOST, Rule
from kexie.records.activities.series import PARTS
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm, read_field
from kexie.web.kit.reference import ALPHABET
from kexie.web.reader import actor

WEEKDAYS: Final = [
    ("0", gettext_lazy("一")), ("1", gettext_lazy("二")), ("2", gettext_lazy("三")), ("3", gettext_lazy("四")),
    ("4", gettext_lazy("五")), ("5", gettext_lazy("六")), ("6", pgettext_lazy("weekday", "日")),
]  # fmt: skip
FIRST_PARTS: Final = [part for part in PARTS if part != "roster"]


class CloneForm(HouseForm):
    """Copy an activity."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    on = DayField(label=gettext_lazy("哪一天"), help_text=gettext_lazy("例：2018-05-03"))
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("照抄哪些"),
        required=False,
        choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(label=gettext_lazy("编号"), max_length=64)

    def clean_title(self) -> str:
        """Read the title on one line."""
        return read_field(parse_name, self.cleaned_data["title"])

    def clean_code(self) -> str:
        """Read the code as imports do."""
        return read_field(parse_code, self.cleaned_data["code"])


class RuleForm(HouseForm):
    """By which rule the next ones are planned."""

    unit = forms.ChoiceField(
        label=gettext_lazy("怎么重复"),
        choices=[
            ("week", gettext_lazy("按周：星期几")),
            ("day", gettext_lazy("按月：几号")),
            ("nth", gettext_lazy("按月：第几个星期几")),
        ],
        widget=forms.RadioSelect,
    )
    every = forms.IntegerField(
        label=gettext_lazy("每隔几周或几个月"),
        min_value=1,
        max_value=24,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("星期"),
        required=False,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.IntegerField(
        label=gettext_lazy("几号"),
        required=False,
        min_value=1,
        max_value=31,
        help_text=gettext_lazy("没有这一天的月份取月末"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    nth = forms.ChoiceField(
        label=gettext_lazy("第几个"),
        required=False,
        choices=[
            ("1", gettext_lazy("第一个")), ("2", gettext_lazy("第二个")), ("3", gettext_lazy("第三个")),
            ("4", gettext_lazy("第四个")), ("5", gettext_lazy("第五个")), ("-1", gettext_lazy("最后一个")),
        ],
    )  # fmt: skip
    workdays = forms.BooleanField(label=gettext_lazy("遇休假顺延到下一个工作日"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("往后排几次"),
        min_value=1,
        max_value=MOST,
        initial=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def rule(self) -> Rule:
        """Return the rule that a valid form says."""
        told = self.cleaned_data
        weekdays = tuple(int(one) for one in told["weekdays"])
        if told["unit"] == "week":
            return Rule("week", told["every"], weekdays, workdays=told["workdays"])
        if told["unit"] == "day":
            return Rule("month", told["every"], day=told["day"] or 0, workdays=told["workdays"])
        return Rule("month", told["every"], weekdays, nth=int(told["nth"] or 1), workdays=told["workdays"])


@seated
def clone(request: HttpRequest, code: str) -> HttpResponse:
    """Copy an activity with the parts that are ticked."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    new = f"{activity.unit.code[:52]}-{today():%Y%m}-" + "".join(secrets.choice(ALPHABET) for _place in range(4))
    begin = {"title": activity.title, "parts": FIRST_PARTS, "code": new}
    form = CloneForm(request.POST or None, initial=begin)
    if form.is_valid():
        told = form.cleaned_data
        wanted = {"code": told["code"], "title": told["title"], "on": told["on"], "parts": set(told["parts"])}
        try:
            made = series.clone(activity, **wanted, by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        except IntegrityError:  # two browsers with one code in the same instant
            form.add_error("code", _("编号“%(code)s”已经用过；请换一个编号。") % {"code": told["code"]})
        else:
            messages.success(request, _("已照抄为一项计划，人数和纪要没有抄。"))
            return back_to(made)
    return _set(request, "activities/clone.html", activity, form)


@seated
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the next ones by a rule; first they are shown, then kept: the second press is the decision."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    form = RuleForm(request.POST or None, initial=_first(activity))
    days: list[Any] = []
    if form.is_valid():
        rule, number, who = form.rule(), form.cleaned_data["number"], actor(request)
        try:
            if "keep" in request.POST:
                made = series.plan_ahead(activity, rule, number=number, by=who, version=form.cleaned_data["version"])
                said = ngettext("往后排了 %(n)s 次，都是计划。", "往后排了 %(n)s 次，都是计划。", len(made))
                messages.success(request, said % {"n": len(made)})
                return back_to(activity)
            days = series.foreseen(activity, rule, number=number)
        except Refused as refusal:
            form.refuse(refusal)
    told = {"days": days, "rule": recurrence.words(form.rule()) if days else ""}
    return _set(request, "activities/plan_ahead.html", activity, form, **told)


def _first(activity: Activity) -> dict[str, Any]:
    """Return what the form begins with: the rule that holds, else every week on this weekday."""
    begin: dict[str, Any] = {
        "unit": "week", "every": 1, "weekdays": [str(activity.starts_on.weekday())], "day": activity.starts_on.day,
        "nth": str(min((activity.starts_on.day - 1) // 7 + 1, 5)), "number": 6, "version": activity.version,
    }  # fmt: skip
    if activity.recurrence is None:
        return begin
    rule = Rule.of_json(activity.recurrence.rule)
    kind = rule.unit if rule.unit == "week" else "nth" if rule.nth else "day"
    kept = {"unit": kind, "every": rule.every, "workdays": rule.workdays}
    if rule.weekdays:
        kept["weekdays"] = [str(one) for one in rule.weekdays]
    if rule.day:
        kept["day"] = rule.day
    return begin | kept | ({"nth": str(rule.nth)} if rule.nth else {})


def _set(request: HttpRequest, template: str, activity: Activity, form: HouseForm, **more: object) -> HttpResponse:
    told = {"activity": activity, "form": form, **more}
    return render(request, template, told, status=400 if form.errors else 200)
