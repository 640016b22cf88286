"""Decisions of dispatch meetings and of leading bodies (调度会议定事项, 督办): one matter, one sheet (一事一单)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Workflow, days, months, workdays
from kexie.records.matters.workflows import loop

DECISION = Workflow(
    slug="decision",
    title=_("督办事项"),
    sentence=_("会议议定或领导交办的事：一事一单，交办、签收、办理、反馈，由他人复核后办结。"),
    stages=loop.stages(sign=workdays(1)),
    steps=loop.steps(),
    details=(
        Detail("basis", _("依据（会议、文件或批示）")),
        Detail("milestones", _("阶段安排")),
    ),
    schemes={"13710": {"plan": days(1), "report": days(3), "ordinary": days(7), "hard": months(1)}},
)
"""“13710”: one day to plan, three to report back, seven for ordinary matters, a month for hard ones, 0 = closed."""
