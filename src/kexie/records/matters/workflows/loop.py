"""The loop that most kinds share (督办): issued, signed for, worked on, reported, verified by another, closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.kit.terms import Term
from kexie.records.matters.workflow import End, Need, Part, Stage, Step, workdays

ISSUED, RETURNED, WORKING, REPORTED = "issued", "returned", "working", "reported"
CLOSED, DROPPED = "closed", "dropped"


def stages(*, sign: Term | None = None, check: Term | None = None) -> tuple[Stage, ...]:
    """Return 交办 → 办理 → 复核 → 办结, aside 退回, and 撤销."""
    return (
        Stage(ISSUED, _("待签收"), waits=Part.LEAD, clock=sign or workdays(1)),
        Stage(RETURNED, _("被退回，待改派"), waits=Part.ISSUER, clock=workdays(3), aside=True),
        Stage(WORKING, _("办理中"), waits=Part.LEAD),
        Stage(REPORTED, _("待复核"), waits=Part.CHECKER, clock=check or workdays(5)),
        Stage(CLOSED, _("已办结"), end=End.CLOSED),
        Stage(DROPPED, _("已撤销"), end=End.DROPPED),
    )


def steps() -> tuple[Step, ...]:
    """Return the moves of the loop. Handing back and reopening ask for a reason; reporting for the result."""
    why = frozenset({Need.REASON})
    issuer, lead, checking = (Part.ISSUER,), (Part.LEAD,), (Part.CHECKER, Part.ISSUER)
    return (
        Step("sign", _("签收"), (ISSUED,), WORKING, lead),
        Step("decline", _("退回交办单位"), (ISSUED,), RETURNED, lead, why),
        Step("insist", _("仍请办理"), (RETURNED,), ISSUED, issuer, why),
        Step("reassign", _("改派"), (ISSUED, RETURNED, WORKING), ISSUED, issuer, why | {Need.LEAD}),
        Step("report", _("报送办理结果"), (WORKING,), REPORTED, lead, frozenset({Need.RESULT, Need.COUNTERSIGNED})),
        Step("send_back", _("退办"), (REPORTED,), WORKING, checking, why),
        Step("close", _("复核办结"), (REPORTED,), CLOSED, (Part.CHECKER,)),
        Step("reopen", _("重新打开"), (CLOSED,), WORKING, checking, why),
        Step("drop", _("撤销"), (ISSUED, RETURNED, WORKING, REPORTED), DROPPED, issuer, why),
    )
