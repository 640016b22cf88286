"""The work report (工作报告): what a unit and those below it held in a period, every number live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.data.sample import ROOT as SAMPLE_ROOT
from kexie.data.sample.facts import FACTS, Fact
from kexie.figures.question import ask
from kexie.kit.clock import today
from kexie.kit.periods import Period, parse_period
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.units.models import Unit
from kexie.reports.document import Document, Link, Listing, Live, Paragraph, Part, Table
from kexie.reports.wording import day_words, spoken
from kexie.reports.writing import Writer

NAME = "work-report"
TITLE = gettext_lazy("工作报告")
ASSOCIATION = "association"
LEAST_CHART: Final = 2
"""Rows (the total among them) from which on a chart says more than its table."""


def build(*, unit: str, period: str, as_of: str = "", reader: Account | None, on: date | None = None) -> Document:
    """Return the work report of a unit for a period, as known on a day, under the reader's rights."""
    asked = ask("activities", unit=unit, period=period, reader=reader, as_of=as_of, on=on)
    said = {"unit": asked.unit.name, "period": asked.period.describe(spoken())}
    document = Document(
        name=NAME,
        title=_("%(unit)s%(period)s工作报告") % said,
        byline=_("数字截至 %(day)s 所知") % {"day": asked.as_of.isoformat()},
        unit=asked.unit.code,
        period=str(asked.period),
        as_of=asked.as_of,
        made_up=False,
    )
    writer = Writer(document, reader)
    sample = asked.unit.code == SAMPLE_ROOT
    _general(writer, asked.unit)
    if sample:
        _leading(writer)
    _kinds(writer)
    _units(writer)
    _matters(writer)
    if sample:
        _events(writer, asked.period, reader)
        _missing(writer)
    document.made_up = any(live.source is not None and live.source.made_up for live in document.notes)
    return document


def _say(writer: Writer, *parts: Part) -> None:
    writer.document.blocks.append(Paragraph(parts))


def _general(writer: Writer, unit: Unit) -> None:
    writer.document.head(_("总体情况"))
    whole = [
        _("到%(day)s止，") % {"day": day_words(writer.document.as_of)},
        unit.name,
        _("及下级单位记入台账的学习活动有"),
    ]
    _say(
        writer,
        *whole,
        writer.live("activities", where=["kind=study"]),
        _("，"),
        writer.live("attendances", where=["kind=study"]),
        _("参加；名册上有名的有"),
        writer.live("attendees", where=["kind=study"]),
        _("。各类活动合计"),
        writer.live("activities"),
        _("、"),
        writer.live("attendances"),
        _("。"),
    )
    rows = writer.rows(["activities", "attendances"], "month", ["kind=study"])
    months = {code: parse_period(code, today()).describe(spoken()) for code, _numbers in rows[1:]}
    _table(writer, _("学习活动，分月"), [_("月份"), _("场次"), _("人次")], rows, months)
    if len(rows) > LEAST_CHART:
        short = {code: _short(code) for code in months}
        writer.chart(_("学习活动，分月（场）"), "bars", rows, short)


def _short(month: str) -> str:
    """Return the month of a year as it stands under a bar: 3月, Mar."""
    if spoken() == "en":
        return f"{date.fromisoformat(f'{month}-01'):%b}"
    return _("%(month)s月") % {"month": int(month[-2:])}


def _leading(writer: Writer) -> None:
    fact = next(fact for fact in FACTS if fact.slug == "study-group")
    if not Unit.objects.filter(code=fact.unit).exists():
        return
    writer.document.head(_("领导带头"))
    until = writer.document.as_of.isoformat()
    begun = fact.period.split("..")[0]
    period = f"{begun}..{until}" if until > begun else fact.period
    _say(
        writer,
        _("自%(day)s起，理论学习中心组集体学习") % {"day": day_words(date.fromisoformat(begun))},
        writer.live("activities", unit=fact.unit, period=period, where=fact.where),
        _("。"),
    )


def _kinds(writer: Writer) -> None:
    writer.document.head(_("各类活动"))
    names = {slug: str(kind.title) for slug, kind in KINDS.items()}
    rows = writer.rows(["activities", "attendances"], "kind")
    _table(writer, _("活动，分种类"), [_("种类"), _("场次"), _("人次")], rows, names)


