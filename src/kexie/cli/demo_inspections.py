"""The sample's inspections: a term under way, a round with a finding fed back, a public draft, a decision. Made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from kexie.kit.clock import today
from kexie.kit.days import add_months
from kexie.records.access.models import Account
from kexie.records.inspections import actions, deciding, going, publishing, rules
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.deciding import NewDecision, NewPart
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import CheckItem, Inspection, InspectionTerm, Round
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.records.units.queries import children_of
from kexie.records.units.rules import TreeOn

ROOT, FIRST = "DEMO", "JS"
ORIGIN: Final = "made_up"
WHY: Final = "building the sample"


def open_inspections(by: Mapping[str, Account]) -> None:
    """Begin the sample's term; ``by``: the sample's accounts by part."""
    if InspectionTerm.objects.knowing(WHY).exists():
        return
    chair, day = by["chair"], today()
    root = Unit.objects.get(code=ROOT)
    scope = list(children_of([root.pk], TreeOn.now()).filter(kind="association"))
    if chair.person_id is None or FIRST not in {unit.code for unit in scope}:
        return
    person = Person.objects.knowing(WHY).get(pk=chair.person_id)
    term = actions.begin_term(
        unit=root,
        name="第一届（示例）",
        since=add_months(day, -6),
        until=add_months(day, 54),
        scope=scope,
        by=chair,
        origin=ORIGIN,
    )
    turn = actions.open_round(term, NewRound("第一轮", add_months(day, -5), add_months(day, 7)), by=chair)
    actions.authorise(turn, person, role="leader", document="示例〔一〕号", by=chair)
    lines = [
        {"text": "固定资产账实相符", "basis": "内部控制制度第三章（示例）", "area": "财务"},
        {"text": "会议决定事项逐件督办", "basis": "议事规则第五条（示例）", "area": "决策"},
        {"text": "基层科普馆按公示时间开放", "basis": "开放办法第二条（示例）", "area": "服务"},
    ]
    items = actions.set_list(turn, lines, by=chair)
    _inspected(turn, items, scope, chair)
    parts = [NewPart("minuted", "建议先试点、后铺开（示例）", person)]
    told = NewDecision(
        root,
        "主席办公会",
        "建立巡察整改台账",
        day - timedelta(days=40),
        9,
        8,
        (7, 0, 1),
        "同意试行一年。",
        parts,
        origin=ORIGIN,
    )
    deciding.keep_decision(told, by=chair)


def _inspected(turn: Round, items: Sequence[CheckItem], scope: list[Unit], chair: Account) -> None:
    """Inspect the first province up to the feedback, with a draft for the public; two more are planned."""
    day = today()
    province, *others = sorted(scope, key=lambda unit: unit.code != FIRST)
    (row,) = actions.plan_units(turn, [province], by=chair)
    for stage, back in ((rules.NOTICED, 60), (rules.ON_SITE, 50)):
        going.advance(_now(row), stage, on=day - timedelta(days=back), by=chair, version=_now(row).version)
    details = {"basis": "议事规则第五条（示例）", "severity": "light", "root_cause": "没有指定记账人"}
    going.check(_now(row), items[0], verdict="fine", note="", by=chair)
    going.find(
        _now(row), NewFinding("两件会议决定事项没有督办记录", "抽查二十件，两件没有记录。", details, items[1]), by=chair
    )
    going.advance(
        _now(row),
        rules.REPORTED,
        on=day - timedelta(days=30),
        by=chair,
        version=_now(row).version,
        paper=Paper("发现问题一项（示例）"),
    )
    going.feed_back(_now(row), on=day - timedelta(days=12), by=chair, version=_now(row).version)
    text = "第一轮巡察反馈问题一项：两件会议决定事项没有督办记录，正在整改。（示例·数据虚构）"
    publishing.draft(_now(row), title="巡察整改情况（示例）", text=text, by=chair)
    actions.plan_units(turn, others[:2], by=chair)


def _now(row: Inspection) -> Inspection:
    return Inspection.objects.knowing(WHY).get(pk=row.pk)
