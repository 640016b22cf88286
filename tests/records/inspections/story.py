"""An inspection step by step, as far as a test needs it."""

from __future__ import annotations

from datetime import date, timedelta

from kexie.records.access.models import Account
from kexie.records.inspections import actions, going
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import Inspection, InspectionTerm, Round
from kexie.records.matters.actions import take_step
from kexie.records.matters.doing import NewMeasure, Showing, attach, finish_measure, list_measures
from kexie.records.matters.models import Matter
from kexie.records.matters.rules import Given
from kexie.records.units.models import Unit

Tree = dict[str, Unit]
DAY = date(2018, 5, 7)
"""A Monday."""
DETAILS = {"basis": "内部控制制度第三章", "severity": "middle", "root_cause": "无专人"}


def begun(chair: Account, tree: Tree, *scope: str) -> InspectionTerm:
    """Begin a term of five years over some units."""
    units = [tree[code] for code in scope or ("c1", "c2", "c3")]
    last = date(DAY.year + 5, DAY.month, DAY.day)
    return actions.begin_term(unit=tree["root"], name="第一届", since=DAY, until=last, scope=units, by=chair)


def opened(term: InspectionTerm, chair: Account, leader: Account, name: str = "第一轮", **more: object) -> Round:
    """Open a round with a leader."""
    new = NewRound(name, DAY, DAY + timedelta(days=400), **more)  # type: ignore[arg-type]
    turn = actions.open_round(term, new, by=chair)
    assert leader.person is not None
    actions.authorise(turn, leader.person, role="leader", document="示例〔2018〕1号", by=chair)
    return turn


def again(row: Inspection) -> Inspection:
    return Inspection.objects.knowing("test").select_related("round__term", "unit").get(pk=row.pk)


def go(row: Inspection, stage: str, by: Account, on: date = DAY, note: str = "情况属实") -> Inspection:
    going.advance(row, stage, on=on, by=by, version=again(row).version, paper=Paper(note))
    return again(row)


def on_site(turn: Round, unit: Unit, chair: Account) -> Inspection:
    (row,) = actions.plan_units(turn, [unit], by=chair)
    for stage in ("noticed", "on_site"):
        go(row, stage, chair)
    return again(row)


def found(row: Inspection, leader: Account, title: str = "固定资产台账不全") -> Matter:
    return going.find(row, NewFinding(title, "三件设备没有入账", DETAILS), by=leader)


def fed_back(row: Inspection, leader: Account, on: date = DAY) -> Inspection:
    if again(row).stage == "on_site":
        go(row, "reported", leader)
    going.feed_back(row, on=on, by=leader, version=again(row).version)
    return again(row)


def now(matter: Matter) -> Matter:
    return Matter.objects.knowing("test").get(pk=matter.pk)


def step(matter: Matter, name: str, by: Account, **given: str) -> Matter:
    current = now(matter)
    return take_step(current, name, by=by, version=current.version, given=Given(**given))  # type: ignore[arg-type]


def rectified(matter: Matter, worker: Account, unit: Unit) -> None:
    """Bring a finding from its plan to the report on it, with one measure and its evidence."""
    (measure,) = list_measures(now(matter), [NewMeasure("补账", unit)], by=worker, version=now(matter).version)
    step(matter, "at_once", worker)
    finish_measure(measure, result="已补", by=worker, version=now(matter).version)
    attach(now(matter), Showing(text="台账照片"), by=worker, version=now(matter).version)
    step(matter, "report", worker, result="已补齐")
