"""Promises (承诺): what was promised on a visit, by whom, until when: kept, changed or refused with a reason."""

from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflow import Detail, Holds, Workflow, months
from kexie.records.matters.workflows import loop

PROMISE = Workflow(
    slug="promise",
    title=_("走访承诺"),
    sentence=_("走访慰问时答应的事：谁答应、何时兑现；兑现由他人核实，不能兑现要写明原因。"),
    stages=loop.stages(),
    steps=loop.steps(),
    details=(
        Detail("visit", _("走访活动编号")),
        Detail("promised_on", _("承诺日期"), Holds.DAY),
    ),
    term=months(3),
)
