"""One goal: what it means, its targets, who did what for it and when, and the records behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.answer import Answer, answer
from kexie.figures.goals import Goals
from kexie.figures.progress import Progress, percent, progress_of_all
from kexie.kit.periods import Period
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.plans.models import Goal
from kexie.records.plans.queries import aim_of, credited, said, shares_of, split, targets_on
from kexie.web.desk.seat import seated
from kexie.web.figures.behind import behind
from kexie.web.figures.words import month_name
from kexie.web.figures.words import said as said_figure
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.plan.house import what
from kexie.web.plan.looking import TAGS, Looking, figure_link, looking_at, said_rate
from kexie.web.plan.pages import frame, nothing
from kexie.web.templatetags import kit

MOST_UNITS = 40
"""Units that the page lists; where there are more, the figure's own page has them all."""


@seated
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a goal; its address may also bear a code that the goal had in an earlier version."""
    at = looking_at(request)
    if at is None:
        return nothing(request)
    goal = at.layout.find(code)
    if goal is None:
        raise Forbidden(_("这一版布局里没有这个目标。"))
    asked = {slug: at.question(slug, goal) for slug in ("activities", "attendances")}
    goals = Goals(at.who)
    targets = [one for one in targets_on(at.unit, at.on, at.lens.as_of) if one.goal in credited(goal)]
    progress = progress_of_all(targets, day=at.day, as_of=at.lens.as_of, reader=at.who, goals=goals)
    months = answer(replace(asked["activities"], by=("month",)), reader=at.who)
    units = answer(replace(asked["activities"], by=("children",)), reader=at.who)
    told: dict[str, Any] = {
        "goal": goal,
        "name": said(goal),
        "path": [(said(one), at.to("goal", one.code)) for one in _above(at, goal)],
        "sums": [figure_link(goals.figure(question), question) for question in asked.values()],
        "progress": progress,
        "targets": target_table(progress, at),
        "below": _below(at, goal, goals),
        "bars": bars_of(months),
        "units": _units(units, at, progress),
        "behind": behind(request, asked["activities"], at.who),
        "readable": door.may_anywhere(at.who, Right.RECORD_READ),
    }
    return render(request, "plan/goal.html", frame(at) | told)


def _above(at: Looking, goal: Goal) -> list[Goal]:
    path = []
    step = at.layout.find(goal.parent) if goal.parent else None
    while step is not None:
        path.append(step)
        step = at.layout.find(step.parent) if step.parent else None
    return path[::-1]


def target_table(told: list[Progress], at: Looking, *, goals: bool = False) -> Table:
    """Return targets with how far they are; ``goals``: each with its goal in front."""
    rows = []
    parted = split(at.unit.pk, at.lens.as_of)
    for one in told:
        target = one.target
        name: object = what(target)
        if goals:
            goal = at.layout.find(target.goal) if target.goal else None
            title = said(goal) if goal is not None else (target.goal or _("全部活动"))
            head = kit.link(title, at.to("goal", goal.code)) if goal is not None else title
            name = format_html("{} <span class='note'>{}</span>", head, what(target))
        figure = figure_link(one.figure, one.question) if one.figure else ""
        most = _("不超过 %(n)s") if target.direction == "most" else "%(n)s"
        state = format_html('{} <span class="note">{}</span>', kit.tag(TAGS[one.state], one.word), one.rule)
        period = one.target.span_from, one.target.span_to
        shared = parted.get(aim_of(target))
        deeds = [kit.link(_("分解") if shared is None else _("份额"), address_of("split", at, one))]
        if shared not in (None, target.value):
            deeds.append(kit.tag("near", _("份额共 %(sum)s，与任务数不等") % {"sum": kit.number(shared)}))
        if door.may(at.who, Right.PLAN_MANAGE, at.unit):
            deeds.append(kit.link(_("改"), address_of("set", at, one)))
        rows.append(
            Row([
                name,
                period_said(*period),
                most % {"n": kit.number(one.value)},
                figure,
                said_rate(one),
                percent(one.elapsed),
                state,
                format_html("{}" + "　{}" * (len(deeds) - 1), *deeds),
            ])
        )  # fmt: skip
    cols = [
        Col(_("指标任务"), lead=True),
        Col(_("期间")),
        Col(_("任务数"), n=True, fold=_("任务")),
        Col(_("完成"), n=True, end=True),
        Col(_("完成率"), n=True),
        Col(_("序时"), n=True, fold=_("序时")),
        Col(_("进度与算法")),
        Col(_("办理")),
    ]
    return Table(_("指标任务"), cols, rows, classes="targets")


def period_said(first: date, last: date) -> str:
    """Return a target's days in words."""
    return Period(first, last).describe(lang())


def address_of(name: str, at: Looking, one: Progress) -> str:
    """Return the address at which a target is changed or split."""
    target = one.target
    named = {"unit": at.unit.code, "indicator": target.indicator, "goal": target.goal, "kind": target.kind}
    query = {key: value for key, value in named.items() if value}
    query["period"] = str(Period(target.span_from, target.span_to))
    return f"{reverse(f'plan:{name}')}?{urlencode(query)}"


def bars_of(months: Answer) -> list[tuple[str, int | Decimal | None, str]]:
    """Return the months as bars; what lies after the day of knowledge is left out."""
    periods = [row.period for row in months.rows]
    known = [row for row in months.rows if row.period.first <= months.question.as_of]
    return [(month_name(row.period, periods), row.value, said_figure(row)) for row in known]


def _below(at: Looking, goal: Goal, goals: Goals) -> Table | None:
    inside = at.layout.below(goal.code)
    asked = [at.question("activities", one) for one in inside]
    goals.prepare(asked)
    rows = [
        Row([kit.link(said(one), at.to("goal", one.code)), figure_link(goals.figure(question), question)])
        for one, question in zip(inside, asked, strict=True)
    ]
    return Table(_("下级目标"), [Col(_("目标"), lead=True), Col(_("活动"), n=True, end=True)], rows) if rows else None


def _units(units: Answer, at: Looking, told: list[Progress]) -> Table | None:
    """Return the units right below in which anything was credited or that have a share of the first target."""
    first = next((one.target for one in told if one.target.indicator == "activities" and not one.target.kind), None)
    given = {share.unit_id: share for share in shares_of(first, at.lens.as_of)} if first is not None else {}
    shares = (
        progress_of_all(list(given.values()), day=at.day, as_of=at.lens.as_of, reader=at.who)
        if len(given) <= MOST_UNITS
        else []
    )
    by_unit = {one.target.unit_id: one for one in shares}
    rows = []
    for figure in sorted(units.rows, key=lambda row: (row.unit.pk not in by_unit, row.unit.code)):
        if not figure.value and figure.unit.pk not in by_unit:
            continue
        asked = replace(at.question("activities"), unit=figure.unit, where=units.question.where)
        share = by_unit.get(figure.unit.pk)
        name = kit.link(figure.unit.name, reverse("units:one", args=[figure.unit.code]))
        row: list[object] = [name, figure_link(figure, asked)]
        if by_unit:
            row += (
                [kit.number(share.value), said_rate(share), kit.tag(TAGS[share.state], share.word)]
                if share
                else ["", "", ""]
            )
        rows.append(Row(row))
    if not rows:
        return None
    cols = [Col(_("直接下级"), lead=True), Col(_("活动"), n=True, end=True)]
    if by_unit:
        cols += [Col(_("份额"), n=True, fold=_("份额")), Col(_("完成率"), n=True), Col(_("进度"))]
    return Table(_("各单位"), cols, rows[:MOST_UNITS])
