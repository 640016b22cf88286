"""Promises (承诺): what was promised on a visit, by whom, until when: kept, changed or refused with a reason."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Holds, Need, Part, Step, Workflow, months
from kexie.records.matters.workflows import loop

_MARKS = {"close": "kept", "reopen": "waiting"}
_WHY = frozenset({Need.REASON})

PROMISE = Workflow(
    slug="promise",
    title=_("走访承诺"),
    sentence=_("走访慰问时答应的事：谁答应、何时兑现；兑现由他人核实，不能兑现要写明原因。"),
    stages=loop.stages(),
    steps=(
        *(replace(step, marks=_MARKS.get(step.slug, "")) for step in loop.steps()),
        Step("change", _("商定调整"), (loop.WORKING,), loop.WORKING, (Part.LEAD, Part.ISSUER), _WHY, marks="changed"),
        Step(
            "refuse",
            _("不能兑现"),
            (loop.ISSUED, loop.RETURNED, loop.WORKING),
            loop.DROPPED,
            (Part.ISSUER,),
            _WHY,
            marks="refused",
        ),
    ),
    states=(
        ("waiting", _("待兑现")),
        ("kept", _("已兑现")),
        ("changed", _("已商定调整")),
        ("refused", _("不能兑现")),
    ),
    details=(
        Detail("visit", _("走访活动编号")),
        Detail("promised_on", _("承诺日期"), Holds.DAY),
    ),
    term=months(3),
)
