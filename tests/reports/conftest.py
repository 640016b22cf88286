"""Documents for tests: a short one with every kind of block, whose numbers are counted for the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.reports.document import Document, Link, Listing, Paragraph, Part, Table
from kexie.reports.writing import Writer
from tests.building import held


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def empty(*, made_up: bool = False) -> Document:
    """Return a document that says nothing yet."""
    return Document("invented", "示例文稿", "数字截至今天", "root", "2018", date(2018, 5, 31), made_up)


@pytest.fixture
def written(owner: Account, tree: dict[str, Unit]) -> Document:
    """Return a document with headings of all levels, a paragraph, a list, a table and a chart."""
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least", origin="made_up")
    held(owner, tree["c3"], date(2018, 4, 1), headcount=50)
    held(owner, tree["c3"], date(2018, 5, 1), headcount=7)
    document = Document("invented", "示例<文稿>", "截至今天", "root", "2018-03..2018-05", today(), made_up=True)
    writer = Writer(document, owner)
    document.head("总体情况")
    document.head("开展学习", level=2)
    document.head("分月", level=3)
    document.head("细目", level=4)
    document.blocks.append(Paragraph(("共", writer.live("activities"), "，", writer.live("attendances"), "到会。")))
    document.blocks.append(Listing((Paragraph((Link("一次学习", "/activities/A1/"), "；")),)))
    rows = writer.rows(["activities", "attendances"], "month")
    sources = tuple(live.source for live in rows[0][1] if live.source is not None)
    listed: tuple[tuple[Part, ...], ...] = tuple((code or "合计", *cells) for code, cells in rows)
    document.blocks.append(Table("分月 & 合计", ("月", "场", "人次"), listed, sources))
    writer.chart("分月（场）", "bars", rows, {})
    document.head("结尾")
    return document
