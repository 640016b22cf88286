"""Which pictures an answer gets: its course in time, and its rows as tiles, lines or lying bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from kexie.figures.answer import Figure, answer
from kexie.figures.question import Question
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.units.kinds import TITLES
from kexie.web.figures.breakdown import Breakdown, Line, step_of
from kexie.web.figures.compare import Beside
from kexie.web.figures.grid import label, named
from kexie.web.figures.pictures.bars import lying, upright
from kexie.web.figures.pictures.data import Number, Point, Series
from kexie.web.figures.pictures.lines import MOST as MOST_LINES
from kexie.web.figures.pictures.lines import lines
from kexie.web.figures.pictures.scene import Scene
from kexie.web.figures.pictures.tiles import MOST as MOST_TILES
from kexie.web.figures.pictures.tiles import tiles
from kexie.web.figures.words import mark_of, month_name, said
from kexie.web.figuring import months_of
from kexie.web.kit.numbers import lang, measured, shown

MONTHS = 14
"""Longest period that the chart parts into months; a longer one into quarters, years, and then nothing."""
QUARTERS = 42
YEARS = 12 * 30
FEW_TILES: Final = 6
"""Fewer units than this are lying bars: a name beside a bar says more than a tile."""
MOST_ROWS: Final = 40
TOGETHER: Final = 60
"""Most units that several groups of tiles have together: more push the table off the first screen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its head; ``name`` is its word in an address, ``legend`` the names of two series."""

    name: str
    head: str
    note: str
    scene: Scene
    legend: tuple[str, ...] = ()


def pictures(found: Breakdown, beside: Beside | None, reader: Account) -> list[Picture]:
    """Return the pictures of an answer: at most its course and one of its rows."""
    drawn = [course(found, beside, reader), crossing(found) or of_rows(found)]
    return [one for one in drawn if one is not None]


def point(figure: Figure | None, words: str, href: str, language: str = "") -> Point:
    """Return a figure as a point: a withheld number has no height, a missing one its mark."""
    if figure is None:
        return Point(words, None, _("无此项"), href, "na")
    value: Number | None = None if figure.masked else figure.value
    return Point(words, value, said(figure, language), href, mark_of(figure))


def _steps(question: Question) -> str:
    """Return by what the course is parted, so that its bars stay few; empty for none."""
    months, least = months_of(question.period), step_of(question)
    step = "month" if months <= MONTHS else "quarter" if months <= QUARTERS else "year"
    order = ("month", "quarter", "year")
    return "" if months > YEARS else max(step, least, key=order.index)


def _course(question: Question, step: str, reader: Account) -> tuple[Figure, ...]:
    rows = answer(replace(question, by=(step,)), reader=reader).rows
    return tuple(row for row in rows if row.period.first <= question.as_of)


def course(found: Breakdown, beside: Beside | None, reader: Account) -> Picture | None:
    """Draw the whole over time: bars, beside those of a year before; with the even share of a target for the year."""
    question = replace(found.question, by=())
    step = _steps(question)
    rows = _course(question, step, reader) if step else ()
    if len(rows) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    now = Series(_series_name(question), _points(question, rows))
    series = [now]
    if beside is not None and beside.asked is not None and beside.name:
        other = _course(replace(beside.asked, by=()), step, reader)[: len(rows)]
        series = [Series(beside.name, _points(beside.asked, other)), now] if len(other) == len(rows) else series
    scene = upright(series, _share(beside, len(rows), step))
    if scene is None:
        return None
    legend = (now.name, series[0].name) if len(series) > 1 else ()
    return Picture("time", _("分期"), _measured(question), scene, legend)


def _series_name(question: Question) -> str:
    return question.unit.name if question.period.kind != "year" else question.period.describe(lang())


def _points(question: Question, rows: tuple[Figure, ...]) -> tuple[Point, ...]:
    periods = [row.period for row in rows]
    return tuple(
        point(row, month_name(row.period, periods), replace(question, period=row.period).address()) for row in rows
    )


def _share(beside: Beside | None, count: int, step: str) -> tuple[Number, str] | None:
    """Return what each bar would have to come to if a target were reached evenly; only for whole steps."""
    target = beside.target if beside is not None else None
    if target is None or not target.value:
        return None
    steps = len(Period(target.span_from, target.span_to).parts(step))
    even = Fraction(target.value, steps)
    whole = -(-even.numerator // even.denominator)
    return (whole, _("平摊任务 %(n)s") % {"n": shown(whole)}) if count <= steps else None


def crossing(found: Breakdown) -> Picture | None:
    """Draw few rows over periods as lines."""
    known_on = found.question.as_of
    periods = [one.period for one in found.columns if one.period is not None and one.period.first <= known_on]
    rows = [line for line in found.lines if any(cell is not None and cell.value for cell in line.cells)]
    if len(periods) < 2 or not 1 < len(rows) <= MOST_LINES:  # noqa: PLR2004 - a line has two ends
        return None
    series = [Series(named(line), _along(found, line, periods)) for line in rows]
    scene = lines(series)
    return Picture("lines", _("各行分期"), _measured(found.question), scene) if scene is not None else None


def _along(found: Breakdown, line: Line, periods: list[Period]) -> tuple[Point, ...]:
    pairs = zip(found.columns[: len(periods)], line.cells, strict=False)
    return tuple(point(cell, label(column, periods), found.cell_address(line, column)) for column, cell in pairs)


def of_rows(found: Breakdown) -> Picture | None:
    """Draw the rows by their wholes: many units as tiles, few of anything as lying bars; periods have their course."""
    if not found.lines or found.lines[0].place.period is not None:
        return None
    listed, spoken = [line for line in found.lines if not line.unasked], lang()

    def points(some: Iterable[Line]) -> list[Point]:
        return [point(line.whole, named(line), found.cell_address(line), spoken) for line in some]

    if len(found.down) == 1 and found.units and len(listed) >= FEW_TILES:
        groups = [
            (str(TITLES.get(kind, kind)), [*some])
            for kind, some in groupby(listed, key=lambda line: line.place.unit.kind if line.place.unit else "")
        ]
        kept, left = _drawable([one for one in groups if any(line.told for line in one[1])] or groups)
        scene = tiles([Series(name, tuple(points(some))) for name, some in kept])
        if scene is not None:
            note = _("一格一个单位，按组织顺序；不是地图")
            told = _("、").join(f"{name} {len(some)}" for name, some in left)
            note += _("。太多没有画的：%(groups)s") % {"groups": told} if left else ""
            return Picture("rows", _("各单位"), note, scene)
    some = [one for one in points(listed) if one.value or one.missing]
    scene = lying(Series(_("分列"), tuple(some))) if 1 < len(some) <= MOST_ROWS else None
    return Picture("rows", _("分列的图"), _measured(found.question), scene) if scene is not None else None


Group = tuple[str, list[Line]]
"""Rows of one kind of unit, with its word."""


def _drawable(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """Part groups into those that can be drawn together and those that would be too many."""
    kept: list[Group] = []
    for one in groups:
        most = TOGETHER if kept else MOST_TILES
        if sum(len(rows) for _name, rows in kept) + len(one[1]) <= most:
            kept.append(one)
    return kept, [one for one in groups if one not in kept]


def _measured(question: Question) -> str:
    return measured(question.indicator.title, question.indicator.unit)
