"""Key projects (重点项目): a lead, milestones as measures, funds planned and used, risks."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Holds, Workflow, workdays
from kexie.records.matters.workflows import loop

PROJECT = Workflow(
    slug="project",
    title=_("重点项目"),
    sentence=_("布局中的重点工程或自定的项目：有牵头单位、节点、经费与风险，计入所属目标。"),
    stages=loop.stages(sign=workdays(10), check=workdays(10)),
    steps=loop.steps(),
    details=(
        Detail("funds_planned", _("计划经费（元）"), Holds.MONEY),
        Detail("funds_used", _("已用经费（元）"), Holds.MONEY),
        Detail("risks", _("风险")),
    ),
    remind=10,
)
