"""The break-down as a table of the page: the whole on top, marks where it is empty, coverage, what it is put beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kexie.figures.answer import Figure
from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.kit.periods import Period
from kexie.web.figures.breakdown import Breakdown, Key, Line, Place
from kexie.web.figures.compare import Beside
from kexie.web.figures.words import coverage_said, goal_name, kind_name, mark_of, month_name, printed_said
from kexie.web.figuring import bound_of
from kexie.web.kit.markup import format_html, format_html_join
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.templatetags import kit
from kexie.web.units.grouping import grouped_as

TALL = 16


def dimensions(found: Breakdown) -> list[str]:
    """Return the heads of the columns that say what a row is of."""
    grouped = any(word.startswith("group:") for word in found.down)
    there = (
        (_("单位"), found.units),
        (_("组"), grouped),
        (_("种类"), "kind" in found.down),
        (_("目标"), "goal" in found.down),
    )
    return [name for name, on in there if on] or [_("期间")]


def table(
    found: Breakdown, lines: Sequence[Line], beside: Beside | None = None, restated: frozenset[Key] = frozenset()
) -> Table:
    """Set rows of the break-down for the page, under the whole; ``restated``: places whose number was mended since."""
    heads = [Col(name) for name in dimensions(found)]
    last = _("合计") if found.columns else str(found.question.indicator.unit) or _("数")
    cols = [*heads, *(Col(label, n=True) for label in labels(found)), Col(last, n=True)]
    ruled = found.question.indicator.counts is Counts.RULED
    cols += [Col(_("做到 / 应做") if ruled else _("已报 / 应报"), n=True)] if found.stated else []
    cols += [Col(_("印出的总计"), n=True)] if found.printed else []
    cols += beside.heads if beside is not None else ()
    language = lang()

    def rest(line: Line) -> list[object]:
        told: list[object] = [coverage_said(line.whole)] if found.stated else []
        told += [printed_said(line.whole)] if found.printed else []
        return told + (beside.cells(line) if beside is not None else [])

    def numbers(line: Line) -> list[object]:
        return [*_numbers(found, line, language, mended=line.place.key() in restated), *rest(line)]

    rows = [Row([Cell(_("合计"), span=len(heads)), *numbers(found.top)], "total")]
    rows += [Row([*_names(found, line), *numbers(line)]) for line in lines]
    return Table(_("分列的数"), cols, rows, folds=False, classes="explore-tbl", tall=len(rows) > TALL)


def labels(found: Breakdown) -> list[str]:
    """Return the words over the columns."""
    periods = [column.period for column in found.columns if column.period]
    return [label(column, periods) for column in found.columns]


def label(place: Place, periods: Sequence[Period] = ()) -> str:
    """Return what a column or a row of one dimension is called."""
    if place.period is not None:
        return month_name(place.period, [*periods])
    if place.unit is not None:
        return place.unit.name
    if place.goal is not None:
        return goal_name(place.goal) or _("没有写目标")
    return grouped_as(place.group) if place.group else kind_name(place.kind)


def named(line: Line) -> str:
    """Return what a row is called, all its dimensions in one."""
    place = line.place
    told = [place.unit.name if place.unit else "", grouped_as(place.group), kind_name(place.kind) if place.kind else ""]
    told += [goal_name(place.goal) or _("没有写目标")] if place.goal is not None else []
    told += [label(Place(period=place.period))] if place.period is not None else []
    return "　".join(filter(None, told)) or _("合计")


def _names(found: Breakdown, line: Line) -> Iterator[object]:
    place = line.place
    if place.unit is not None:
        yield kit.link(place.unit.name, found.below(place.unit.code))
    if place.group:
        yield grouped_as(place.group)
    if "kind" in found.down:
        yield kind_name(place.kind)
    if "goal" in found.down:
        yield goal_name(place.goal or "") or _("没有写目标")
    if place.period is not None:
        yield label(Place(period=place.period))
    if place == Place():
        yield ""


def _numbers(found: Breakdown, line: Line, language: str, *, mended: bool) -> Iterator[object]:
    for column, cell in zip(found.columns, line.cells, strict=True):
        yield number(cell, found.cell_address(line, column), language)
    whole = number(line.whole, found.cell_address(line), language)
    if mended:
        whole = format_html('{}<sup class="mended">{}</sup>', whole, _("更"))
    yield Cell(whole, "tot") if found.columns else whole


def number(figure: Figure | None, href: str, language: str = "") -> SafeString:
    """Return a figure of the table: a number that opens, or the mark that says why there is none."""
    if figure is None:
        return kit.nil("na")
    if figure.masked and figure.value is None:
        return format_html('<a class="fig" href="{}">{}</a>', href, _("不显示"))
    missing = "none" if mark_of(figure) == "na" else ""
    return kit.fig(figure.value, href, bound=bound_of(figure), missing=missing, language=language)


def notes(found: Breakdown) -> list[str]:
    """Return what must be known to add up the table: why the rows need not come to the whole."""
    told = []
    indicator = found.question.indicator
    if isinstance(indicator, Formula):
        if indicator.element is None or indicator.element.unit_operator != "sum":
            told.append(_("各行不能相加：合计按口径另算。"))
        return told
    if indicator.counts is Counts.RULED:
        told.append(_("一个支部可以在两条线上各有上级，在各行都算，合计只算一次；分月的，一期按末日归入那个月。"))
        told += [_("分种类的，每种各算；合计要各种都做到。")] if "kind" in found.by else []
        return told
    if indicator.counts is Counts.PERSONS:
        told.append(_("人数按人去重：同一人在几行里都算一次，各行不能相加。"))
    elif found.units:
        told.append(_("几家联合主办的，在各家都算，合计只算一次；合计还含本级自办的。"))
    if any(word.startswith("group:") for word in found.by):
        told.append(_("一个单位可以属于几个组的成员之下，各行之和可以大于合计；不在任何组里的只算在合计里。"))
    if "goal" in found.by:
        told.append(_("一场活动可以写几个目标，目标又含其下级，各行之和可以大于合计。"))
    return told


def folded(found: Breakdown) -> list[tuple[str, SafeString]]:
    """Return the units that the table leaves out, by why: nothing happened, nobody named, nobody asked."""
    out = found.left_out if found.units else []
    groups = (
        (_unnamed, [line for line in out if line.unnamed]),
        (_zeros, [line for line in out if line.zero]),
        (_unasked, [line for line in out if line.unasked]),
    )
    return [(words(len(units)), _linked(found, units)) for words, lines in groups if (units := _unique(lines))]


def _unnamed(n: int) -> str:
    return ngettext("另有 %(n)s 个单位只报了人数、没有名单", "另有 %(n)s 个单位只报了人数、没有名单", n) % {"n": n}


def _zeros(n: int) -> str:
    return ngettext("另有 %(n)s 个单位是 0", "另有 %(n)s 个单位是 0", n) % {"n": n}


def _unasked(n: int) -> str:
    return ngettext("另有 %(n)s 个单位不要求填报", "另有 %(n)s 个单位不要求填报", n) % {"n": n}


def _unique(lines: list[Line]) -> list[Line]:
    return [*{line.place.unit.pk: line for line in lines if line.place.unit}.values()]


def _linked(found: Breakdown, lines: list[Line]) -> SafeString:
    named = ((found.cell_address(line), line.place.unit.name) for line in lines if line.place.unit)
    return format_html_join("　", '<a href="{}">{}</a>', named)
