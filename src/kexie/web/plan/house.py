"""The layout as a building: a beam, a nine-square, pillars, a base, each stone with its goal's figure and target.

Any layout can be drawn: a goal at the top with nothing below it is the beam (the first) or the base (the others); one
with two levels below is a nine-square of bands; one with one level below is a row of pillars.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.goals import Goals
from kexie.figures.progress import Progress, progress_of_all
from kexie.records.activities.kinds import KINDS
from kexie.records.plans.measured import title_of
from kexie.records.plans.models import Goal, Target
from kexie.records.plans.queries import said, targets_on
from kexie.web.kit.numbers import lang
from kexie.web.plan.looking import Looking, Rule, figure_link, rule_drawn

MOST_FIGURES = 3
"""Figures that the beam has room for."""


@dataclass(frozen=True, slots=True)
class Stone:
    """A goal as it stands in the house. ``rule`` is None where it has no target."""

    code: str
    name: str
    href: str
    sub: str
    figure: SafeString
    rule: Rule | None
    part: str
    more: tuple[tuple[str, SafeString], ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the nine-square: its name and its stones."""

    name: str
    tail: str
    stones: list[Stone]


@dataclass(slots=True)
class House:
    """The whole building, in the order in which it is drawn; ``tiers`` are (shape, part, name, contents)."""

    beam: Stone | None = None
    tiers: list[tuple[str, str, str, list[Band] | list[Stone]]] = field(default_factory=list)
    base: list[Stone] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)
    goals: int = 0


def build(at: Looking) -> House:
    """Return the house of a unit: each goal's figure, and its target where it has one."""
    house = House(goals=len(at.layout.leaves()))
    targets = [one for one in targets_on(at.unit, at.on, at.lens.as_of) if one.goal]
    goals = Goals(at.who)
    goals.prepare(at.question("activities", goal) for goal in at.layout.goals)
    told = progress_of_all(targets, day=at.day, as_of=at.lens.as_of, reader=at.who, goals=goals)
    by_goal: dict[str, list[Progress]] = {}
    for one in told:
        goal = at.layout.find(one.target.goal)
        if goal is not None:
            by_goal.setdefault(goal.code, []).append(one)
    house.told = [ones[0] for ones in by_goal.values()]
    for top in at.layout.below(""):
        _place(house, at, goals, by_goal, top)
    return house


def _place(house: House, at: Looking, goals: Goals, by_goal: dict[str, list[Progress]], top: Goal) -> None:
    below = at.layout.below(top.code)
    if not below:
        made = stone(at, goals, top, by_goal.get(top.code, []))
        if house.beam is None and not house.tiers:
            house.beam = made
        else:
            house.base.append(made)
    elif any(at.layout.below(one.code) for one in below):
        bands = [_band(at, goals, by_goal, one) for one in below]
        house.tiers.append(("nine", top.part, said(top), bands))
    else:
        stones = [stone(at, goals, one, by_goal.get(one.code, [])) for one in below]
        house.tiers.append(("six", top.part, said(top), stones))


def _band(at: Looking, goals: Goals, by_goal: dict[str, list[Progress]], goal: Goal) -> Band:
    inside = at.layout.below(goal.code) or [goal]
    stones = [stone(at, goals, one, by_goal.get(one.code, [])) for one in inside]
    name = said(goal)
    head, quote, tail = name.removeprefix("“").partition("”")
    return Band(head, tail, stones) if quote and lang() == "zh" else Band(name, "", stones)


def stone(at: Looking, goals: Goals, goal: Goal, told: list[Progress]) -> Stone:
    """Return a goal as a stone: its first target with its figure, else how many activities were credited to it."""
    asked = at.question("activities", goal)
    sub, figure, rule = str(asked.indicator.title), figure_link(goals.figure(asked), asked), None
    more = [(what(one.target), figure_link(one.figure, one.question)) for one in told if one.figure is not None]
    if told:
        rule = rule_drawn(told[0])
        if told[0].figure is not None:
            sub, figure = more[0]
    return Stone(
        goal.code,
        said(goal),
        at.to("goal", goal.code),
        sub,
        figure,
        rule,
        goal.part,
        tuple(more[:MOST_FIGURES]) if more else ((sub, figure),),
    )


def what(target: Target) -> str:
    """Return what a target counts, in a few characters: the kind's word for sessions, else the indicator's."""
    title = title_of(target.indicator)
    if not target.kind:
        return title
    kind = str(KINDS[target.kind].title) if target.kind in KINDS else target.kind
    return kind if target.indicator == "activities" else _("%(kind)s%(title)s") % {"kind": kind, "title": title}
