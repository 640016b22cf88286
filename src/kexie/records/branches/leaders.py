"""Double membership of leaders (双重组织生活): answered to that leader and to the own branch, to nobody else.

Whoever holds a leading post in a unit takes part in the life of the own branch as an ordinary member. Whether they did
is no figure of anybody's: no list over branches exists, no count over leaders, and no argument names another person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.branches.models import Branch, BranchAbsence, BranchMeeting, BranchMember
from kexie.records.people.models import Person

LEADING: Final = ("chair",)
"""Posts whose holders are leaders."""
WHY: Final = "whoever asks reads their own, or is the branch itself"


@dataclass(frozen=True, slots=True)
class Taken:
    """A meeting of the own branch, and whether one was there; ``reason``: why not."""

    meeting: BranchMeeting
    there: bool
    reason: str = ""


def own_life(by: Account, first: date, last: date) -> Sequence[Taken]:
    """Return the meetings of the asker's own branch and whether they were there; nobody can ask for another's."""
    person = Person.objects.knowing(WHY).filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        return []
    return _life(person.pseudonym, None, first, last)


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader who is a member of the branch, and their meetings there."""

    name: str
    taken: tuple[Taken, ...]


def leaders_of(branch: Branch, first: date, last: date, *, by: Account) -> Sequence[Leader]:
    """Return the leaders among a branch's members with their meetings there: for the branch itself.

    Raises ``Forbidden`` for whoever may not see the branch's people.
    """
    door.demand(by, Right.BRANCH_PEOPLE, branch.unit)
    rows = BranchMember.objects.knowing(WHY).filter(branch=branch, since__lte=last, until__gte=first)
    subjects = set(rows.values_list("subject", flat=True))
    people = Person.objects.knowing(WHY).filter(pseudonym__in=subjects).order_by("code")
    posts = Post.objects.filter(person__in=list(people), role__in=LEADING, since__lte=last, until__gte=first)
    leading = set(posts.values_list("person_id", flat=True))
    return [
        Leader(one.name, tuple(_life(one.pseudonym, branch.pk, first, last))) for one in people if one.pk in leading
    ]


def _life(subject: int, branch: int | None, first: date, last: date) -> list[Taken]:
    """Return the meetings of the branches in which a person was that day, of their group where it was one's."""
    stays = list(BranchMember.objects.knowing(WHY).filter(subject=subject, since__lte=last, until__gte=first))
    meetings = BranchMeeting.objects.knowing(WHY).filter(
        branch_id__in={stay.branch_id for stay in stays if branch in (None, stay.branch_id)},
        activity__status=Activity.Status.HELD,
        activity__starts_on__range=(first, last),
    )
    away = dict(
        BranchAbsence.objects.knowing(WHY)
        .filter(subject=subject, meeting__in=meetings.values("pk"))
        .values_list("meeting_id", "reason")
    )
    found = []
    for one in meetings.select_related("activity", "branch__unit").order_by("activity__starts_on", "pk"):
        on = one.activity.starts_on
        stay = next((s for s in stays if s.branch_id == one.branch_id and s.since <= on <= s.until), None)
        if stay is None or one.activity.kind == "branch_committee" or one.group_id not in (None, stay.group_id):
            continue
        found.append(Taken(one, one.pk not in away, away.get(one.pk, "")))
    return found
