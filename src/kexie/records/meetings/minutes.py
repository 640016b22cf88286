"""Minutes of a meeting: written, sent round, amended in a window, then fixed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.kit.workdays import workdays_after
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.meetings.actions import demand_stage, fresh, keep
from kexie.records.meetings.models import Amendment, Meeting
from kexie.records.meetings.rules import Stage
from kexie.records.units.models import Unit


def write_minutes(meeting: Meeting, text: str, *, by: Account, version: int) -> Meeting:
    """Write the minutes of a held meeting, or mend them while they may be amended; the text before stays in history."""
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by, version=version)
        demand_stage(current, Stage.HELD, Stage.SENT)
        said = text.replace("\r\n", "\n").strip()
        if not said:
            raise Refused(_("纪要是空的。"))
        body = {"before": current.minutes, "after": said}
        current.minutes = said
        keep(current)
        write([Deed("minutes", "meeting", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
    return current


def send_minutes(meeting: Meeting, *, by: Account, version: int) -> Meeting:
    """Send the minutes round: from now on those who were called may ask for amendments, until the window ends."""
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by, version=version)
        demand_stage(current, Stage.HELD)
        if not current.minutes:
            raise Refused(_("还没有纪要；请先写好再印发征求意见。"))
        current.minutes_at = now()
        current.amend_until = workdays_after(today(), current.series.window)
        keep(current)
        write([Deed("minutes_sent", "meeting", str(current.pk), unit=current.unit_id)], by=by.pk)
    return current


def ask_amendment(meeting: Meeting, text: str, *, unit: Unit, by: Account) -> Amendment:
    """Ask for an amendment of the minutes, for a unit that was called, within the window."""
    door.demand(by, Right.MATTER_WORK, unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by)
        demand_stage(current, Stage.SENT)
        if current.amend_until is not None and today() > current.amend_until:
            raise Refused(_("征求意见到 %(day)s 为止，已经过了。") % {"day": current.amend_until})
        if not text.strip():
            raise Refused(_("请写明改哪里、怎么改。"))
        if not current.called.filter(unit=unit).exists():
            raise Refused(_("“%(unit)s”不在这次会议的范围里。") % {"unit": unit.name})
        made = Amendment.objects.create(meeting=current, unit=unit, text=text.strip(), at=now(), by=by.pk)
        write([Deed("amend", "meeting", str(current.pk), unit=unit.pk, body={"text": text.strip()})], by=by.pk)
    return made


def decide_amendment(asked: Amendment, *, take: bool, note: str = "", text: str = "", by: Account) -> Amendment:
    """Take an amendment (``text``: the minutes as they read then; empty: as they are) or refuse it with a reason."""
    meeting = door.get(by, Right.MATTER_READ, Meeting, pk=asked.meeting_id)
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by)
        demand_stage(current, Stage.SENT)
        if not take and not note.strip():
            raise Refused(_("不采纳要写明原因。"))
        state = Amendment.State.TAKEN if take else Amendment.State.REFUSED
        rows = Amendment.objects.filter(pk=asked.pk, state=Amendment.State.ASKED)
        if not rows.update(state=state, note=note.strip()[:500]):
            raise Refused(_("这条意见已经有了决定。"))
        said = text.replace("\r\n", "\n").strip()
        body = {"amendment": asked.pk, "before": current.minutes, "after": said or current.minutes}
        if take and said:
            current.minutes = said
        keep(current)
        write([Deed(f"amendment_{state}", "meeting", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
    return Amendment.objects.get(pk=asked.pk)
