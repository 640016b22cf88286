"""What a page of this room looks at: whose plan, in which layout, on which day, through which lens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.answer import Figure
from kexie.figures.indicators import INDICATORS
from kexie.figures.progress import GOOD, WORDS, Progress, State, percent
from kexie.figures.question import Question, Where
from kexie.kit.bounds import Bound
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.plans.models import Goal
from kexie.records.plans.queries import Layout, credited, layout_on
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seat_of
from kexie.web.figuring import bound_of
from kexie.web.reader import Lens, actor, lens_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit

TAGS: Final[dict[State, str]] = {
    State.REACHED: "done",
    State.ON_TIME: "done",
    State.SLOW: "near",
    State.FAST: "near",
    State.EXCEEDED: "late",
    State.MISSED: "late",
    State.OPEN: "due",
    State.AHEAD: "na",
}
"""The shape that goes with a state's word."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The reader, the unit, the layout in force on ``on`` and the lens. ``day``: the last one that is looked at."""

    who: Account
    unit: Unit
    lens: Lens
    layout: Layout
    asked: str

    @property
    def day(self) -> date:
        """Return the day on which targets are looked at: the end of the period, but nothing after the lens's day."""
        return min(self.lens.period.last, self.lens.as_of)

    @property
    def on(self) -> date:
        """Return the day whose targets and layout are looked at; those of a year to come have not begun yet."""
        return _on(self.lens)

    def question(self, indicator: str, goal: Goal | None = None) -> Question:
        """Return what is asked of the unit for a goal (none: of all goals of the layout) in the period."""
        goals = [goal] if goal is not None else [one for one in self.layout.goals if not one.parent]
        where = Where(goals=tuple(dict.fromkeys(code for one in goals for code in credited(one))))
        return Question(INDICATORS[indicator], self.unit, self.lens.period, where=where, as_of=self.lens.as_of)

    def to(self, name: str, *args: str, **more: str) -> str:
        """Return the address of a page of this room that looks at the same."""
        query = self.asked + ("&" if self.asked and more else "") + urlencode(more)
        return reverse(f"plan:{name}", args=args) + (f"?{query}" if query else "")


def _on(lens: Lens) -> date:
    return lens.period.last if lens.period.first > lens.as_of else min(lens.period.last, lens.as_of)


def looking_at(request: HttpRequest) -> Looking | None:
    """Return what the address asks to look at; ``None`` where there is no unit or no layout yet.

    Raises ``Refused`` for a unit or period that cannot be read, ``Forbidden`` where the reader may not see figures.
    """
    who, lens = actor(request), lens_of(request)
    typed = request.GET.get("unit", "").strip()
    unit = seat_of(request).unit
    if typed:
        try:
            unit = find_unit(typed, who, Right.FIGURE_READ)
        except Forbidden:
            raise
        except Refused as refusal:
            raise Forbidden(refusal.lines) from refusal
    layout = layout_on(_on(lens), lens.as_of, request.GET.get("plan", ""))
    if unit is None or layout is None:
        return None
    kept = {key: value for key in ("unit", "period", "as_of", "plan") if (value := request.GET.get(key, ""))}
    return Looking(who, unit, lens, layout, urlencode(kept))


def figure_link(figure: Figure, asked: Question) -> SafeString:
    """Return a figure as a link to its passport."""
    return kit.fig(figure.value, asked.address(), bound=bound_of(figure), unit=str(asked.indicator.unit))


@dataclass(frozen=True, slots=True)
class Rule:
    """A progress rule as it is drawn: widths in whole percent, the words beside it, how it is read out."""

    width: int
    tick: str
    tone: str
    rate: str
    tag: SafeString
    label: str


def rule_drawn(one: Progress) -> Rule:
    """Return how a target's progress is drawn."""
    rate = said_rate(one)
    tone = {"done": "is-done", "near": "is-near", "late": "is-late"}.get(TAGS[one.state], "")
    label = _("完成 %(rate)s，序时 %(time)s，%(word)s") if rate else _("%(word)s，序时 %(time)s")
    said = {"rate": rate, "time": percent(one.elapsed), "word": one.word}
    tick = f"{min(float(one.elapsed) * 100, 99.5):.1f}%"
    return Rule(min(one.rate or 0, 100), tick, tone, rate, kit.tag(TAGS[one.state], one.word), label % said)


def said_rate(one: Progress) -> str:
    """Return the part reached as it may be said: ≥ of what is at least, < of what is under; empty where untold."""
    if one.rate is None or one.figure is None or one.figure.masked:
        return ""
    before = {Bound.AT_LEAST: "≥", Bound.UNDER: "<", Bound.ABOUT: "≈"}.get(one.figure.bound, "")
    return f"{before}{one.rate}%"


def counted(states: Iterable[State]) -> list[SafeString]:
    """Return how many targets stand how, the good ones first, each with its shape."""
    many = Counter(states)
    listed = sorted(many, key=lambda state: (state not in GOOD, list(State).index(state)))
    return [kit.tag(TAGS[state], _("%(n)s 个%(word)s") % {"n": many[state], "word": WORDS[state]}) for state in listed]
