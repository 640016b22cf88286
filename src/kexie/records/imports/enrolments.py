"""Import of enrolments: whom a unit sends to which class."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import AnyColumn, code_column
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.classes.enrolling import Desk, Sent, enrol
from kexie.records.imports.base import Intake, Keep, Listing, twice

COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("class", "班编号", required=True, example="PX-2018-001", aliases=("培训班编号", "活动编号")),
    code_column("person", "人员编号", required=True, example="S0001"),
    code_column("unit", "派出单位编号", required=True, example="JS", aliases=("单位编号", "单位")),
)


def plan(intake: Intake) -> Keep:
    """Check the rows against classes, their places and people; see ``Listing``. Beyond the places one waits."""
    twice(
        intake,
        lambda row: (row.values["class"], row.values["person"]),
        "person",
        _("与第 %(row)s 行是同一人同一班；请删去一行。"),
    )
    sent = {row.number: _sent(row) for row in intake.good()}
    desk = Desk.of(list(sent.values()), by=intake.by)
    for row in intake.good():
        fault = desk.fault(sent[row.number])
        if fault is not None:
            intake.reject(row, fault.column, fault.why)
    good = [sent[row.number] for row in intake.good()]
    intake.unchanged += sum(desk.stands(one) for one in good)

    def keep() -> None:
        enrol(good, by=intake.by)

    return keep


def _sent(row: ParsedRow) -> Sent:
    return Sent(row.values["class"], row.values["person"], row.values["unit"])


ENROLMENTS = Listing("enrolments", gettext_lazy("培训报名"), COLUMNS, plan, Right.ACTIVITY_RECORD)
