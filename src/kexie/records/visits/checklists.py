"""Check-lists of guidance visits: what one looks at, about work and never about what anyone thinks. Data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to look at."""

    slug: str
    title: Words


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of things to look at on one kind of visit."""

    slug: str
    title: Words
    items: tuple[CheckItem, ...]


CHECKLISTS: Final[dict[str, Checklist]] = {
    one.slug: one
    for one in (
        Checklist(
            "guidance",
            _("基层组织指导"),
            (
                CheckItem("people", _("有人管事：负责人、经办明确，任职有记录")),
                CheckItem("plan", _("有年度计划，目标分到季度")),
                CheckItem("meetings", _("该开的会按时开，有记录")),
                CheckItem("records", _("活动及时登记，名册和人数对得上")),
                CheckItem("matters", _("上级交办的事有人办、有结果")),
                CheckItem("promises", _("上次答应的事兑现了")),
                CheckItem("voices", _("意见建议有渠道、有答复")),
                CheckItem("burden", _("没有重复报送、多头填表")),
            ),
        ),
        Checklist(
            "facility",
            _("科普场所"),
            (
                CheckItem("open", _("开放时间公示并照做")),
                CheckItem("safe", _("设施完好，消防通道畅通")),
                CheckItem("access", _("老人、残疾人能进能用")),
                CheckItem("content", _("展品有更新，说明准确")),
                CheckItem("counted", _("接待人次有据可查")),
            ),
        ),
    )
}
