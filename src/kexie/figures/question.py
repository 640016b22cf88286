"""A question to the figures: indicator × unit × period, broken down, as known on a day, in a tree, of some records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus

from django.utils.translation import gettext as _

from kexie.figures.indicators import HOUSE, RULED, UNPOSTED, Indicator, formula
from kexie.figures.kinds import kinds_of
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reaches_along
from kexie.records.units.groups import sets
from kexie.records.units.kinds import LEVELS, LINES, MAIN
from kexie.records.units.models import Unit
from kexie.records.units.rules import TreeOn
from kexie.records.values.definitions import Element

BY_PERIOD: Final = ("month", "quarter", "year")
BY_WORDS: Final = ("children", *BY_PERIOD, "kind", "goal")
CONDITIONS: Final = ("kind", "goal", "series")


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on the records: within a key any value will do, all keys must hold. A goal includes those below it."""

    kinds: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    series: tuple[str, ...] = ()

    def words(self) -> list[str]:
        """Return the conditions as they are typed."""
        named = (("kind", self.kinds), ("goal", self.goals), ("series", self.series))
        return [f"{key}={value}" for key, values in named for value in values]


@lru_cache(maxsize=4096)
def _typed(said: str) -> str:
    """Return a part of an address as it is typed; a table's cells all name the same units, days and conditions."""
    return quote_plus(said)


