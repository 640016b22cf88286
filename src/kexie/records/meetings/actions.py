"""What can be done with meetings: begin a series, call, propose, fix the agenda, hold, decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.kit.text import one_line, whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.queries import draft_of
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_checked
from kexie.records.matters.parts import number_of
from kexie.records.meetings.models import Called, Meeting, MeetingSeries, Point
from kexie.records.meetings.queries import source_of, stage_of
from kexie.records.meetings.rules import STAGES, Stage, meeting_day
from kexie.records.units.models import Unit

KIND: Final = "conference"
WHY: Final = "meetings are numbered for everyone"
MOST_CALLED: Final = 200
MOST_AT_ONCE: Final = 30
"""Outcomes written down at once."""


@dataclass(frozen=True, slots=True)
class NewSeries:
    """A series as somebody begins it."""

    unit: Unit
    name: str
    day: int
    place: str = ""
    window: int = 5


def begin_series(new: NewSeries, *, by: Account) -> MeetingSeries:
    """Begin a monthly series; raise ``Refused`` for what cannot stand."""
    door.demand(by, Right.MATTER_ISSUE, new.unit)
    name = one_line(new.name)[:61]
    wrong = []
    if not name or len(name) > 60:  # noqa: PLR2004 - the column's length
        wrong.append(_("请给会议起个名字，最多 60 字。"))
    if not 1 <= new.day <= 28:  # noqa: PLR2004 - every month has it
        wrong.append(_("每月哪一天开，请写 1 到 28；碰上休息日顺延到下一个工作日。"))
    if not 0 <= new.window <= 60:  # noqa: PLR2004 - a quarter of workdays
        wrong.append(_("纪要征求意见的时间请写 0 到 60 个工作日。"))
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        if MeetingSeries.objects.knowing(WHY).filter(unit=new.unit, name=name).exists():
            raise Refused(_("“%(unit)s”已有叫“%(name)s”的会。") % {"unit": new.unit.name, "name": name})
        made = MeetingSeries(unit=new.unit, name=name, day=new.day, place=new.place.strip()[:200], window=new.window)
        made.save(force_insert=True)
        write([Deed("begin", "meeting_series", str(made.pk), unit=new.unit.pk)], by=by.pk)
    return made


def end_series(series: MeetingSeries, *, by: Account) -> None:
    """End a series: no meeting of it is called any more; what was held stays."""
    door.demand(by, Right.MATTER_ISSUE, series.unit)
    with transaction.atomic():
        lock()
        rows = MeetingSeries.objects.knowing("ending what was checked").filter(pk=series.pk, ended=False)
        if not rows.update(ended=True):
            raise Refused(_("“%(name)s”已经停开。") % {"name": series.name})
        write([Deed("end", "meeting_series", str(series.pk), unit=series.unit_id)], by=by.pk)


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody says who calls a meeting. ``on`` ``None``: the day of the series. ``month``: any day of it."""

    series: MeetingSeries
    month: date
    units: tuple[Unit, ...]
    on: date | None = None
    place: str = ""
    origin: str = "live"


def call(new: Call, *, by: Account) -> Meeting:
    """Call the meeting of a month: an activity is planned, units are called, the agenda is open for proposals."""
    series, month = new.series, new.month.replace(day=1)
    door.demand(by, Right.MATTER_ISSUE, series.unit)
    units = list(dict.fromkeys((series.unit, *new.units)))
    with transaction.atomic():
        lock()
        wrong = []
        if series.ended:
            wrong.append(_("“%(name)s”已经停开。") % {"name": series.name})
        said = {"name": series.name, "month": f"{month.year}-{month.month:02d}"}
        if Meeting.objects.knowing(WHY).filter(series=series, month=month).exists():
            wrong.append(_("“%(name)s” %(month)s 的会已经召集。") % said)
        if len(units) > MOST_CALLED:
            wrong.append(_("一次最多召集 200 个单位。"))
        if wrong:
            raise Refused(wrong)
        on = new.on or meeting_day(month, series.day)
        code = _next_code(month)
        title = _("%(name)s（%(year)s年%(month)s月）") % {"name": series.name, "year": month.year, "month": month.month}
        draft = Draft(
            code=code,
            kind=KIND,
            title=title,
            unit=series.unit,
            starts_on=on,
            ends_on=on,
            status="planned",
            place=new.place.strip() or series.place,
            series=series.name,
            origin=new.origin,
        )
        made = Meeting(
            code=code, series=series, unit=series.unit, activity=activities.record(draft, by=by), month=month
        )
        made.save(force_insert=True)
        Called.objects.bulk_create(Called(meeting=made, unit=unit) for unit in units)
        write([Deed("call", "meeting", str(made.pk), unit=series.unit_id, body={"units": len(units)})], by=by.pk)
    return made


