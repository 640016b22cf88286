"""Recording a branch meeting: one activity, counted for each branch listed; who was there; quorum and votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of
from kexie.records.book.actions import lock
from kexie.records.branches import minutes
from kexie.records.branches.members import committee_on, members_on
from kexie.records.branches.minutes import Said
from kexie.records.branches.models import Branch, BranchAbsence, BranchMeeting, PartyGroup
from kexie.records.branches.rules import RULES
from kexie.records.branches.upkeep import touch
from kexie.records.history.actions import Deed, write
from kexie.records.units.queries import is_open
from kexie.records.units.rules import TreeOn

WHY = "keeping the record of a meeting"


@dataclass(frozen=True, slots=True)
class Came:
    """A branch in a meeting. Where its members are listed, whoever is not ``absent`` (pseudonym, reason) was there.

    Where they are not, ``should`` and ``came`` are numbers, with those of the voters.
    """

    branch: Branch
    group: PartyGroup | None = None
    absent: tuple[tuple[int, str], ...] = ()
    should: int = 0
    came: int = 0
    voters: int = 0
    voters_came: int = 0


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as its recorder gives it: the first of ``branches`` leads. ``said`` ``None``: no minutes yet."""

    kind: str
    on: date
    branches: tuple[Came, ...]
    title: str = ""
    place: str = ""
    said: Said | None = None
    code: str = ""
    speakers: tuple[str, ...] = ()
    origin: str = "live"


def record_meeting(new: NewMeeting, *, by: Account, planned: Activity | None = None) -> Activity:
    """Record a meeting that was held; ``planned``: the activity it was planned as, which becomes this one.

    Raises ``Refused`` with every sentence: a branch listed twice or not open, a group of another branch, more there
    than should be, a chair who is no member, more ballots than voters.
    """
    lead = new.branches[0].branch if new.branches else None
    if lead is None:
        raise Refused(_("请写明是哪个支部开的会。"))
    door.demand(by, Right.BRANCH_RECORD, lead.unit)
    with transaction.atomic():
        lock()
        counted = [_counted(one, new) for one in new.branches]
        wrong = _faults(new, counted) + (minutes.faults(new.said, new.on, counted) if new.said else [])
        if wrong:
            raise Refused(wrong)
        activity = _activity(new, counted, by, planned)
        if planned is not None:  # a plan names its group already
            BranchMeeting.objects.knowing(WHY).filter(activity=activity).delete()
        for one in counted:
            _keep(activity, one)
        if new.said is not None:
            minutes.write_down(activity, new.said, new.kind, counted, by=by)
        write([Deed("meeting", "branch", str(lead.pk), unit=lead.unit_id)], by=by.pk)
        touch([one.branch.pk for one in counted])
    return activity


def _counted(one: Came, new: NewMeeting) -> Came:
    """Return a branch's numbers: those of its listed members on the day, else as they were given."""
    if not one.branch.listed:
        return one
    there = members_on(one.branch, new.on)
    if new.kind == "branch_committee":
        seats = committee_on(one.branch, new.on)
        there = {subject: member for subject, member in there.items() if subject in seats}
    elif one.group is not None:
        there = {subject: member for subject, member in there.items() if member.group_id == one.group.pk}
    away = {subject for subject, _reason in one.absent}
    voters = {subject for subject, member in there.items() if member.votes}
    return replace(
        one,
        should=len(there),
        came=len(set(there) - away),
        voters=len(voters),
        voters_came=len(voters - away),
    )


def _faults(new: NewMeeting, counted: Sequence[Came]) -> list[str]:
    wrong = []
    if new.kind not in RULES:
        wrong.append(_("没有“%(kind)s”这种组织生活。") % {"kind": new.kind[:40]})
    if new.on > today():
        wrong.append(_("%(day)s 还没有到；没有开的会请先排计划。") % {"day": new.on})
    seen: set[int] = set()
    for one in counted:
        name = one.branch.unit.name
        if one.branch.pk in seen:
            wrong.append(_("“%(branch)s”列了两次；联合开会时每个支部只列一次。") % {"branch": name})
        seen.add(one.branch.pk)
        wrong += _branch_faults(one, name, new)
    return wrong