MATTERS: Final = ("matters_opened", "matters_closed", "matters_in_time", "matters_overdue")


def _matters(writer: Writer) -> None:
    """Sum up what was followed: opened, closed, of it in time, overdue; in all and by kind. Silent where none was."""
    rows = writer.rows(MATTERS, "kind")
    if not any(number.value for number in rows[0][1]):
        return
    writer.document.head(_("事项办理"))
    _say(
        writer,
        _("期间立项"),
        writer.live("matters_opened"),
        _("，办结"),
        writer.live("matters_closed"),
        _("，其中按期办结"),
        writer.live("matters_in_time"),
        _("；期间到期时没有办结的有"),
        writer.live("matters_overdue"),
        _("。"),
    )
    names = {slug: str(workflow.title) for slug, workflow in WORKFLOWS.items()}
    head = [_("种类"), _("立项"), _("办结"), _("按期办结"), _("逾期")]
    _table(writer, _("事项，分种类（件）"), head, rows, names)


def _units(writer: Writer) -> None:
    """Show the local associations below (or, where there are none, whatever is), those with records only."""
    rows = writer.rows(["activities", "attendances"], "children")
    found = {one.code: one for one in Unit.objects.filter(code__in=[code for code, _numbers in rows[1:]])}
    local = {code for code, one in found.items() if one.kind == ASSOCIATION} or set(found)
    busy = [row for row in rows[1:] if row[0] in local and any(number.value for number in row[1])]
    if not busy:
        return
    writer.document.head(_("各单位"))
    names = {code: one.name for code, one in found.items()}
    head = [_("单位"), _("场次"), _("人次")]
    part = len(busy) < len(rows) - 1
    caption = _("活动，分直接下级（其中：有记录的地方科协）") if part else _("活动，分直接下级")
    _table(writer, caption, head, [rows[0], *busy], names)


def _table(
    writer: Writer, caption: str, head: list[str], rows: list[tuple[str, list[Live]]], names: dict[str, str]
) -> None:
    listed: list[tuple[Part, ...]] = [
        (names.get(code, code) if code else _("合计"), *numbers) for code, numbers in rows
    ]
    sources = tuple(number.source for number in rows[0][1] if number.source is not None)
    writer.document.blocks.append(Table(caption, tuple(head), tuple(listed), sources))


def _events(writer: Writer, period: Period, reader: Account | None) -> None:
    """Name what the source names: series as figures, single events as records."""
    writer.document.head(_("专题与走访"))
    items = [Paragraph(tuple(_event(writer, fact, period, reader))) for fact in FACTS if fact.titles or fact.series]
    visits = next(fact for fact in FACTS if fact.slug == "visits")
    items.append(
        Paragraph((visits.text, _("："), writer.live("activities", period=visits.period, where=visits.where), _("。")))
    )
    writer.document.blocks.append(Listing(tuple(items)))


def _event(writer: Writer, fact: Fact, period: Period, reader: Account | None) -> Iterator[Part]:
    yield f"{fact.text}{_('：')}"
    if fact.series:
        yield writer.live("activities", where=[f"series={fact.series}"])
        yield _("。")
        return
    seen = door.seen(reader, Right.RECORD_READ, Activity).filter(title__in=fact.titles, status="held")
    shown = list(seen.filter(starts_on__range=(period.first, min(period.last, today()))).order_by("starts_on", "pk"))
    for place, activity in enumerate(shown):
        yield _("、") if place else ""
        yield Link(
            _("%(title)s（%(day)s）") % {"title": activity.title, "day": day_words(activity.starts_on)},
            f"/activities/{activity.code}/",
        )
    yield _("。") if shown else _("期间内没有您可见的记录。")


def _missing(writer: Writer) -> None:
    writer.document.head(_("尚未登记"))
    _say(writer, _("下列事项这个期间没有登记，不写数字："))
    absent = [fact for fact in FACTS if fact.missing]
    items = [
        Paragraph((_("%(fact)s（没有登记：%(noun)s）") % {"fact": fact.text, "noun": fact.missing},)) for fact in absent
    ]
    writer.document.blocks.append(Listing(tuple(items)))
