"""Members' voices (心声): a suggestion, a difficulty or a request; whoever sent it says whether it is solved.

It ends by the sender's own word, or, where they do not come back in their time, by somebody who did not answer it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, End, Holds, Need, Part, Stage, Step, Workflow, workdays

RECEIVED, ROUTED, WORKING, ANSWERED, ENDED, DROPPED = "received", "routed", "working", "answered", "ended", "dropped"
TERM: Final = workdays(15)
SENDERS_TIME: Final = workdays(15)
"""How long a sender has to say whether it is solved; within it nobody else may end the voice."""
_ANSWER: Final = frozenset({Need.ANSWER})
_WHY: Final = frozenset({Need.REASON})
_LEAD, _ISSUER, _SENDER = (Part.LEAD,), (Part.ISSUER,), (Part.SENDER,)

VOICE = Workflow(
    slug="voice",
    title=_("心声"),
    sentence=_("意见建议、困难和诉求：分办、答复，由提出人确认是否解决；可以匿名。"),
    stages=(
        Stage(RECEIVED, _("待分办"), waits=Part.ISSUER, clock=workdays(3)),
        Stage(ROUTED, _("待签收"), waits=Part.LEAD, clock=workdays(2)),
        Stage(WORKING, _("办理中"), waits=Part.LEAD),
        Stage(ANSWERED, _("已答复，等提出人确认"), waits=Part.SENDER, clock=SENDERS_TIME),
        Stage(ENDED, _("已办结"), end=End.CLOSED),
        Stage(DROPPED, _("不予受理"), end=End.DROPPED),
    ),
    steps=(
        Step("route", _("分办"), (RECEIVED,), ROUTED, _ISSUER, frozenset({Need.LEAD})),
        Step("reroute", _("改派"), (ROUTED, WORKING), ROUTED, _ISSUER, _WHY | {Need.LEAD}),
        Step("decline", _("退回分办"), (ROUTED,), RECEIVED, _LEAD, _WHY),
        Step("sign", _("签收"), (ROUTED,), WORKING, _LEAD),
        Step("answer", _("答复：说明情况"), (WORKING,), ANSWERED, _LEAD, _ANSWER, "answered", renews=SENDERS_TIME),
        Step("adopt", _("答复：采纳"), (WORKING,), ANSWERED, _LEAD, _ANSWER, "adopted", renews=SENDERS_TIME),
        Step(
            "not_adopt",
            _("答复：不采纳并说明理由"),
            (WORKING,),
            ANSWERED,
            _LEAD,
            _ANSWER | _WHY,
            "not_adopted",
            renews=SENDERS_TIME,
        ),
        Step("solved", _("提出人确认解决"), (ANSWERED,), ENDED, _SENDER, marks="solved"),
        Step("not_solved", _("提出人说没有解决"), (ANSWERED, ENDED), WORKING, _SENDER, _WHY, renews=TERM),
        Step("close", _("提出人期满未回，复核办结"), (ANSWERED,), ENDED, (Part.CHECKER,), after_clock=True),
        Step("drop", _("不予受理"), (RECEIVED, ROUTED, WORKING), DROPPED, _ISSUER, _WHY),
    ),
    details=(
        Detail(
            "sort",
            _("类别"),
            Holds.CHOICE,
            required=True,
            choices=(("suggestion", _("意见建议")), ("difficulty", _("困难")), ("request", _("诉求"))),
        ),
        Detail(
            "topic",
            _("事由"),
            Holds.CHOICE,
            required=True,
            choices=(
                ("academic", _("学术交流")),
                ("popular", _("科普工作")),
                ("talent", _("人才举荐与评价")),
                ("service", _("服务与权益")),
                ("training", _("教育培训")),
                ("organisation", _("组织建设")),
                ("conduct", _("工作作风与管理")),
                ("other", _("其他")),
            ),
        ),
    ),
    states=(
        ("answered", _("已答复")),
        ("adopted", _("已采纳")),
        ("not_adopted", _("未采纳，已说明理由")),
        ("solved", _("提出人确认已解决")),
    ),
    term=TERM,
    voice=True,
)
