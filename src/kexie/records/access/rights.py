"""The one list of rights, and which role carries which: data, read by the door and shown in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What one may do, in alphabetical order; each reaches from the post's unit down its line."""

    ACTIVITY_CHECK = "activity_check"
    ACTIVITY_RECORD = "activity_record"
    BRANCH_PEOPLE = "branch_people"
    BRANCH_READ = "branch_read"
    BRANCH_RECORD = "branch_record"
    FIGURE_READ = "figure_read"
    LOG_READ = "log_read"
    MATTER_CHECK = "matter_check"
    MATTER_ISSUE = "matter_issue"
    MATTER_READ = "matter_read"
    MATTER_WORK = "matter_work"
    MEASURE_DEFINE = "measure_define"
    MONTH_CLOSE = "month_close"
    PEOPLE_MANAGE = "people_manage"
    PEOPLE_READ = "people_read"
    PLAN_MANAGE = "plan_manage"
    POST_GRANT = "post_grant"
    RECORD_READ = "record_read"
    REPORT_ISSUE = "report_issue"
    REPORT_WRITE = "report_write"
    ROSTER_READ = "roster_read"
    UNIT_CHANGE = "unit_change"
    UNIT_READ = "unit_read"
    VALUE_STATE = "value_state"


TITLES: Final[dict[Right, str | Promise]] = {
    Right.ACTIVITY_CHECK: _("复核活动记录"),
    Right.ACTIVITY_RECORD: _("登记活动与名册"),
    Right.BRANCH_PEOPLE: _("看支部党员名册"),
    Right.BRANCH_READ: _("看支部组织生活"),
    Right.BRANCH_RECORD: _("登记支部组织生活"),
    Right.FIGURE_READ: _("看数字"),
    Right.LOG_READ: _("看操作记录"),
    Right.MATTER_CHECK: _("复核事项"),
    Right.MATTER_ISSUE: _("交办事项"),
    Right.MATTER_READ: _("看事项"),
    Right.MATTER_WORK: _("办理事项"),
    Right.MEASURE_DEFINE: _("定义数据元素和指标"),
    Right.MONTH_CLOSE: _("结账"),
    Right.PEOPLE_MANAGE: _("登记人员"),
    Right.PEOPLE_READ: _("看人员名单"),
    Right.PLAN_MANAGE: _("定布局与指标任务"),
    Right.POST_GRANT: _("授予任职"),
    Right.RECORD_READ: _("看数字背后的记录"),
    Right.REPORT_ISSUE: _("签发文稿"),
    Right.REPORT_WRITE: _("写文稿"),
    Right.ROSTER_READ: _("看活动名册"),
    Right.UNIT_CHANGE: _("改动组织"),
    Right.UNIT_READ: _("看组织树"),
    Right.VALUE_STATE: _("填报数值"),
}

SHARED: Final = frozenset({Right.FIGURE_READ, Right.UNIT_READ})
"""Rights that reach the whole tree in which the post stands: numbers and the tree are common knowledge inside."""

PUBLISHED: Final = SHARED | {Right.RECORD_READ}
"""Rights that whoever holds them anywhere holds over published tables, too: these are in print (decision 22)."""


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post (任职) and the rights it carries."""

    slug: str
    title: str | Promise
    rights: frozenset[Right]


_READ = frozenset({Right.FIGURE_READ, Right.UNIT_READ, Right.RECORD_READ})
_MATTERS = frozenset({Right.MATTER_ISSUE, Right.MATTER_READ, Right.MATTER_WORK})
ROLES: Final = {
    role.slug: role
    for role in (
        Role("owner", _("系统负责人"), frozenset(Right)),
        Role(
            "chair",
            _("负责人"),
            _READ
            | {
                Right.ACTIVITY_CHECK,
                Right.LOG_READ,
                Right.MONTH_CLOSE,
                Right.PEOPLE_READ,
                Right.PLAN_MANAGE,
                Right.POST_GRANT,
                Right.REPORT_ISSUE,
            }
            | {Right.BRANCH_READ, Right.REPORT_WRITE, Right.ROSTER_READ}
            | _MATTERS
            | {Right.MATTER_CHECK},
        ),
        Role(
            "clerk",
            _("经办"),
            _READ
            | {Right.ACTIVITY_CHECK, Right.ACTIVITY_RECORD, Right.PEOPLE_MANAGE, Right.PEOPLE_READ}
            | {Right.BRANCH_READ, Right.REPORT_WRITE, Right.ROSTER_READ, Right.VALUE_STATE}
            | _MATTERS
            | {Right.MATTER_CHECK},
        ),
        Role(
            "party",
            _("党务"),
            _READ
            | {Right.ACTIVITY_CHECK, Right.ACTIVITY_RECORD}
            | {Right.BRANCH_PEOPLE, Right.BRANCH_READ, Right.BRANCH_RECORD},
        ),
        Role("auditor", _("审计"), _READ | {Right.BRANCH_READ, Right.LOG_READ, Right.MATTER_READ}),
        Role("member", _("成员"), _READ - {Right.RECORD_READ}),
    )
}
"""Least data: party membership is a layer of its own, open to 党务 alone; an auditor opens every record and the log,
yet no roster of names; a member sees numbers and the tree."""
