"""A book in which every table has a line, closed up to January 2018."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from kexie.kit.clock import now
from kexie.records.access.models import Account
from kexie.records.history.looks import look
from kexie.records.inspections.models import Inspection, InspectionStep, InspectionTerm, Round
from kexie.records.issues import actions as reports
from kexie.records.ledger.actions import merge_persons
from kexie.records.ledger.closings import close
from kexie.records.matters.models import Matter, StepTaken
from kexie.records.plans.actions import Issue, Wanted, issue, set_targets
from kexie.records.plans.rules import Aim, NewGoal
from kexie.records.structure.actions import move
from kexie.records.structure.groups import group
from kexie.records.units.models import Unit
from tests.building import held, make_owner, plant, present, someone
from tests.figures.days import at


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """Stand in January 2018; the book's clock never goes back, so nothing may be written before this."""
    with at(date(2018, 1, 20)) as traveller:
        yield traveller


@pytest.fixture
def full(clock: time_machine.Traveller) -> tuple[Account, dict[str, Unit]]:
    """Write lines of every sort in January, close the month in February, and write some more."""
    owner = make_owner()
    tree = plant(owner, root="", p1="root", p2="root", c1="p1")
    one, two = (someone(code, owner, tree["c1"]) for code in ("x1", "x2"))
    activity = held(owner, tree["p1"], date(2018, 1, 9), co_hosts=(tree["p2"],), headcount=9)
    present(owner, activity, one, two)
    group(unit=tree["p1"], of_set="region", member="east", by=owner)
    merge_persons(pseudonym=one.pseudonym, into=two.pseudonym, by=owner)
    issue(Issue("own", 2018, (NewGoal("main", "主线"),)), by=owner)
    aim = Aim("activities", tree["root"].pk, date(2018, 1, 1), date(2018, 12, 31), "main")
    set_targets([Wanted(aim, 12)], by=owner)
    report = reports.begin(unit=tree["root"], title="示例", period="2018", by=owner)
    frozen = reports.issue(report, "{}", as_of=date(2018, 1, 20), seen=1, by=owner)
    reports.withdraw(frozen, "写错了", by=owner)
    look("roster", activity.pk, by=owner.pk, unit=tree["p1"].pk, names=2)
    _stepped(tree)
    with at(date(2018, 2, 3)):
        close(month=date(2018, 1, 1), by=owner)
        move(unit=tree["c1"], parent=tree["p2"], on=date(2018, 2, 1), by=owner)
    clock.move_to("2018-02-04T04:00:00+00:00")
    return owner, tree


def _stepped(tree: dict[str, Unit]) -> None:
    """Write down a step of a matter and one of an inspection, which credit nothing."""
    top, below, day = tree["root"], tree["p1"], date(2018, 1, 9)
    told = {"at": now(), "by": 1, "who": 1}
    matter = Matter._base_manager.create(
        code="m1", workflow="decision", title="示例", unit=top, lead=below, stage="issued", opened_on=day
    )
    StepTaken.objects.create(matter=matter, number=1, step="open", source="", target="issued", **told)
    term = InspectionTerm._base_manager.create(unit=top, name="示例", since=day, until=day)
    turn = Round._base_manager.create(term=term, unit=top, name="一", since=day, until=day)
    visited = Inspection._base_manager.create(round=turn, unit=below)
    InspectionStep.objects.create(inspection=visited, number=1, stage="noticed", on=day, **told)


@pytest.fixture
def early(db: None) -> Account:
    """Return the owner, made before anything happens in a random history."""
    with at(date(2010, 1, 1)):
        return make_owner()
