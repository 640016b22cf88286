"""The life of an activity beside its content: announced, written down in full, checked by somebody else, sent back.

None of this posts anything: what counts is what was held, and the record says that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.actions import named_present, refuse_merged, refuse_stale
from kexie.records.activities.models import Activity
from kexie.records.activities.stages import TITLES, Stage, stage
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write

WHY = "changing what was checked"


def announce(activity: Activity, *, by: Account, version: int) -> None:
    """Make a planned activity known (通知): calendars show it as certain, and those expected will be reminded.

    Raises ``Refused`` for anything that is not planned, or is over.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if activity.ends_on < today():
        raise Refused(_("日期已过，不再通知；办了请记为已举办，没办请取消并写明原因。"))
    _step("announce", activity, (Stage.PLANNED,), {"announced_at": now()}, by=by, version=version)


def finish(activity: Activity, *, by: Account, version: int) -> None:
    """Say that the record of a held activity is complete (登记完毕): from now on somebody else can check it.

    Raises ``Refused`` while nobody was counted: neither a head count nor one person present on the roster.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        lock()
        if activity.headcount is None and not named_present([activity.pk]):
            raise Refused(_("还没有人数，名册上也没有人实到；请先写人数或点名册，再记为登记完毕。"))
        changes = {"recorded_at": now(), "recorded_by": by.pk}
        _step("finish", activity, (Stage.HELD,), changes, by=by, version=version)


def check(activity: Activity, *, by: Account, version: int) -> None:
    """Put down that the record was gone over and stands (复核); never by whoever wrote it down last."""
    door.demand(by, Right.ACTIVITY_CHECK, activity.unit)
    _refuse_own([activity], by)
    _step("check", activity, (Stage.RECORDED,), {"checked_at": now(), "checked_by": by.pk}, by=by, version=version)


def check_many(activities: Sequence[Activity], *, by: Account) -> int:
    """Check several records at once, all or none; return how many. One that is checked already is passed over."""
    with transaction.atomic():
        lock()
        wanted = [one for one in activities if stage(one) is not Stage.CHECKED]
        for unit in {one.unit_id: one.unit for one in wanted}.values():
            door.demand(by, Right.ACTIVITY_CHECK, unit)
        _refuse_own(wanted, by)
        for one in wanted:
            changes = {"checked_at": now(), "checked_by": by.pk}
            _step("check", one, (Stage.RECORDED,), changes, by=by, version=one.version)
    return len(wanted)


def send_back(activity: Activity, *, reason: str, by: Account, version: int) -> None:
    """Send a record back to whoever wrote it down (退回), with what is to be mended; it counts as before meanwhile."""
    door.demand(by, Right.ACTIVITY_CHECK, activity.unit)
    if not reason.strip():
        raise Refused(_("退回要写明请对方改什么。"))
    changes = {"recorded_at": None, "recorded_by": None, "checked_at": None, "checked_by": None}
    stages = (Stage.RECORDED, Stage.CHECKED)
    _step("send_back", activity, stages, changes, by=by, version=version, reason=reason.strip()[:200])


def _refuse_own(activities: Collection[Activity], by: Account) -> None:
    own = [one.title for one in activities if one.recorded_by == by.pk]
    if own:
        raise Refused(_("“%(title)s”是您自己登记的；复核要由另一个人来做。") % {"title": title} for title in own[:5])


def _step(
    deed: str,
    activity: Activity,
    stages: tuple[Stage, ...],
    changes: dict[str, Any],
    *,
    by: Account,
    version: int,
    reason: str = "",
) -> None:
    with transaction.atomic():
        lock()
        refuse_merged([activity.pk])
        rows = Activity.objects.knowing(WHY).filter(pk=activity.pk)
        now_at = rows.select_for_update().get()
        refuse_stale(now_at, version)
        if stage(now_at) not in stages:
            said = {"title": now_at.title, "stage": TITLES[stage(now_at)]}
            raise Refused(_("“%(title)s”现在是“%(stage)s”，不能这样做；请重新打开这一页。") % said)
        rows.update(**changes, version=F("version") + 1)
        body = {"reason": reason} if reason else {}
        write([Deed(deed, "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)
