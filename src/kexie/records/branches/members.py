"""What can be done with a branch and its people: set up, admit, let go, group, seat; each dated, each written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.branches.knowing import learn
from kexie.records.branches.models import Branch, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.branches.terms import TERMS
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

WHY = "a person belongs to one branch at a time, whoever may see which"
LAST_OF_MONTH = 31


def set_up(unit: Unit, *, by: Account, temporary: bool = False, years: int = 3, theme_day: int | None = None) -> Branch:
    """Make a unit of kind *branch* a branch whose life is recorded, or change how it is; return it.

    Raises ``Refused`` for a unit of another kind, a term that is not of 3 or 5 years, a day that no month has.
    """
    door.demand(by, Right.BRANCH_RECORD, unit)
    wrong = []
    if unit.kind != "branch":
        wrong.append(_("“%(unit)s”不是支部；请先在组织里把它的类别定为支部。") % {"unit": unit.name})
    if years not in TERMS:
        wrong.append(_("任期只有 3 年和 5 年（村、社区）两种；请更正。"))
    if theme_day is not None and not 1 <= theme_day <= LAST_OF_MONTH:
        wrong.append(_("主题党日是每月的几日，请写 1 到 31。"))
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        told = {"temporary": temporary, "years": years, "theme_day": theme_day}
        rows = Branch.objects.knowing(WHY)
        rows.filter(unit=unit).update(**told)
        found = rows.filter(unit=unit).first() or Branch.objects.create(unit=unit, **told)
        write([Deed("set_up", "branch", str(found.pk), unit=unit.pk)], by=by.pk)
        learn([found.pk])
    return found


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody belongs to a branch from a day on. ``votes`` ``None``: as the standing has it."""

    person: Person
    since: date
    standing: str = "full"
    until: date = DAY_MAX
    votes: bool | None = None
    note: str = ""
    group: PartyGroup | None = None


def admit(branch: Branch, new: Joining, *, by: Account) -> BranchMember:
    """Write down that somebody belongs to a branch; raise ``Refused`` if they belong to one on any of these days."""
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    with transaction.atomic():
        lock()
        votes = new.standing == "full" if new.votes is None else new.votes
        wrong = _faults(branch, new, votes=votes)
        if wrong:
            raise Refused(wrong)
        made = BranchMember.objects.create(
            branch=branch,
            subject=new.person.pseudonym,
            standing=new.standing,
            votes=votes,
            note=new.note.strip()[:100],
            group=new.group,
            since=new.since,
            until=new.until,
        )
        Branch.objects.knowing(WHY).filter(pk=branch.pk).update(listed=True)
        _written("admit", branch, made.subject, by)
    return made


def admit_many(rows: Sequence[tuple[Branch, Joining]], *, by: Account) -> None:
    """Write down many memberships that were checked, in one step."""
    with transaction.atomic():
        lock()
        BranchMember._base_manager.bulk_create(  # noqa: SLF001 - the plain manager inserts
            [
                BranchMember(
                    branch=branch,
                    subject=new.person.pseudonym,
                    standing=new.standing,
                    votes=new.standing == "full" if new.votes is None else new.votes,
                    note=new.note.strip()[:100],
                    group=new.group,
                    since=new.since,
                    until=new.until,
                )
                for branch, new in rows
            ],
            batch_size=500,
        )
        touched = {branch.pk: branch for branch, _new in rows}
        Branch.objects.knowing(WHY).filter(pk__in=list(touched)).update(listed=True)
        deeds = [
            Deed("admit", "branch", str(branch.pk), unit=branch.unit_id, subject=new.person.pseudonym)
            for branch, new in rows
        ]
        write(deeds, by=by.pk)
        learn(list(touched))


def _faults(branch: Branch, new: Joining, *, votes: bool) -> list[str]:
    wrong = []
    if new.until < new.since:
        wrong.append(_("“止”早于“起”；请更正。"))
    if votes and new.standing != "full":
        wrong.append(_("预备党员没有表决权；请更正。"))
    if new.standing == "full" and not votes and not new.note.strip():
        wrong.append(_("正式党员不计表决权的，请写明原因。"))
    if new.group is not None and new.group.branch_id != branch.pk:
        wrong.append(_("这个党小组不是本支部的；请重选。"))
    twice = BranchMember.objects.knowing(WHY).filter(subject=new.person.pseudonym)
    other = twice.filter(since__lte=new.until, until__gte=new.since).first()
    if other is not None and other.branch_id == branch.pk:
        wrong.append(_("%(name)s 在这些日子已经在本支部；请先改原来那一行。") % {"name": new.person.name})
    elif other is not None:
        said = {"name": new.person.name}
        wrong.append(_("%(name)s 在这些日子已经在另一个支部；一人一时只在一个支部，请先转出。") % said)
    return wrong


