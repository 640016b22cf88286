"""One activity that two hosts entered: found, made one record, and taken apart again if that was wrong.

Nothing is deleted from the book: what the other record credited is reversed, and posted again if it is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import half_width, one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import rules
from kexie.records.activities.actions import Draft, named_present, post, refuse_merged
from kexie.records.activities.models import Activity, Attendance, Host, Merging
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.actions import Source, restate
from kexie.records.ledger.apart import ACTIVITY, apart
from kexie.records.ledger.apart import pair as pair_of
from kexie.records.units.models import Unit

WHY = "merging two records of one activity"


@dataclass(frozen=True, slots=True)
class Double:
    """Two records that probably tell of one activity: of one title and day, by different hosts.

    ``same_place``: both name it; ``people``: how many stand on both rosters.
    """

    one: Activity
    other: Activity
    same_place: bool
    people: int


def folded(text: str) -> str:
    """Return a title or place as it is compared: no case, no white space, no punctuation, half-width."""
    return "".join(sign for sign in half_width(one_line(text)).casefold() if sign.isalnum())


def doubles(actor: Account, *, first: date, last: date) -> list[Double]:
    """Return probable doubles that began between two days, among the records that the actor may see.

    The title and the day are the same, the leading hosts differ, and either the place is the same or somebody stands
    on both rosters. Lumps, cancelled and merged records are left out, and pairs said not to be one.
    """
    seen = door.seen(actor, Right.RECORD_READ, Activity).filter(starts_on__range=(first, last), count=1)
    status = (Activity.Status.HELD, Activity.Status.PLANNED)
    alike: dict[tuple[date, str], list[int]] = {}
    for number, title, day in seen.filter(status__in=status).values_list("pk", "title", "starts_on"):
        alike.setdefault((day, folded(title)), []).append(number)
    groups = [sorted(numbers) for key, numbers in sorted(alike.items()) if len(numbers) > 1 and key[1]]
    wanted = [number for numbers in groups for number in numbers]
    found = Activity.objects.knowing(WHY).select_related("unit").in_bulk(wanted)
    rosters = _rosters(wanted)
    listed, known = [], apart(ACTIVITY)
    for one, other in (pair for numbers in groups for pair in combinations(numbers, 2)):
        place = folded(found[one].place)
        same = bool(place) and place == folded(found[other].place)
        people = len(rosters.get(one, set()) & rosters.get(other, set()))
        if found[one].unit_id != found[other].unit_id and (same or people) and pair_of(one, other) not in known:
            listed.append(Double(found[one], found[other], same, people))
    return listed


def _rosters(activities: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for start in range(0, len(activities), 2_000):
        rows = Attendance.objects.knowing(WHY).filter(activity_id__in=activities[start : start + 2_000])
        for number, subject in rows.values_list("activity_id", "subject"):
            found.setdefault(number, set()).add(subject)
    return found


def merge_activities(*, keep: Activity, other: Activity, by: Account) -> Merging:
    """Let one record stand for both: the other's hosts join it and its roster goes into it.

    Whoever is present on either roster is present; a head count is taken over where the kept record has none. The
    right to record is needed at both leading hosts. Raises ``Refused`` if the two cannot be one: other days, a lump, a
    cancelled one, or a roster longer than an exact head count.
    """
    for one in (keep, other):
        door.demand(by, Right.ACTIVITY_RECORD, one.unit)
    with transaction.atomic():
        lock()
        refuse_merged([keep.pk, other.pk])
        _refuse_unlike(keep, other)
        before: dict[str, Any] = {"status": other.status, **_join_hosts(keep, other), **_join_rosters(keep, other)}
        changes: dict[str, Any] = {}
        if keep.headcount is None and other.headcount is not None:
            before["headcount"] = keep.bound
            changes = {"headcount": other.headcount, "bound": other.bound}
        merging = Merging.objects.create(kept=keep, other=other, before=before)
        _set(keep.pk, **changes)
        _set(other.pk, status=Activity.Status.MERGED)
        _refuse_too_long(keep.pk)
        _write("merge", merging, by)
        post([keep.pk, other.pk], by=by.pk)
    return merging


def unmerge(*, other: Activity, by: Account) -> None:
    """Take a merging back: the other record stands for itself again, and the kept one loses what it was given by it.

    What was changed in the kept record since then stays.
    """
    with transaction.atomic():
        lock()
        merging = Merging.objects.filter(other=other, undone=False).select_related("kept__unit", "other__unit").first()
        if merging is None:
            raise Refused(_("活动 %(code)s 没有并入别的活动。") % {"code": other.code})
        for one in (merging.kept, merging.other):
            door.demand(by, Right.ACTIVITY_RECORD, one.unit)
        before, kept = merging.before, merging.kept
        Host.objects.filter(activity=kept, role="co", unit_id__in=before["hosts"]).delete()
        roster = Attendance.objects.knowing(WHY).filter(activity=kept)
        given = list(roster.filter(pk__in=before["added"]).values_list("pk", flat=True))
        _reverse(given, by)
        roster.filter(pk__in=given).delete()
        for number, status in before["changed"].items():
            roster.filter(pk=int(number), status=Attendance.Status.PRESENT).update(status=status)
        same = (kept.headcount, kept.bound) == (other.headcount, other.bound)
        _set(kept.pk, **({"headcount": None, "bound": before["headcount"]} if "headcount" in before and same else {}))
        _set(other.pk, status=before["status"])
        Merging.objects.filter(pk=merging.pk).update(undone=True)
        _write("unmerge", merging, by)
        post([kept.pk, other.pk], by=by.pk)


def _reverse(rows: Sequence[int], by: Account) -> None:
    restate({Source("attendance", number): [] for number in rows}, by=by.pk)


def _set(activity: int, **changes: object) -> None:
    rows = Activity.objects.knowing(WHY).filter(pk=activity)
    rows.update(**changes, checked_at=None, checked_by=None, version=F("version") + 1)


def _write(deed: str, merging: Merging, by: Account) -> None:
    pairs = ((merging.kept, merging.other_id), (merging.other, merging.kept_id))
    write([Deed(deed, "activity", str(a.pk), unit=a.unit_id, body={"with": b}) for a, b in pairs], by=by.pk)


def _refuse_unlike(keep: Activity, other: Activity) -> None:
    wrong = None
    if keep.pk == other.pk:
        wrong = _("这是同一条活动记录。")
    elif keep.count > 1 or other.count > 1:
        wrong = _("合并登记（多场）的活动不能并入或并出；请逐场登记。")
    elif (keep.starts_on, keep.ends_on) != (other.starts_on, other.ends_on):
        wrong = _("两条记录的日期不同；请先更正日期。")
    elif keep.status != other.status or keep.status == Activity.Status.CANCELLED:
        wrong = _("两条记录的状态不同或已取消，不能合并。")
    if wrong:
        raise Refused(wrong)


def _join_hosts(keep: Activity, other: Activity) -> dict[str, list[int]]:
    """Let the other's hosts co-host; return which ones were added."""
    mine = set(Host.objects.filter(activity=keep).values_list("unit_id", flat=True))
    theirs = Host.objects.filter(activity=other).order_by("pk").values_list("unit_id", flat=True)
    added = [unit for unit in theirs if unit not in mine]
    Host.objects.bulk_create([Host(activity=keep, unit_id=unit, role="co") for unit in added])
    return {"hosts": added}


