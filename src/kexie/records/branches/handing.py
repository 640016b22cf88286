"""What becomes of a branch's members when it goes up in another branch: they belong to the other from that day on."""

from __future__ import annotations

from kexie.kit.spans import ONE_DAY
from kexie.records.branches.knowing import learn
from kexie.records.branches.models import Branch, BranchMember, CommitteeSeat
from kexie.records.history.actions import Deed, write
from kexie.records.structure.handover import Handover

WHY = "one branch goes up in another"


def inherit(what: Handover) -> None:
    """Let members leave the old branch the day before and belong to the new one, with the standing and vote they had.

    Groups and seats end with the old branch; the new one chooses its own. Nothing happens where either unit keeps no
    branch life: its members are told anew.
    """
    branches = {one.unit_id: one for one in Branch.objects.knowing(WHY).filter(unit__in=[what.old.pk, what.new.pk])}
    if len(branches) < 2:  # noqa: PLR2004 - the two of the merger
        return
    old, new, eve = branches[what.old.pk], branches[what.new.pk], what.on - ONE_DAY
    seats = CommitteeSeat.objects.knowing(WHY).filter(branch=old, since__lt=what.on, until__gte=what.on)
    seats.update(until=eve)
    members = BranchMember.objects.knowing(WHY).filter(branch=old, until__gte=what.on)
    begun = list(members.filter(since__lt=what.on))
    subjects = list(members.values_list("subject", flat=True).order_by("pk"))
    if not subjects:
        return
    members.filter(since__gte=what.on).update(branch=new, group=None)
    BranchMember._base_manager.bulk_create(  # noqa: SLF001 - the plain manager inserts
        [
            BranchMember(
                branch=new,
                subject=one.subject,
                standing=one.standing,
                votes=one.votes,
                note=one.note,
                since=what.on,
                until=one.until,
            )
            for one in begun
        ]
    )
    members.filter(pk__in=[one.pk for one in begun]).update(until=eve)
    Branch.objects.knowing(WHY).filter(pk=new.pk).update(listed=True)
    for deed, branch in (("leave", old), ("admit", new)):
        told = [Deed(deed, "branch", str(branch.pk), unit=branch.unit_id, subject=one) for one in subjects]
        write(told, by=what.by.pk)
    learn([old.pk, new.pk])
