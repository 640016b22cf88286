"""The loop that most kinds share (督办): issued, signed for, worked on, reported, verified by another, closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.kit.terms import Term
from kexie.records.matters.workflow import End, Need, Part, Stage, Step, workdays

ISSUED, WORKING, REPORTED = "issued", "working", "reported"
CLOSED, DROPPED = "closed", "dropped"


def stages(*, sign: Term | None = None, check: Term | None = None) -> tuple[Stage, ...]:
    """Return 交办 → 办理 → 复核 → 办结, and 撤销."""
    return (
        Stage(ISSUED, _("待签收"), waits=Part.LEAD, clock=sign or workdays(1)),
        Stage(WORKING, _("办理中"), waits=Part.LEAD),
        Stage(REPORTED, _("待复核"), waits=Part.CHECKER, clock=check or workdays(5)),
        Stage(CLOSED, _("已办结"), end=End.CLOSED),
        Stage(DROPPED, _("已撤销"), end=End.DROPPED),
    )


def steps() -> tuple[Step, ...]:
    """Return the moves of the loop. Handing back and reopening ask for a reason; reporting for the result."""
    return (
        Step("sign", _("签收"), (ISSUED,), WORKING, (Part.LEAD,)),
        Step("reassign", _("改派"), (ISSUED, WORKING), ISSUED, (Part.ISSUER,), frozenset({Need.LEAD, Need.REASON})),
        Step("decline", _("退回交办单位"), (ISSUED,), ISSUED, (Part.LEAD,), frozenset({Need.REASON})),
        Step(
            "report",
            _("报送办理结果"),
            (WORKING,),
            REPORTED,
            (Part.LEAD,),
            frozenset({Need.RESULT, Need.COUNTERSIGNED}),
        ),
        Step("send_back", _("退办"), (REPORTED,), WORKING, (Part.CHECKER, Part.ISSUER), frozenset({Need.REASON})),
        Step("close", _("复核办结"), (REPORTED,), CLOSED, (Part.CHECKER,)),
        Step("reopen", _("重新打开"), (CLOSED,), WORKING, (Part.CHECKER, Part.ISSUER), frozenset({Need.REASON})),
        Step("drop", _("撤销"), (ISSUED, WORKING, REPORTED), DROPPED, (Part.ISSUER,), frozenset({Need.REASON})),
    )