def _next_code(month: date) -> str:
    head = f"meeting-{month.year}-"
    used = Meeting.objects.knowing(WHY).filter(code__startswith=head).values_list("code", flat=True)
    numbers = [whole(code[len(head) :]) or 0 for code in used]
    return f"{head}{max(numbers, default=0) + 1:04d}"


def fresh(meeting: Meeting, *, by: Account, version: int | None = None) -> Meeting:
    """Return a meeting as it stands now, read under the lock; raise ``Refused`` if somebody changed it meanwhile."""
    current = door.get(by, Right.MATTER_READ, Meeting, pk=meeting.pk)
    if version is not None and current.version != version:
        raise Refused(
            _("“%(title)s”刚被别人改过；您的操作没有生效，请核对后再做。") % {"title": current.activity.title}
        )
    return current


def demand_stage(meeting: Meeting, *stages: Stage) -> None:
    """Raise ``Refused`` unless a meeting is in one of some stages."""
    found = stage_of(meeting)
    if found not in stages:
        said = {"title": meeting.activity.title, "stage": STAGES[found]}
        raise Refused(_("“%(title)s”现在是“%(stage)s”，不能这样做。") % said)


def keep(meeting: Meeting) -> None:
    """Write a meeting back with the next version."""
    meeting.version += 1
    meeting.save(force_update=True)


def propose(meeting: Meeting, text: str, *, unit: Unit, by: Account) -> Point:
    """Propose a point for the agenda, for a unit that is called; until the meeting is held."""
    door.demand(by, Right.MATTER_WORK, unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by)
        demand_stage(current, Stage.CALLED, Stage.AGENDA)
        said = one_line(text)
        if not said or len(said) > 300:  # noqa: PLR2004 - the column's length
            raise Refused(_("请写明提请会议研究什么，最多 300 字。"))
        if not current.called.filter(unit=unit).exists():
            raise Refused(_("“%(unit)s”不在这次会议的范围里。") % {"unit": unit.name})
        if current.points.filter(kind=Point.Kind.PROPOSED, unit=unit, text=said).exists():
            raise Refused(_("“%(unit)s”已经提请过这一条。") % {"unit": unit.name})
        last = current.points.aggregate(last=Max("order"))["last"] or 0
        made = Point.objects.create(
            meeting=current, order=last + 1, kind=Point.Kind.PROPOSED, text=said, unit=unit, by=by.pk
        )
        write([Deed("propose", "meeting", str(current.pk), unit=unit.pk, body={"text": said})], by=by.pk)
    return made


@dataclass(frozen=True, slots=True)
class Found:
    """A point that the system found for an agenda."""

    kind: str
    text: str
    note: str = ""
    unit: Unit | None = None
    matter: Matter | None = None
    address: str = ""


