"""What stage a meeting is in, and what a monthly list may hold: pure, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.days import add_months, month_length
from kexie.kit.workdays import workday_from

LEAST: Final = 3
MOST: Final = 9
"""A monthly list has three to nine items a side (issue: what can be read at a glance); fewer only if that was all."""
LONGEST: Final = 300


class Stage(StrEnum):
    """Where a meeting stands on a day."""

    CALLED = "called"
    AGENDA = "agenda"
    HELD = "held"
    SENT = "sent"
    FIXED = "fixed"
    CANCELLED = "cancelled"


STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.CALLED: gettext_lazy("已召集"),
    Stage.AGENDA: gettext_lazy("议程已定"),
    Stage.HELD: gettext_lazy("已开会"),
    Stage.SENT: gettext_lazy("纪要征求意见"),
    Stage.FIXED: gettext_lazy("纪要已定稿"),
    Stage.CANCELLED: gettext_lazy("已取消"),
}


def stage(*, status: str, agenda: bool, amend_until: date | None, asked: int, on: date | None = None) -> Stage:
    """Return the stage of a meeting: ``status`` is its activity's, ``asked`` how many amendments are undecided.

    Minutes are fixed once the window has passed and every amendment asked for in it was decided.
    """
    if status == "cancelled":
        return Stage.CANCELLED
    if amend_until is not None:
        return Stage.FIXED if (on or today()) > amend_until and not asked else Stage.SENT
    if status == "held":
        return Stage.HELD
    return Stage.AGENDA if agenda else Stage.CALLED


def meeting_day(month: date, day: int) -> date:
    """Return the day of a series in a month: on a day off it is the next workday."""
    return workday_from(month.replace(day=min(day, month_length(month.year, month.month))))


def month_after(month: date) -> date:
    """Return the first day of the next month."""
    return add_months(month.replace(day=1), 1)


def list_faults(done: Sequence[str], following: Sequence[str], *, few: bool) -> list[str]:
    """Return why a monthly list cannot be sent, a sentence each; ``few``: somebody says that there was no more."""
    wrong = []
    for title, items in ((_("本月完成"), done), (_("下月计划"), following)):
        if len(items) > MOST:
            wrong.append(
                _("“%(title)s”有 %(n)s 条，最多 9 条；请合并同类的，或只留要紧的。") % {"title": title, "n": len(items)}
            )
        if len(items) < LEAST and not few:
            said = {"title": title, "n": len(items)}
            wrong.append(_("“%(title)s”只有 %(n)s 条，一般 3 至 9 条；确实只有这些，请勾选“只有这些”。") % said)
    return wrong


def item_faults(items: Sequence[str]) -> list[str]:
    """Return why items cannot be kept, a sentence each."""
    return [
        _("“%(text)s…”超过 300 字；一条只写一件事。") % {"text": text[:20]} for text in items if len(text) > LONGEST
    ]