@lru_cache(maxsize=1024)
def _rest(period: Period, by: tuple[str, ...], where: Where, as_of: date, tree: str, line: str) -> str:
    """Return the address of a question behind its unit: the cells of a table differ in hardly more than that."""
    asked = [("period", str(period)), *(("by", word) for word in by), *(("where", words) for words in where.words())]
    asked += [("as_of", as_of.isoformat())] + ([("tree", tree)] if tree != "period" else [])
    asked += [("line", line)] if line != MAIN else []
    return "&".join(f"{key}={_typed(said)}" for key, said in asked)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``tree``: ``period`` (the tree of each period's last day), ``today`` or a day in ISO.

    ``line``: along which line of the tree units stand below each other; a branch may stand below a committee of the
    party on one line and below its society on the other.
    """

    indicator: Indicator
    unit: Unit
    period: Period
    by: tuple[str, ...] = ()
    where: Where = Where()
    as_of: date = date.max
    tree: str = "period"
    line: str = MAIN

    def address(self, at: str = "") -> str:
        """Return where the site shows the answer, with its passport and records: a path with a query.

        ``at``: the code of another unit, of which the same is asked.
        """
        return self.addresses()(at or self.unit.code)

    def addresses(self) -> Callable[[str], str]:
        """Return what tells, by a unit's code, where the same is answered of it: a table asks it some hundred times."""
        rest = _rest(self.period, self.by, self.where, self.as_of, self.tree, self.line)
        before, behind = f"/figures/{_typed(self.indicator.slug)}/?unit=", f"&{rest}"
        return lambda code: f"{before}{_typed(code)}{behind}"

    def tree_day(self, period: Period) -> date:
        """Return the day whose tree is used for a period."""
        if self.tree == "period":
            return period.last
        return today() if self.tree == "today" else date.fromisoformat(self.tree)

    def tree_on(self, period: Period) -> TreeOn:
        """Return the tree that is used for a period."""
        return TreeOn(self.tree_day(period), self.as_of, self.line)

    def periods(self) -> list[Period]:
        """Return the periods of the answer's rows."""
        for word in self.by:
            if word in BY_PERIOD:
                return self.period.parts(word)
        return [self.period]

    def group_by(self) -> str:
        """Return the partition of units by which the answer is broken down, or nothing."""
        return next((word.partition(":")[2] for word in self.by if word.startswith("group:")), "")

    def units_by(self) -> str:
        """Return how units are broken down: ``children``, ``units:LEVEL`` or empty."""
        return next((word for word in self.by if word == "children" or word.startswith("units:")), "")


def ask(  # noqa: PLR0913 - one argument for each part of a question
    indicator: str,
    *,
    unit: str,
    period: str,
    reader: Account | None,
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    as_of: str = "",
    tree: str = "period",
    line: str = MAIN,
    on: date | None = None,
) -> Question:
    """Read a question as it is typed (on the command line or in an address).

    ``on`` is the day that relative periods count from. Raises ``Refused`` with a sentence for whatever cannot be
    understood, and for a unit whose figures the reader may not see.
    """
    top = door.unit(reader, unit, Right.FIGURE_READ)
    known = parse_day(as_of) if as_of else today()
    defined = indicator_of(indicator, known)
    asked = Question(
        indicator=defined,
        unit=top,
        period=parse_period(period, on or today()),
        by=_by(by),
        where=_where(where, kinds_of(defined.measure)),
        as_of=known,
        tree=tree if tree in ("period", "today") else parse_day(tree).isoformat(),
        line=line,
    )
    _check_line(asked, reader)
    _check_formula(asked)
    _check_ruled(asked)
    if asked.indicator.slug in UNPOSTED and known < today():
        raise Refused(_("“%(name)s”只按现在所知；计划不记入台账，不能回看。") % {"name": asked.indicator.title})
    return asked


def _check_line(asked: Question, reader: Account | None) -> None:
    """Refuse a line that there is not, that the reader's right does not reach down, or that is counted anyway."""
    lines = {term.slug: str(term.title) for term in LINES}
    if asked.line not in lines:
        said = {"line": asked.line[:60], "all": joined([f"{slug}（{title}）" for slug, title in lines.items()])}
        raise Refused(_("没有“%(line)s”这条线；可用 %(all)s。") % said)
    if asked.line == MAIN:
        return
    if asked.indicator.slug in RULED:
        raise Refused(_("“%(name)s”本来就按两条线一起数；请不要另选线。") % {"name": asked.indicator.title})
    if not reaches_along(asked.line, reader, Right.FIGURE_READ, asked.unit.pk):
        said = {"unit": asked.unit.name, "line": lines[asked.line]}
        raise Refused(_("您没有按“%(line)s”看“%(unit)s”的数的权限；请向该单位负责人申请，或不选这条线。") % said)


def find_indicator(slug: str, known: date | None = None) -> Indicator | None:
    """Return what the house counts under a name, or an element or formula known by a day; ``None``: there is none."""
    counted = HOUSE.get(slug) or UNPOSTED.get(slug)
    return counted or (formula.find(slug, known) if "\0" not in slug else None)


def indicator_of(slug: str, known: date | None = None) -> Indicator:
    """Return the indicator of a name; raise ``Refused`` with the names that there are if none bears it."""
    found = find_indicator(slug, known)
    if found is None:
        said = {"slug": slug[:60], "all": joined([*HOUSE, *UNPOSTED])}
        raise Refused(_("没有名为“%(slug)s”的指标；现有：%(all)s，以及已导入的数据元素和指标。") % said)
    return found


def _check_formula(asked: Question) -> None:
    """Refuse to break stated values down by what only records of activities have."""
    defined = asked.indicator
    if not isinstance(defined, formula.Formula):
        return
    if {"kind", "goal"} & set(asked.by):
        raise Refused(_("“%(name)s”不能按 kind 或 goal 分列；填报的数没有种类和目标。") % {"name": defined.title})
    if asked.where != Where() and any(isinstance(one, Element) for one in defined.parts):
        raise Refused(_("“%(name)s”含填报的数，没有 kind、goal、series 可作条件。") % {"name": defined.title})


YEARS_AT_ONCE: Final = 10


def _check_ruled(asked: Question) -> None:
    """Refuse of branches what only records of activities have, and more years than are looked at at once."""
    if asked.indicator.slug not in RULED:
        return
    said = {"name": asked.indicator.title, "most": YEARS_AT_ONCE}
    if "goal" in asked.by or asked.where.goals or asked.where.series:
        raise Refused(_("“%(name)s”数的是支部，没有目标和系列；可按 kind 分列或作条件。") % said)
    if asked.period.last.year - asked.period.first.year >= YEARS_AT_ONCE:
        raise Refused(_("“%(name)s”一次最多问 %(most)s 年；请把期间改短。") % said)


def _by(words: Sequence[str]) -> tuple[str, ...]:
    levels = {term.slug for term in LEVELS}
    for word in words:
        kind, _colon, named = word.partition(":")
        if kind == "group" and named:
            _known_set(named)
        elif word not in BY_WORDS and not (kind == "units" and named in levels):
            said = {"word": word[:60], "levels": "|".join(term.slug for term in LEVELS)}
            raise Refused(
                _("不能按“%(word)s”分列；可用 children、units:%(levels)s、group:组、month、quarter、year、kind、goal。")
                % said
            )
    listed = tuple(dict.fromkeys(words))
    units = sum(word == "children" or word.startswith(("units:", "group:")) for word in listed)
    if sum(word in BY_PERIOD for word in listed) > 1 or units > 1:
        raise Refused(_("单位和期间各只能选一种分列方式。"))
    return listed


def _known_set(name: str) -> None:
    known = sets()
    if name not in known:
        said = {"name": name[:60], "all": joined(known) or _("（还没有分组）")}
        raise Refused(_("没有名为“%(name)s”的分组；现有：%(all)s。") % said)


def _where(words: Sequence[str], kinds: Collection[str]) -> Where:
    found: dict[str, list[str]] = {key: [] for key in CONDITIONS}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in found or not value:
            raise Refused(_("看不懂条件“%(word)s”；请写成 kind=…、goal=… 或 series=…。") % {"word": word[:60]})
        if key == "kind" and value not in kinds:
            raise Refused(_("没有“%(kind)s”这个种类；可用：%(all)s。") % {"kind": value[:60], "all": joined(kinds)})
        found[key].append(value)
    return Where(*(tuple(dict.fromkeys(found[key])) for key in CONDITIONS))
