"""What can be done with activities: record, change, cancel, keep a roster, take minutes, add a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import besides, rules
from kexie.records.activities.models import Activity, ActivityFile, Attendance, Host, Merging, Speaker
from kexie.records.activities.rules import Hosting, RosterRow
from kexie.records.book.actions import lock
from kexie.records.book.bulk import insert, weigh
from kexie.records.files.actions import store
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.people.queries import home_on, homes
from kexie.records.units.models import Unit

POSTING = "posting to the ledger"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody says of an activity. ``unit`` leads, ``co_hosts`` join; ``goals`` are codes of a layout.

    ``status`` empty: held if it began by today, else planned. ``headcount`` None: not reported.
    """

    code: str
    kind: str
    title: str
    unit: Unit
    starts_on: date
    ends_on: date
    status: str
    co_hosts: tuple[Unit, ...] = ()
    headcount: int | None = None
    bound: str = "exact"
    count: int = 1
    goals: tuple[str, ...] = ()
    place: str = ""
    speakers: tuple[str, ...] = ()
    series: str = ""
    reason: str = ""
    origin: str = "live"

    def columns(self) -> dict[str, object]:
        """Return the columns of an ``Activity`` that this draft sets."""
        names = ("code", "kind", "title", "unit", "starts_on", "ends_on", "status", "count", "headcount", "bound")
        more = ("place", "series", "reason", "origin")
        return {name: getattr(self, name) for name in (*names, *more)} | {"goals": rules.packed(self.goals)}

    def hosts(self) -> list[Hosting]:
        """Return the hosts, the leading one first, each once."""
        others = dict.fromkeys(unit.pk for unit in self.co_hosts if unit.pk != self.unit.pk)
        return [Hosting(self.unit.pk, "lead"), *(Hosting(unit, "co") for unit in others)]


def fault(draft: Draft, named: int = 0) -> str | None:
    """Return what is wrong with a draft on its own, in a sentence; ``None``: nothing."""
    if draft.ends_on < draft.starts_on:
        return _("结束日期早于开始日期；请更正。")
    return rules.fault(draft.headcount, draft.bound, named, draft.count)