def fix_agenda(meeting: Meeting, found: Sequence[Found], *, by: Account, version: int) -> Meeting:
    """Fix the agenda as found now, proposals last, so that it can be read later as it was; again until it is held."""
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by, version=version)
        demand_stage(current, Stage.CALLED, Stage.AGENDA)
        current.points.exclude(kind=Point.Kind.PROPOSED).delete()
        Point.objects.bulk_create(
            Point(
                meeting=current,
                order=order,
                kind=one.kind,
                text=one.text[:300],
                note=one.note[:300],
                unit=one.unit,
                matter=one.matter,
                address=one.address[:300],
            )
            for order, one in enumerate(found, start=1)
        )
        for order, point in enumerate(current.points.filter(kind=Point.Kind.PROPOSED), start=len(found) + 1):
            Point.objects.filter(pk=point.pk).update(order=order)
        current.agenda_at = now()
        keep(current)
        write([Deed("agenda", "meeting", str(current.pk), unit=current.unit_id, body={"points": len(found)})], by=by.pk)
    return current


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a meeting went: who was in the chair and took the minutes (by role), and which units came."""

    came: Mapping[int, tuple[str, str]]
    """By unit: present, excused or absent, and a note (who came, or why nobody did)."""
    chaired: str = ""
    recorded: str = ""
    headcount: int | None = None


def hold(meeting: Meeting, sat: Sitting, *, by: Account, version: int) -> Meeting:
    """Write down that a meeting was held and who came; its activity is held from now on and counts."""
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by, version=version)
        demand_stage(current, Stage.CALLED, Stage.AGENDA, Stage.HELD)
        activity = current.activity
        wrong = []
        if activity.starts_on > today():
            wrong.append(_("会期是 %(day)s，还没有到；改了日子请先在活动里改。") % {"day": activity.starts_on})
        if not sat.chaired.strip() or not sat.recorded.strip():
            wrong.append(_("请写明主持人和记录人（写职务即可）。"))
        rows = list(current.called.select_related("unit"))
        states = {Called.Came.PRESENT.value, Called.Came.EXCUSED.value, Called.Came.ABSENT.value}
        for row in rows:
            state, note = sat.came.get(row.unit_id, (row.came, row.note))
            if state not in states:
                wrong.append(_("“%(unit)s”到没到会还没有记。") % {"unit": row.unit.name})
            if state in {Called.Came.EXCUSED, Called.Came.ABSENT} and not note.strip():
                wrong.append(_("“%(unit)s”没有到会，请写明原因。") % {"unit": row.unit.name})
            row.came, row.note = state, note.strip()[:200]
        if wrong:
            raise Refused(wrong)
        Called.objects.bulk_update(rows, ["came", "note"])
        draft = replace(draft_of(activity), status="held", headcount=sat.headcount or activity.headcount)
        current.activity = activities.change(activity, draft, by=by, version=activity.version)
        current.chaired, current.recorded = sat.chaired.strip()[:60], sat.recorded.strip()[:60]
        keep(current)
        write([Deed("hold", "meeting", str(current.pk), unit=current.unit_id)], by=by.pk)
    return current


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a meeting decided: who leads, who helps, until when, what. ``grade``: a ready term such as “hard”."""

    lead: Unit
    what: str
    due: date | None = None
    assisting: tuple[Unit, ...] = ()
    scheme: str = ""
    grade: str = ""


def decide(meeting: Meeting, decided: Sequence[Outcome], *, by: Account, version: int) -> list[Matter]:
    """Open a matter for each thing that a meeting decided, all or none; each says that it came out of this meeting."""
    door.demand(by, Right.MATTER_ISSUE, meeting.unit)
    with transaction.atomic():
        lock()
        current = fresh(meeting, by=by, version=version)
        demand_stage(current, Stage.HELD, Stage.SENT, Stage.FIXED)
        wrong = [
            _("“%(what)s”没有时限；请写明何日前，或选一个时限方案。") % {"what": one.what[:30]}
            for one in decided
            if one.due is None and not one.grade
        ]
        if not decided:
            wrong.append(_("请至少写一条议定事项。"))
        if len(decided) > MOST_AT_ONCE:
            wrong.append(_("一次最多记 30 条。"))
        if wrong:
            raise Refused(wrong)
        basis = {"basis": current.activity.title}
        made = [
            open_checked(
                NewMatter(
                    "decision",
                    one.what,
                    current.unit,
                    one.lead,
                    due=one.due,
                    scheme="" if one.due else one.scheme,
                    grade="" if one.due else one.grade,
                    assisting=one.assisting,
                    details=basis,
                    source=source_of(current),
                    opened_on=current.activity.starts_on,
                    origin=current.activity.origin,
                ),
                by=by.pk,
                who=number_of(by),
            )
            for one in decided
        ]
        keep(current)
        body = {"matters": [one.pk for one in made]}
        write([Deed("decide", "meeting", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
    return made