def _branch_faults(one: Came, name: str, new: NewMeeting) -> list[str]:
    wrong = []
    if not is_open(one.branch.unit, TreeOn(new.on, today())):
        wrong.append(_("“%(branch)s”在 %(day)s 还没有成立，或者已经撤销。") % {"branch": name, "day": new.on})
    if one.group is not None and one.group.branch_id != one.branch.pk:
        wrong.append(_("党小组“%(group)s”不是“%(branch)s”的。") % {"group": one.group.name, "branch": name})
    if min(one.should, one.came, one.voters, one.voters_came) < 0:
        wrong.append(_("“%(branch)s”的人数不能是负数；请更正。") % {"branch": name})
    if one.came > one.should or one.voters > one.should:
        said = {"branch": name, "came": max(one.came, one.voters), "should": one.should}
        wrong.append(_("“%(branch)s”写了 %(came)s 人，多于应到的 %(should)s 人；请更正。") % said)
    if one.voters_came > min(one.voters, one.came):
        wrong.append(_("“%(branch)s”到会有表决权的人数多于应到或实到；请更正。") % {"branch": name})
    if one.branch.listed:
        strangers = {subject for subject, _reason in one.absent} - set(members_on(one.branch, new.on))
        if strangers:
            wrong.append(_("请假的人里有那天不在“%(branch)s”的；请更正。") % {"branch": name})
        if any(not reason.strip() for _subject, reason in one.absent):
            wrong.append(_("没有到会的，请写明原因。"))
    return wrong


def _activity(new: NewMeeting, counted: Sequence[Came], by: Account, planned: Activity | None) -> Activity:
    lead = counted[0].branch.unit
    draft = Draft(
        code=planned.code if planned is not None else new.code or next_code(lead.code, new.kind, new.on),
        kind=new.kind,
        title=new.title.strip() or title_of(new.kind, lead.name),
        unit=lead,
        starts_on=new.on,
        ends_on=new.on,
        status=Activity.Status.HELD,
        co_hosts=tuple(one.branch.unit for one in counted[1:]),
        headcount=sum(one.came for one in counted),
        place=new.place.strip(),
        speakers=new.speakers,
        origin=new.origin,
    )
    if planned is None:
        return actions.record(draft, by=by)
    if planned.status != Activity.Status.PLANNED or planned.kind != new.kind:
        raise Refused(_("“%(title)s”不是等着登记的计划；请重新打开这一页。") % {"title": planned.title})
    kept = draft_of(planned)
    change = replace(draft, goals=kept.goals, series=kept.series)
    actions.change_many([(planned, change)], by=by, versions={planned.pk: planned.version})
    return Activity.objects.knowing(WHY).get(pk=planned.pk)


def title_of(kind: str, name: str) -> str:
    """Return the usual title of a meeting."""
    return f"{name}{RULES[kind].title}" if kind in RULES else name


def next_code(unit: str, kind: str, on: date) -> str:
    """Return a free code such as ``B1-assembly-20180305``, with a number behind it for the second of a day."""
    head = f"{unit}-{kind.removeprefix('branch_')}-{on:%Y%m%d}"[:56]
    rows = Activity.objects.knowing("codes are unique for everyone").filter(code__startswith=head)
    used = set(rows.values_list("code", flat=True))
    return next(code for code in [head, *(f"{head}-{n}" for n in range(2, len(used) + 3))] if code not in used)


def _keep(activity: Activity, one: Came) -> None:
    kept = BranchMeeting.objects.create(
        activity=activity,
        branch=one.branch,
        group=one.group,
        should=one.should,
        came=one.came,
        voters=one.voters,
        voters_came=one.voters_came,
    )
    if one.branch.listed:
        BranchAbsence.objects.bulk_create(
            BranchAbsence(meeting=kept, subject=subject, reason=reason.strip()[:100]) for subject, reason in one.absent
        )
