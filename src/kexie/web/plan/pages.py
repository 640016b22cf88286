"""The layout as a house, and the same as a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.figures.goals import Goals
from kexie.figures.progress import Progress, elapsed, percent, progress_of_all
from kexie.kit.periods import year_of
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.plans.queries import said, targets_on
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import HouseForm, PeriodField
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.plan.house import build, what
from kexie.web.plan.looking import TAGS, Looking, counted, figure_link, looking_at, said_rate
from kexie.web.reader import actor
from kexie.web.templatetags import kit

SHORT = 14
"""A layout's name up to this length is kept on one line, so that “1-9·6-1” is never broken."""


class LookForm(HouseForm):
    """Whose plan, in which period."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    period = PeriodField(label=gettext_lazy("期间"), required=False)


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Draw the layout as a house with live figures and targets."""
    at = looking_at(request)
    if at is None:
        return nothing(request)
    house = build(at)
    whole = at.question("activities")
    goals = Goals(at.who)
    told: dict[str, Any] = {
        "house_of": house,
        "states": counted(one.state for one in house.told),
        "whole": figure_link(goals.figure(whole), whole),
    }
    return render(request, "plan/index.html", frame(at) | told)


@seated
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Show the same as a table: every goal with what was credited to it, and every target."""
    at = looking_at(request)
    if at is None:
        return nothing(request)
    goals = Goals(at.who)
    asked = {slug: [at.question(slug, goal) for goal in at.layout.goals] for slug in ("activities", "attendances")}
    goals.prepare(question for questions in asked.values() for question in questions)
    wholes = {slug: at.question(slug) for slug in asked}
    told = progress_of_all(
        targets_on(at.unit, at.on, at.lens.as_of), day=at.day, as_of=at.lens.as_of, reader=at.who, goals=goals
    )
    by_goal: dict[str, list[Progress]] = {}
    for one in told:
        goal = at.layout.find(one.target.goal) if one.target.goal else None
        by_goal.setdefault(goal.code if goal is not None else "", []).append(one)
    total = [_("归到布局的全部"), *(figure_link(goals.figure(one), one) for one in wholes.values())]
    rows = [Row([*total, *_target_cells(by_goal.get("", []))], "total")]
    for goal, activities, attendances in zip(at.layout.goals, asked["activities"], asked["attendances"], strict=True):
        link = kit.link(said(goal), at.to("goal", goal.code))
        numbers = [figure_link(goals.figure(one), one) for one in (activities, attendances)]
        depth = goal.code.count(".")
        name = format_html('<span class="deep-{}">{}</span>', depth, link) if depth else link
        rows.append(Row([name, *numbers, *_target_cells(by_goal.get(goal.code, []))], "" if depth else "sub"))
    cols = [
        Col(_("目标")),
        Col(_("活动"), n=True),
        Col(_("参加人次"), n=True),
        Col(_("指标任务")),
        Col(_("任务数"), n=True),
        Col(_("完成"), n=True),
        Col(_("完成率"), n=True),
        Col(_("进度")),
    ]
    grid = Table(_("各目标的数与任务"), cols, rows, folds=False, classes="explore-tbl")
    return render(request, "plan/table.html", frame(at) | {"grid": grid})


def _target_cells(told: list[Progress]) -> list[object]:
    """Return the cells of a goal's targets, one below the other."""
    if not told:
        return ["", "", "", "", ""]
    return [
        _lines(what(one.target) for one in told),
        _lines(kit.number(one.value) for one in told),
        _lines(figure_link(one.figure, one.question) if one.figure else "" for one in told),
        _lines(said_rate(one) for one in told),
        _lines(kit.tag(TAGS[one.state], one.word) for one in told),
    ]


def _lines(parts: Any) -> SafeString:  # noqa: ANN401 - texts and safe texts
    listed = list(parts)
    return format_html("{}" + "<br>{}" * (len(listed) - 1), *listed)


def frame(at: Looking) -> dict[str, Any]:
    """Return what every page of the room says of what it looks at."""
    name = at.layout.name
    return {
        "at": at,
        "layout": at.layout,
        "named": format_html('<span class="nw">{}</span>', name) if len(name) <= SHORT else name,
        "unit": at.unit,
        "day": at.day,
        "period": at.lens.period.describe(lang()),
        "elapsed": _year_elapsed(at),
        "form": LookForm(initial={"unit": at.unit.code, "period": at.lens.period.text}),
        "links": {name: at.to(name) for name in ("index", "table", "targets", "versions")},
        "may_plan": door.may(at.who, Right.PLAN_MANAGE, at.unit),
    }


def _year_elapsed(at: Looking) -> str:
    return percent(elapsed(year_of(at.on.year), at.day))


def nothing(request: HttpRequest) -> HttpResponse:
    """Say what comes first where there is no unit or no layout yet."""
    who = actor(request)
    told = {"unit": seat_of(request).unit, "may_plan": door.may_anywhere(who, Right.PLAN_MANAGE)}
    return render(request, "plan/nothing.html", told)
