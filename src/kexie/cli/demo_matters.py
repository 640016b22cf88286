"""The sample's matters: a few at different stages, so that every page of the room has something to show. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.matters.actions import take_step
from kexie.records.matters.doing import NewMeasure, Showing, attach, finish_measure, list_measures
from kexie.records.matters.extending import ask_extension
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.matters.rules import Given
from kexie.records.units.models import Unit

ROOT, PROVINCE, COUNTY = "DEMO", "JS", "JS-01-04"
ORIGIN: Final = "made_up"
WHY: Final = "building the sample"


def open_sample(by: Mapping[str, Account]) -> None:
    """Open the sample's matters; ``by``: the sample's accounts by part (chair, province_clerk, county_clerk, owner)."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[ROOT, PROVINCE, COUNTY])}
    _followed_up(units, by)
    _finding(units, by)
    _closed(units, by)
    chair, day = by["chair"], today()
    details = {"for_whom": "青年科技工作者", "year": str(day.year)}
    _open("deed", "为青年科技工作者办十件实事", units[ROOT], units[PROVINCE], chair, details=details)
    _open("decision", "公示基层科普馆的开放时间", units[PROVINCE], units[COUNTY], by["province_clerk"], days=2)
    _open("project", "科普品牌建设", units[ROOT], units[PROVINCE], chair, days=200, goals=("six.popsci",))


def _open(workflow: str, title: str, unit: Unit, lead: Unit, by: Account, **more: Any) -> Matter:  # noqa: ANN401 - NewMatter's
    days = more.pop("days", 0)
    due = today() + timedelta(days=days) if days else None
    return open_matter(NewMatter(workflow, title, unit, lead, due=due, origin=ORIGIN, **more), by=by)


def _now(matter: Matter) -> Matter:
    return Matter.objects.knowing(WHY).get(pk=matter.pk)


def _step(matter: Matter, step: str, by: Account, **given: str) -> None:
    now = _now(matter)
    take_step(
        now,
        step,
        by=by,
        version=now.version,
        given=Given(reason=given.get("reason", ""), result=given.get("result", "")),
    )


def _followed_up(units: Mapping[str, Unit], by: Mapping[str, Account]) -> None:
    """Follow up a decision: measures, one of them done, evidence, and a request for more time that waits."""
    province = by["province_clerk"]
    matter = _open(
        "decision",
        "会议决定事项的督办台账未按月更新",
        units[ROOT],
        units[PROVINCE],
        by["chair"],
        days=9,
        details={"basis": "工作调度会"},
        text="各单位每月 5 日前更新督办台账，附佐证材料。",
        assisting=(units[COUNTY],),
    )
    _step(matter, "sign", province)
    lines = [
        NewMeasure("修订会议决定事项督办办法，写明记账人与时限", units[PROVINCE], today() + timedelta(days=2)),
        NewMeasure("督办台账移入本系统，停用个人表格", units[PROVINCE], today() + timedelta(days=9)),
        NewMeasure("对牵头人员培训一次，交名册和纪要", units[COUNTY], today() + timedelta(days=9)),
    ]
    first = list_measures(_now(matter), lines, by=province, version=_now(matter).version)[0]
    finish_measure(first, result="已修订，待印发", by=province, version=_now(matter).version)
    shown = Showing(text="修订稿已报送（示例）")
    attach(_now(matter), shown, by=province, version=_now(matter).version, measure=first)
    now = _now(matter)
    later = now.due + timedelta(days=14)
    ask_extension(now, new_due=later, reason="培训场地尚未落实", by=province, version=now.version)


def _finding(units: Mapping[str, Unit], by: Mapping[str, Account]) -> None:
    """Feed back a finding of an inspection; the plan is the province's to file."""
    details = {"basis": "内部控制制度第三章（示例）", "severity": "middle", "root_cause": "台账无专人记"}
    matter = _open("finding", "固定资产台账不全", units[ROOT], units[PROVINCE], by["chair"], details=details)
    _step(matter, "feed_back", by["chair"])


def _closed(units: Mapping[str, Unit], by: Mapping[str, Account]) -> None:
    """Close one: the county did it, the province's clerk, who did nothing for it, verified it."""
    county = by["county_clerk"]
    matter = _open("decision", "补报上月活动名册", units[PROVINCE], units[COUNTY], by["chair"], days=5)
    _step(matter, "sign", county)
    attach(_now(matter), Showing(text="名册已补报（示例）"), by=county, version=_now(matter).version)
    _step(matter, "report", county, result="三场活动的名册已补齐")
    _step(matter, "close", by["province_clerk"])
