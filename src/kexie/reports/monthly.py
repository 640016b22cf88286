"""The monthly lists of units put together (月度清单汇总): what each did this month and means to do in the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.spans import month_of
from kexie.records.access.models import Account
from kexie.records.meetings.models import MonthItem, MonthList
from kexie.records.meetings.queries import lists_of
from kexie.records.units.models import Unit
from kexie.records.units.queries import within
from kexie.reports.document import Block, Document, Heading, Paragraph
from kexie.reports.wording import numbered, spoken


def build(unit: Unit, month: date, reader: Account | None) -> Document:
    """Return the lists that a unit and those below it sent for a month, as far as the reader sees them."""
    first = month.replace(day=1)
    sent = lists_of(reader).filter(within("unit", [unit.pk]), month=first, sent_at__isnull=False).order_by("unit__code")
    listed = list(sent.prefetch_related("items"))
    said = {"unit": unit.name, "month": month_of(first.year, first.month).describe(spoken())}
    document = Document(
        name="monthly",
        title=_("%(unit)s%(month)s重点工作清单") % said,
        byline=_("%(n)s 个单位报送") % {"n": len(listed)},
        unit=unit.code,
        period=f"{first.year}-{first.month:02d}",
        as_of=today(),
        made_up=any(one.origin == "made_up" for one in listed),
    )
    for one in listed:
        document.head(one.unit.name)
        document.blocks += list(_blocks(one))
    if not listed:
        document.blocks.append(Paragraph((_("这个月还没有单位报送清单。"),)))
    return document


def _blocks(one: MonthList) -> Iterator[Block]:
    words = {MonthItem.Side.DONE: _("本月完成"), MonthItem.Side.NEXT: _("下月计划")}
    for place, (side, title) in enumerate(words.items(), start=1):
        items = [item for item in one.items.all() if item.side == side]
        yield Heading(title, 2, numbered(2, place))
        for number, item in enumerate(items, start=1):
            yield Paragraph((numbered(3, number), item.text))
        if not items:
            yield Paragraph((_("无"),))
