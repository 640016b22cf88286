"""The sample's visits: one for each purpose, with promises at different points of their way. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from kexie.kit.clock import today
from kexie.kit.workdays import workday_before
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.records.visits.actions import Heard, NewVisit, follow_up, record_visit, settle
from kexie.records.visits.models import Visit

PROVINCE, COUNTY = "JS", "JS-01-04"
ORIGIN: Final = "made_up"


def visit_sample(by: Mapping[str, Account]) -> None:
    """Record the sample's visits; ``by``: the sample's accounts by part."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[PROVINCE, COUNTY])}
    province, county = units[PROVINCE], units[COUNTY]
    clerk = by["province_clerk"]
    care = _visit(
        clerk, province, "示例-V-1", "走访退休科技工作者", "care", "退休科技工作者 3 人", 20, consent="given",
        went=("分管领导", "综合处经办"),
        heard=(
            Heard("希望实验室向退休人员开放"),
            Heard("每季度开放一次实验室", "分管领导", county, today() + timedelta(days=40)),
            Heard("送两套新书", "综合处经办"),
        ),
    )  # fmt: skip
    _heard, opened, books = care.notes.all()
    follow_up(opened, title=opened.text, lead=county, due=opened.due, by=clerk)
    settle(books, reason="当场送到（示例）", by=clerk)
    checked = {
        "people": ("good", ""),
        "records": ("partly", "两场活动缺名册"),
        "matters": ("good", ""),
        "burden": ("missing", "同一张表报了两处"),
    }
    _visit(
        clerk, province, "示例-V-2", "基层组织年度指导", "guidance", "", 12, place=county, checklist="guidance",
        checked=checked, went=("组织处经办",), heard=(Heard("取消重复的一张表", "组织处经办", province),),
    )  # fmt: skip
    _visit(
        by["county_clerk"], county, "示例-V-3", "企业技术需求调研", "research", "企业技术负责人 5 人", 6,
        went=("学会服务部经办",), heard=(Heard("缺少检测设备共享的办法"),),
    )  # fmt: skip


def _visit(
    by: Account, unit: Unit, code: str, title: str, purpose: str, whom: str, ago: int, **more: Any  # noqa: ANN401 - NewVisit's
) -> Visit:  # fmt: skip
    on = workday_before(today() - timedelta(days=ago))
    return record_visit(NewVisit(code, title, unit, on, purpose, whom, origin=ORIGIN, **more), by=by)
