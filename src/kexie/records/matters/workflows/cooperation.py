"""Cooperation pilots (合作试点): an agreement of a province and the association, item by item."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Holds, Workflow, workdays
from kexie.records.matters.workflows import loop

COOPERATION = Workflow(
    slug="cooperation",
    title=_("合作试点"),
    sentence=_("省会合作等协议的一项任务：各方分工、阶段目标、联合检查，由对方复核后办结。"),
    stages=loop.stages(sign=workdays(10), check=workdays(10)),
    steps=loop.steps(),
    details=(
        Detail("agreement", _("协议"), required=True),
        Detail("parties", _("各方"), required=True),
        Detail("signed_on", _("签订日期"), Holds.DAY),
        Detail("milestones", _("阶段目标")),
    ),
    remind=10,
)