def change_standing(
    member: BranchMember, *, on: date, by: Account, standing: str, votes: bool | None = None, note: str = ""
) -> BranchMember:
    """Let another standing hold from a day on (转正, a vote suspended or restored); the former ends the day before."""
    person = Person.objects.knowing(WHY).filter(pseudonym=member.subject).first()
    if person is None:
        raise Refused(_("此人的资料已经删除，不能再改。"))
    new = Joining(person, on, standing, member.until, votes, note, member.group)
    with transaction.atomic():
        if on <= member.since:
            raise Refused(_("新情况要晚于原来那一行的起日 %(day)s。") % {"day": member.since})
        leave(member, on=on - ONE_DAY, by=by)
        return admit(member.branch, new, by=by)


def leave(member: BranchMember, *, on: date, by: Account) -> None:
    """End a membership with a day, the last one of it; whoever leaves gives up their seat, too."""
    door.demand(by, Right.BRANCH_RECORD, member.branch.unit)
    if not member.since <= on <= member.until:
        raise Refused(
            _("转出的日子要在 %(since)s 到 %(until)s 之间。") % {"since": member.since, "until": member.until}
        )
    with transaction.atomic():
        lock()
        BranchMember.objects.knowing(WHY).filter(pk=member.pk).update(until=on)
        _written("leave", member.branch, member.subject, by)


def make_group(branch: Branch, name: str, *, since: date, by: Account, until: date = DAY_MAX) -> PartyGroup:
    """Divide off a group within a branch."""
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    if not name.strip() or until < since:
        raise Refused(_("党小组要有名称，止日不早于起日。"))
    with transaction.atomic():
        lock()
        standing = PartyGroup.objects.knowing(WHY).filter(branch=branch, name=name.strip(), until__gte=since)
        if standing.filter(since__lte=until).exists():
            raise Refused(_("本支部已经有党小组“%(name)s”。") % {"name": name.strip()})
        made = PartyGroup.objects.create(branch=branch, name=name.strip()[:60], since=since, until=until)
        _written("group", branch, None, by)
    return made


def end_group(group: PartyGroup, *, on: date, by: Account) -> None:
    """End a group with a day, the last one of it."""
    door.demand(by, Right.BRANCH_RECORD, group.branch.unit)
    if on < group.since:
        raise Refused(_("止日早于起日 %(day)s；请更正。") % {"day": group.since})
    with transaction.atomic():
        lock()
        PartyGroup.objects.knowing(WHY).filter(pk=group.pk).update(until=on)
        _written("group_end", group.branch, None, by)


def seat(
    branch: Branch, person: Person, role: str, *, since: date, by: Account, until: date = DAY_MAX
) -> CommitteeSeat:
    """Give a member a seat; raise ``Refused`` for whoever is no full member of the branch on that day."""
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    with transaction.atomic():
        lock()
        if until < since:
            raise Refused(_("“止”早于“起”；请更正。"))
        member = members_on(branch, since).get(person.pseudonym)
        if member is None or member.standing != "full":
            raise Refused(_("%(name)s 那天不是本支部的正式党员，不能任此职。") % {"name": person.name})
        seats = CommitteeSeat.objects.knowing(WHY).filter(branch=branch, since__lte=until, until__gte=since)
        if seats.filter(subject=person.pseudonym, role=role).exists():
            raise Refused(_("%(name)s 在这些日子已经任此职。") % {"name": person.name})
        if role == CommitteeSeat.Role.SECRETARY and seats.filter(role=role).exists():
            raise Refused(_("这些日子已经有书记；请先写明前任的止日。"))
        made = CommitteeSeat.objects.create(
            branch=branch, subject=person.pseudonym, role=role, since=since, until=until
        )
        _written("seat", branch, person.pseudonym, by)
    return made


def members_on(branch: Branch, day: date) -> dict[int, BranchMember]:
    """Return who belongs to a branch on a day, by pseudonym: for the house itself, never for a page."""
    rows = BranchMember.objects.knowing(WHY).filter(branch=branch, since__lte=day, until__gte=day)
    return {row.subject: row for row in rows.order_by("pk")}


def committee_on(branch: Branch, day: date) -> dict[int, CommitteeSeat]:
    """Return who sits in a branch's committee on a day, by pseudonym; also for the house itself."""
    rows = CommitteeSeat.objects.knowing(WHY).filter(branch=branch, since__lte=day, until__gte=day)
    return {row.subject: row for row in rows.order_by("pk")}


def _written(deed: str, branch: Branch, subject: int | None, by: Account) -> None:
    write([Deed(deed, "branch", str(branch.pk), unit=branch.unit_id, subject=subject)], by=by.pk)
    learn([branch.pk])
