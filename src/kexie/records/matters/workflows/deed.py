"""Practical deeds (办实事): proposed, chosen, published, done, confirmed by those they were for."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Holds, Need, Part, Stage, Step, Workflow, months, workdays
from kexie.records.matters.workflows import loop

DEED = Workflow(
    slug="deed",
    title=_("办实事"),
    sentence=_("年度实事项目：征集、选定、公布、办理、报送结果，由服务对象确认后办结。"),
    stages=(
        Stage("proposed", _("待选定"), waits=Part.ISSUER, clock=months(1)),
        Stage("chosen", _("待公布"), waits=Part.ISSUER, clock=workdays(10)),
        *loop.stages(check=workdays(10)),
    ),
    steps=(
        Step("choose", _("选定"), ("proposed",), "chosen", (Part.ISSUER,)),
        Step("publish", _("公布"), ("chosen",), loop.ISSUED, (Part.ISSUER,)),
        Step(
            "decline_deed",
            _("不予列入"),
            ("proposed", "chosen"),
            loop.DROPPED,
            (Part.ISSUER,),
            frozenset({Need.REASON}),
        ),
        *loop.steps(),
    ),
    details=(
        Detail("for_whom", _("服务对象"), required=True),
        Detail("year", _("年度"), Holds.WHOLE, required=True),
        Detail("confirmed_by", _("确认方式（回访、问卷或签字）")),
    ),
    term=months(12),
    remind=10,
)