def record(draft: Draft, *, by: Account) -> Activity:
    """Record one activity and post what it credits; raise ``Refused`` with a sentence if it cannot stand."""
    door.demand(by, Right.ACTIVITY_RECORD, draft.unit)
    wrong = fault(draft)
    if wrong:
        raise Refused(wrong)
    if Activity.objects.knowing("codes are unique for everyone").filter(code=draft.code).exists():
        raise Refused(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": draft.code})
    with transaction.atomic():
        return record_many([draft], by=by)[0]


def record_many(drafts: Sequence[Draft], *, by: Account, known_on: Mapping[str, date] | None = None) -> list[Activity]:
    """Record checked drafts in one set-based step; ``known_on`` (by code) only for another system's ledger."""
    with transaction.atomic():
        fresh = [Activity(**d.columns(), **_written(d, by)) for d in drafts]
        made = Activity._base_manager.bulk_create(fresh, batch_size=500)  # noqa: SLF001
        _write_parts(zip(made, drafts, strict=True))
        write([Deed("record", "activity", str(one.pk), unit=one.unit_id) for one in made], by=by.pk)
        told = known_on or {}
        days = {one.pk: told[one.code] for one in made if one.code in told}
        post([one.pk for one in made], by=by.pk, known_on=days)
    return made


def _written(draft: Draft, by: Account, activity: Activity | None = None) -> dict[str, object]:
    """Return what becomes of the record's own stage: stated with its head count it is written down in full.

    Whatever was checked is to be checked again once it is changed.
    """
    if draft.status == Activity.Status.MERGED:
        return {}
    if draft.status != Activity.Status.HELD:
        return {"recorded_at": None, "recorded_by": None, "checked_at": None, "checked_by": None}
    open_again = {"checked_at": None, "checked_by": None}
    if activity is not None and activity.recorded_at:
        return {**open_again, "recorded_by": by.pk}
    return open_again | ({"recorded_at": now(), "recorded_by": by.pk} if draft.headcount is not None else {})


def _write_parts(pairs: Iterable[tuple[Activity, Draft]]) -> None:
    listed = list(pairs)
    hosts = [Host(activity=one, unit_id=h.unit, role=h.role) for one, draft in listed for h in draft.hosts()]
    Host.objects.bulk_create(hosts, batch_size=500)
    spoken = [
        Speaker(activity=one, text=text, order=n)
        for one, draft in listed
        for n, text in enumerate(dict.fromkeys(draft.speakers))
    ]
    Speaker.objects.bulk_create(spoken, batch_size=500)
    weigh(len(listed), Activity, Host, Speaker)


def change(activity: Activity, draft: Draft, *, by: Account, version: int) -> Activity:
    """Change an activity to what a draft says and restate what it credits.

    ``version`` is the one that the person saw: if somebody else changed it meanwhile, ``Refused`` names what changed
    and nothing is overwritten. The right is needed in the old leading unit and in the new one.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    door.demand(by, Right.ACTIVITY_RECORD, draft.unit)
    with transaction.atomic():
        change_many([(activity, draft)], by=by, versions={activity.pk: version})
    return door.get(by, Right.RECORD_READ, Activity, pk=activity.pk)


def change_many(
    pairs: Sequence[tuple[Activity, Draft]],
    *,
    by: Account,
    versions: Mapping[int, int] | None = None,
    known_on: Mapping[str, date] | None = None,
) -> None:
    """Change activities to what their drafts say, in one atomic step."""
    deeds = []
    with transaction.atomic():
        lock()  # the roster counted here is the one that stands
        refuse_merged([one.pk for one, _draft in pairs])
        named = named_present([one.pk for one, _draft in pairs])
        for one, draft in pairs:
            wrong = fault(draft, named.get(one.pk, 0)) or _outside(one, draft)
            if wrong:
                raise Refused(_("活动 %(code)s：%(wrong)s") % {"code": one.code, "wrong": wrong})
            body = differences(one, draft)
            columns = draft.columns() | (_written(draft, by, one) if body else {})
            seen = (versions or {}).get(one.pk, one.version)
            rows = Activity.objects.knowing("changing what was checked").filter(pk=one.pk, version=seen)
            if not rows.update(**columns, version=F("version") + 1):
                raise Refused(_stale(one))
            deeds.append(Deed("change", "activity", str(one.pk), unit=one.unit_id, body=body))
        ids = [one.pk for one, _draft in pairs]
        Host.objects.filter(activity_id__in=ids).delete()
        Speaker.objects.filter(activity_id__in=ids).delete()
        _write_parts(pairs)
        write(deeds, by=by.pk)
        told = known_on or {}
        post(ids, by=by.pk, known_on={one.pk: told[one.code] for one, _draft in pairs if one.code in told})


def cancel(activity: Activity, *, reason: str, by: Account, version: int) -> None:
    """Cancel an activity, with the reason; whatever it credited is reversed and its roster stays as it was."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if not reason.strip():
        raise Refused(_("取消活动要写明原因。"))
    with transaction.atomic():
        lock()
        refuse_merged([activity.pk])
        rows = Activity.objects.knowing("changing what was checked").filter(pk=activity.pk, version=version)
        told = {"status": Activity.Status.CANCELLED, "reason": reason.strip()[:200], "version": F("version") + 1}
        if not rows.update(**told, recorded_at=None, recorded_by=None, checked_at=None, checked_by=None):
            raise Refused(_stale(activity))
        body = {"before": activity.status, "reason": reason.strip()[:200]}
        write([Deed("cancel", "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)
        post([activity.pk], by=by.pk)


def refuse_stale(activity: Activity, version: int) -> None:
    """Raise ``Refused`` if somebody else changed an activity since the version that a person saw."""
    if activity.version != version:
        raise Refused(_stale(activity))


def refuse_merged(activities: Sequence[int]) -> None:
    """Raise ``Refused`` for activities that stand in another record: what is changed there would count nowhere."""
    wrong = []
    for start in range(0, len(activities), 5_000):
        found = Merging.objects.filter(other_id__in=activities[start : start + 5_000], undone=False)
        for merging in found.select_related("other", "kept"):
            said = {"code": merging.other.code, "kept": merging.kept.code}
            wrong.append(_("活动 %(code)s 已并入 %(kept)s；请改 %(kept)s，或先撤销合并。") % said)
    if wrong:
        raise Refused(wrong)


def _outside(activity: Activity, draft: Draft) -> str | None:
    rows = Attendance.objects.knowing("a roster's days lie within the activity").filter(activity=activity)
    if rows.exclude(on__range=(draft.starts_on, draft.ends_on)).exists():
        return _("名册里有不在新日期内的人次；请先更正名册。")
    return None


def differences(activity: Activity, draft: Draft) -> dict[str, dict[str, str]]:
    """Return the columns in which a draft differs from an activity, before and after, as plain values."""
    before, after = {}, {}
    for name, value in draft.columns().items():
        old, new = getattr(activity, name), value
        if isinstance(new, Unit):
            old, new = activity.unit_id, new.pk
        if old != new:
            before[name], after[name] = str(old), str(new)
    held = sorted((host.unit_id, host.role) for host in activity.hosts.all())
    wanted = sorted((host.unit, host.role) for host in draft.hosts())
    if held != wanted:
        before["hosts"], after["hosts"] = str(held), str(wanted)
    spoken = [speaker.text for speaker in sorted(activity.speakers.all(), key=lambda speaker: speaker.order)]
    if spoken != list(dict.fromkeys(draft.speakers)):
        before["speakers"], after["speakers"] = ";".join(spoken), ";".join(draft.speakers)
    return {"before": before, "after": after} if before else {}


def _stale(activity: Activity) -> str:
    now = Activity.objects.knowing("telling what changed").get(pk=activity.pk)
    said = {
        "title": now.title,
        "heads": now.headcount if now.headcount is not None else _("未报"),
        "version": now.version,
    }
    return (
        _("“%(title)s”刚被别人改过（现为第 %(version)s 版，人数 %(heads)s）；您的改动没有保存，请核对后再存。") % said
    )


def named_present(activities: Collection[int]) -> dict[int, int]:
    """Return how many lines of each roster say present."""
    found: dict[int, int] = {}
    listed = sorted(activities)
    for start in range(0, len(listed), 5_000):
        part = listed[start : start + 5_000]
        rows = Attendance.objects.knowing(POSTING).filter(activity_id__in=part, status=Attendance.Status.PRESENT)
        for activity in rows.values_list("activity_id", flat=True):
            found[activity] = found.get(activity, 0) + 1
    return found


def post(activities: Collection[int], *, by: int, known_on: Mapping[int, date] | None = None) -> int:
    """Make the ledger say what activities and their rosters credit now; return how many lines that took."""
    told = known_on or {}
    wanted: dict[Source, list[Line]] = {}
    days: dict[Source, date] = {}
    listed = sorted(activities)
    for start in range(0, len(listed), 2_000):
        part = listed[start : start + 2_000]
        hosts: dict[int, list[Hosting]] = {}
        for host in Host.objects.filter(activity_id__in=part).order_by("-role", "pk"):
            hosts.setdefault(host.activity_id, []).append(Hosting(host.unit_id, host.role))
        found = Activity.objects.knowing(POSTING).in_bulk(part)
        named: dict[int, int] = {}
        for row in _rows(part):
            activity = found[row.activity_id]
            named[activity.pk] = named.get(activity.pk, 0) + (row.status == Attendance.Status.PRESENT)
            wanted[rules.roster_source(row)] = rules.roster_lines(activity, hosts[activity.pk], row)
            if activity.pk in told:
                days[rules.roster_source(row)] = told[activity.pk]
        for activity in found.values():
            wanted[rules.source(activity)] = rules.lines(activity, hosts[activity.pk], named.get(activity.pk, 0))
            if activity.pk in told:
                days[rules.source(activity)] = told[activity.pk]
    count = restate(wanted, by=by, known_on=days)
    besides.tell(listed, by)
    return count


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a roster as somebody gives it; ``unit`` None: the person's home on that day."""

    subject: int
    status: str = "present"
    on: date | None = None
    unit: int | None = None


@dataclass(slots=True)
class Kept:
    """What keeping rosters did: lines new or changed, and lines that already stood so."""

    accepted: int = 0
    unchanged: int = 0
    touched: set[int] = field(default_factory=set)


def keep_roster(activity: Activity, rows: Sequence[Row], *, by: Account, version: int | None = None) -> Kept:
    """Add to or change one activity's roster; raise ``Refused`` if it grows longer than an exact head count."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if version is not None and version != activity.version:
        raise Refused(_stale(activity))
    return keep_rosters({activity: rows}, by=by)


def keep_rosters(
    rosters: Mapping[Activity, Sequence[Row]],
    *,
    by: Account,
    known_on: Mapping[int, date] | None = None,
    finished: bool = False,
) -> Kept:
    """Keep many rosters in one set-based step: the same line twice changes nothing.

    ``finished``: these are whole rosters (a list that was brought), so held activities are written down in full by it.
    ``known_on`` (by activity number) only for another system's ledger. Raises ``Refused``, naming each activity whose
    roster and head count cannot stand together; then nothing is kept.
    """
    kept = Kept()
    with transaction.atomic():
        lock()  # two clerks at one door: the second counts the first one's lines
        refuse_merged([one.pk for one in rosters])
        _refuse_gone(rosters)
        _refuse_other_days(rosters)
        new, changed = _compared(rosters, kept)
        were = _were(changed)
        last = Attendance.objects.knowing(POSTING).aggregate(last=Max("pk"))["last"] or 0
        insert(Attendance, RosterRow._fields[1:], [row[1:] for row in new])
        for row in changed:
            rows = Attendance.objects.knowing(POSTING).filter(pk=row.pk)
            rows.update(status=row.status, unit=row.unit_id)
        touched = [activity for activity in rosters if activity.pk in kept.touched]
        _refuse_too_long(touched)
        if touched:
            _reopened(kept.touched, finished=finished, by=by)
            added = Attendance.objects.knowing(POSTING).aggregate(last=Max("pk"))["last"] or 0
            told = {one.pk: {"lines": [last + 1, added], "were": were.get(one.pk, [])} for one in touched}
            write(
                [Deed("roster", "activity", str(one.pk), unit=one.unit_id, body=told[one.pk]) for one in touched],
                by=by.pk,
            )
            post(kept.touched, by=by.pk, known_on=known_on)
    return kept


def _were(changed: Sequence[RosterRow]) -> dict[int, list[list[object]]]:
    """Return, by activity, what the lines that change say so far: number, status, unit."""
    found: dict[int, list[list[object]]] = {}
    for start in range(0, len(changed), 5_000):
        part = [row.pk for row in changed[start : start + 5_000]]
        rows = Attendance.objects.knowing(POSTING).filter(pk__in=part)
        for activity, *said in rows.values_list("activity_id", "pk", "status", "unit_id"):
            found.setdefault(activity, []).append(said)
    return found


def compare_rosters(rosters: Mapping[Activity, Sequence[Row]]) -> Kept:
    """Return what keeping the rosters would do, without doing it."""
    kept = Kept()
    _compared(rosters, kept)
    return kept


def _compared(rosters: Mapping[Activity, Sequence[Row]], kept: Kept) -> tuple[list[RosterRow], list[RosterRow]]:
    """Return the lines that are new and those that change, counting in ``kept``; of one line the last word holds."""
    standing = {(row.activity_id, row.subject, row.on): row for row in _rows([activity.pk for activity in rosters])}
    told = homes({row.subject for rows in rosters.values() for row in rows if row.unit is None})
    new: dict[tuple[int, int, date], RosterRow] = {}
    changed: dict[tuple[int, int, date], RosterRow] = {}
    for activity, rows in rosters.items():
        number, starts_on = activity.pk, activity.starts_on
        for row in rows:
            on = row.on or starts_on
            unit = row.unit if row.unit is not None else home_on(told.get(row.subject, ()), on)
            key = (number, row.subject, on)
            old = standing.get(key)
            if old is not None and (old.status, old.unit_id) == (row.status, unit):
                kept.unchanged += 1
                continue
            line = RosterRow(old.pk if old is not None else 0, number, row.subject, unit, row.status, on)
            standing[key] = line
            (changed if line.pk else new)[key] = line
            kept.accepted += 1
            kept.touched.add(number)
    return list(new.values()), list(changed.values())


def _reopened(activities: Collection[int], *, finished: bool, by: Account) -> None:
    """Take the check off records whose roster was changed; a whole roster completes the record."""
    listed = sorted(activities)
    for start in range(0, len(listed), 5_000):
        rows = Activity.objects.knowing(POSTING).filter(pk__in=listed[start : start + 5_000])
        rows.update(version=F("version") + 1, checked_at=None, checked_by=None)
        if finished:
            rows.filter(status=Activity.Status.HELD, recorded_at=None).update(recorded_at=now(), recorded_by=by.pk)
        else:
            rows.filter(recorded_at__isnull=False).update(recorded_by=by.pk)


def _rows(activities: Sequence[int]) -> Iterator[RosterRow]:
    """Yield the rosters of some activities, line by line."""
    for start in range(0, len(activities), 5_000):
        part = activities[start : start + 5_000]
        rows = Attendance.objects.knowing(POSTING).filter(activity_id__in=part)
        yield from map(RosterRow._make, rows.values_list(*RosterRow._fields).iterator(chunk_size=5_000))


def _refuse_gone(activities: Iterable[Activity]) -> None:
    gone = [one.code for one in activities if one.names_gone_on is not None]
    if gone:
        raise Refused([_("活动 %(code)s 的名册留存期满，只留人数，不能再改名册。") % {"code": code} for code in gone])


def _refuse_other_days(rosters: Mapping[Activity, Sequence[Row]]) -> None:
    for activity, rows in rosters.items():
        if any(row.on is not None and not activity.starts_on <= row.on <= activity.ends_on for row in rows):
            said = {"code": activity.code, "first": activity.starts_on, "last": activity.ends_on}
            raise Refused(_("活动 %(code)s 的日期是 %(first)s 至 %(last)s；名册里有别的日期，请更正。") % said)


def _refuse_too_long(activities: Sequence[Activity]) -> None:
    named = named_present([one.pk for one in activities])
    wrong = []
    for one in activities:
        sentence = rules.fault(one.headcount, one.bound, named.get(one.pk, 0), one.count)
        if sentence:
            wrong.append(_("活动 %(code)s：%(wrong)s") % {"code": one.code, "wrong": sentence})
    if wrong:
        raise Refused(wrong)


def strike(activity: Activity, attendance: int, *, by: Account) -> None:
    """Take one line off a roster; what it credited is reversed, never deleted from the ledger."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        lock()
        refuse_merged([activity.pk])
        _refuse_gone([activity])
        row = Attendance.objects.knowing(POSTING).filter(activity=activity, pk=attendance).first()
        if row is None:
            raise Refused(_("名册里没有这一行，可能已被移除。"))
        restate({rules.roster_source(row): []}, by=by.pk)
        deed = Deed("strike", "activity", str(activity.pk), unit=activity.unit_id, subject=row.subject)
        row.delete()
        _reopened([activity.pk], finished=False, by=by)
        write([deed], by=by.pk)
        post([activity.pk], by=by.pk)


def take_minutes(activity: Activity, text: str, *, by: Account, version: int) -> None:
    """Keep the minutes; the one before stays in the history's details."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        rows = Activity.objects.knowing("changing what was checked").filter(pk=activity.pk, version=version)
        if not rows.update(minutes=text, version=F("version") + 1):
            raise Refused(_stale(activity))
        body = {"before": activity.minutes, "after": text}
        write([Deed("minutes", "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)


def add_file(activity: Activity, *, name: str, content: bytes, by: Account) -> ActivityFile:
    """Keep a file with an activity."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        kept = ActivityFile.objects.create(activity=activity, attachment=store(name=name, content=content, by=by))
        write([Deed("file", "activity", str(activity.pk), unit=activity.unit_id)], by=by.pk)
    return kept
