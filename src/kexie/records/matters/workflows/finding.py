"""Findings of an inspection (巡视巡察问题) of units and their work: measures, evidence, another verifies, re-look."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, End, Holds, Need, Part, Stage, Step, Workflow, months, workdays

FINDING = Workflow(
    slug="finding",
    title=_("巡察问题"),
    sentence=_("对单位工作的巡视巡察中发现的问题：定措施、交证据、由他人验收销号，“回头看”可以重新打开。"),
    stages=(
        Stage("found", _("待反馈"), waits=Part.ISSUER, clock=workdays(10)),
        Stage("fed_back", _("待报整改方案"), waits=Part.LEAD, clock=months(1)),
        Stage("planned", _("待审方案"), waits=Part.ISSUER, clock=workdays(10)),
        Stage("rectifying", _("整改中"), waits=Part.LEAD, clock=months(2)),
        Stage("reported", _("待验收"), waits=Part.CHECKER, clock=workdays(10)),
        Stage("closed", _("已销号"), end=End.CLOSED),
        Stage("relook", _("回头看"), waits=Part.CHECKER, clock=months(1)),
        Stage("dropped", _("已撤销"), end=End.DROPPED),
    ),
    steps=(
        Step("feed_back", _("反馈给被巡察单位"), ("found",), "fed_back", (Part.ISSUER,)),
        Step("plan", _("报送整改方案"), ("fed_back",), "planned", (Part.LEAD,), frozenset({Need.MEASURES})),
        Step(
            "at_once",
            _("立行立改"),
            ("fed_back",),
            "rectifying",
            (Part.LEAD,),
            frozenset({Need.MEASURES}),
            marks="at_once",
        ),
        Step("approve", _("同意方案"), ("planned",), "rectifying", (Part.ISSUER,), marks="moving"),
        Step("plan_again", _("退回方案"), ("planned",), "fed_back", (Part.ISSUER,), frozenset({Need.REASON})),
        Step(
            "report",
            _("报送整改结果"),
            ("rectifying",),
            "reported",
            (Part.LEAD,),
            frozenset({Need.RESULT, Need.COUNTERSIGNED}),
            marks="nearly",
        ),
        Step(
            "send_back",
            _("退回整改"),
            ("reported",),
            "rectifying",
            (Part.CHECKER, Part.ISSUER),
            frozenset({Need.REASON}),
            marks="moving",
        ),
        Step("close", _("验收销号"), ("reported", "relook"), "closed", (Part.CHECKER,), marks="done"),
        Step(
            "close_lasting", _("验收销号，长期坚持"), ("reported", "relook"), "closed", (Part.CHECKER,), marks="lasting"
        ),
        Step("look_again", _("安排回头看"), ("closed",), "relook", (Part.CHECKER, Part.ISSUER)),
        Step(
            "reopen",
            _("重新打开"),
            ("closed", "relook"),
            "rectifying",
            (Part.CHECKER, Part.ISSUER),
            frozenset({Need.REASON}),
            marks="moving",
        ),
        Step(
            "drop",
            _("撤销"),
            ("found", "fed_back", "planned", "rectifying", "reported"),
            "dropped",
            (Part.ISSUER,),
            frozenset({Need.REASON}),
        ),
    ),
    details=(
        Detail("basis", _("依据（文件、条款）"), required=True),
        Detail(
            "severity",
            _("程度"),
            Holds.CHOICE,
            required=True,
            choices=(("light", _("一般")), ("middle", _("较重")), ("grave", _("严重"))),
        ),
        Detail("root_cause", _("根源")),
        Detail("lasting", _("长期坚持的做法")),
    ),
    states=(
        ("at_once", _("立行立改")),
        ("moving", _("正在推进")),
        ("nearly", _("基本完成")),
        ("done", _("已完成")),
        ("lasting", _("长期坚持")),
    ),
    remind=5,
)
"""Usual terms (settings of a round): plan one month, result two months after the feedback."""
