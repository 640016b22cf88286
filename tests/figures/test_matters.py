"""Closed in time, and overdue: read off what was opened and what was closed, as known on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from kexie.figures.engine import worker
from kexie.figures.question import ask
from kexie.figures.records import records
from kexie.records.access.models import Account
from kexie.records.matters.actions import take_step
from kexie.records.matters.doing import Showing, attach
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.matters.rules import Given
from kexie.records.units.models import Unit
from kexie.reports import work_report
from kexie.reports.document import Paragraph, Table
from tests.building import cast, figure, value

Tree = dict[str, Unit]
DAY = date(2018, 5, 7)
TERM = DAY + timedelta(days=14)
LATER = DAY + timedelta(days=40)


@pytest.fixture(autouse=True)
def one_day() -> Iterator[None]:
    with time_machine.travel(f"{DAY}T02:00:00Z", tick=False):
        yield


def step(matter: Matter, name: str, by: Account, **given: str) -> None:
    now = Matter.objects.knowing("test").get(pk=matter.pk)
    take_step(now, name, by=by, version=now.version, given=Given(**given))  # type: ignore[arg-type]


def closed(matter: Matter, on: date, clerk: Account, checker: Account) -> None:
    """Close a matter on a day."""
    with time_machine.travel(f"{on}T02:00:00Z", tick=False):
        step(matter, "sign", clerk)
        now = Matter.objects.knowing("test").get(pk=matter.pk)
        attach(now, Showing(text="已验收"), by=clerk, version=now.version)
        step(matter, "report", clerk, result="已办")
        step(matter, "close", checker)


@pytest.mark.parametrize("published", [False, True])
def test_what_was_closed_in_time_and_what_ran_out(chair: Account, clerk: Account, tree: Tree, published: bool) -> None:
    """One closed in time, one late, one open, one without a term; a deed not due yet; by kind, joint ones once."""
    checker = cast("clerk", tree["root"], "checker")

    def opened(kind: str = "decision", due: date | None = TERM, **more: object) -> Matter:
        new = NewMatter(kind, "示例", tree["root"], tree["c1"], due=due, **more)  # type: ignore[arg-type]
        return open_matter(new, by=chair)

    in_time, late, left = opened(assisting=(tree["c3"],)), opened(), opened(assisting=(tree["c2"],))
    free = opened(due=None)
    opened("deed", LATER, details={"for_whom": "会员", "year": "2018"})
    closed(in_time, TERM, clerk, checker)
    closed(late, TERM + timedelta(days=1), clerk, checker)
    closed(free, LATER, clerk, checker)
    if published:
        worker.build()
    with time_machine.travel(f"{LATER}T02:00:00Z", tick=False):
        root = tree["root"]
        assert value("matters_opened", root) == (5, "exact")
        assert value("matters_closed", root) == (3, "exact")
        assert value("matters_in_time", root) == (2, "exact")
        assert value("matters_overdue", root) == (2, "exact")
        assert value("matters_overdue", tree["c2"]) == (1, "exact")
        assert value("matters_overdue", root, "2018-06") == (0, "exact")
        assert value("matters_overdue", root, as_of=TERM.isoformat()) == (0, "exact"), "on the due day it is not late"
        assert value("matters_overdue", root, as_of=(TERM + timedelta(days=1)).isoformat()) == (2, "exact")
        assert [(row.kind, row.value) for row in figure("matters_overdue", root, by=["kind"]).rows] == [("decision", 2)]
        behind = records(ask("matters_overdue", unit="root", period="2018", reader=chair), reader=chair)
        assert [one.id for one in behind.records] == [left.pk, late.pk]
        county = cast("clerk", tree["c2"], "county")
        theirs = records(ask("matters_overdue", unit="root", period="2018", reader=county), reader=county)
        assert ([one.id for one in theirs.records], theirs.hidden) == ([left.pk], 1)
        first = records(ask("matters_in_time", unit="root", period="2018", reader=chair), reader=chair, limit=1)
        assert ([one.id for one in first.records], first.count, first.next) == ([free.pk], 2, 1)
        step(in_time, "reopen", checker, reason="又漏水")
        assert value("matters_in_time", root) == (1, "exact")
        assert value("matters_overdue", root) == (3, "exact")


def test_the_work_report_sums_up_what_was_followed(chair: Account, tree: Tree) -> None:
    """Every number of it opens; without a matter there is no such part."""
    told = work_report.build(unit="root", period="2018-05", reader=chair)
    assert "事项" not in repr(told.blocks)
    open_matter(NewMatter("decision", "示例", tree["root"], tree["c1"], due=TERM), by=chair)
    with time_machine.travel(f"{LATER}T02:00:00Z", tick=False):
        told = work_report.build(unit="root", period="2018-05", reader=chair)
    said = "".join(
        part if isinstance(part, str) else part.said
        for block in told.blocks
        if isinstance(block, Paragraph)
        for part in block.parts
    )
    assert "期间立项1件，办结0件，其中按期办结0件；期间到期时没有办结的有1件。" in said
    (table,) = [block for block in told.blocks if isinstance(block, Table) and "事项" in block.caption]
    assert len(table.rows) == 2, "all, and the one kind"
    opens = {live.source.indicator for live in told.notes if live.source is not None}
    assert {"matters_opened", "matters_closed", "matters_in_time", "matters_overdue"} <= opens