def _join_rosters(keep: Activity, other: Activity) -> dict[str, Any]:
    """Put the other's roster into the kept one; return the lines added, and those changed with what they said."""
    rows = Attendance.objects.knowing(WHY)
    mine = {(row.subject, row.on): row for row in rows.filter(activity=keep)}
    new, changed = [], {}
    for row in rows.filter(activity=other).order_by("pk"):
        old = mine.get((row.subject, row.on))
        if old is None:
            new.append(
                Attendance(activity=keep, subject=row.subject, unit_id=row.unit_id, status=row.status, on=row.on)
            )
        elif row.status == Attendance.Status.PRESENT != old.status:
            changed[str(old.pk)] = old.status
    made = Attendance._base_manager.bulk_create(new, batch_size=500)  # noqa: SLF001 - a guarded model's bulk insert
    rows.filter(pk__in=[int(number) for number in changed]).update(status=Attendance.Status.PRESENT)
    return {"added": [row.pk for row in made], "changed": changed}


def _refuse_too_long(number: int) -> None:
    one = Activity.objects.knowing(WHY).get(pk=number)
    sentence = rules.fault(one.headcount, one.bound, named_present([number]).get(number, 0), one.count)
    if sentence:
        raise Refused(_("活动 %(code)s：%(wrong)s") % {"code": one.code, "wrong": sentence})


@dataclass(frozen=True, slots=True)
class Standing:
    """The live mergings of some activities: by the other's number the kept one's code, and what kept ones were given.

    A list that a host keeps knows nothing of a merging; read through this, the same list twice changes nothing.
    """

    kept: dict[int, str] = field(default_factory=dict)
    given: dict[int, list[Merging]] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)

    @classmethod
    def of(cls, activities: Sequence[int]) -> Standing:
        """Return what stands for these activities."""
        numbers = set(activities)
        found = cls()
        for merging in Merging.objects.filter(undone=False).select_related("kept", "other").order_by("pk"):
            if merging.other_id in numbers:
                found.kept[merging.other_id] = merging.kept.code
            if merging.kept_id in numbers:
                found.given.setdefault(merging.kept_id, []).append(merging)
        wanted = {unit for mergings in found.given.values() for one in mergings for unit in one.before["hosts"]}
        found.units.update(Unit.objects.in_bulk(list(wanted)))
        return found

    def as_standing(self, old: Activity | None, draft: Draft) -> Draft:
        """Return a draft with what its activity is, or was given, by merging."""
        if old is None:
            return draft
        if old.pk in self.kept:
            return replace(draft, status=Activity.Status.MERGED)
        for merging in self.given.get(old.pk, []):
            more = [self.units[unit] for unit in merging.before["hosts"] if self.units[unit] not in draft.co_hosts]
            draft = replace(draft, co_hosts=(*draft.co_hosts, *more))
            if draft.headcount is None and "headcount" in merging.before:
                draft = replace(draft, headcount=merging.other.headcount, bound=merging.other.bound)
        return draft


def standing_for(activities: dict[str, Activity]) -> dict[str, Activity]:
    """Return for each code the activity that stands for it: itself, or the one that it was merged into."""
    numbers: Iterable[int] = [one.pk for one in activities.values() if one.status == Activity.Status.MERGED]
    live = Merging.objects.filter(other_id__in=numbers, undone=False).select_related("kept__unit")
    stands = {merging.other_id: merging.kept for merging in live}
    return {code: stands.get(one.pk, one) for code, one in activities.items()}
