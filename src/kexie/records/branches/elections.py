"""Terms of branches: begun by an election that had its quorum, on time or with an approval; and which end soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.days import MONTHS, add_months
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.branches.models import Branch, BranchTerm, BranchVote
from kexie.records.branches.terms import AHEAD, FARTHEST, Coming, Term, coming, election_fault
from kexie.records.branches.votes import Body, Outcome, outcome
from kexie.records.history.actions import Deed, write

WHY = "terms follow each other"


def term_of(branch: Branch, row: BranchTerm) -> Term:
    """Return a term as the rules see it: its usual end is worked out, another one was approved."""
    usual = Term(row.since, branch.years)
    return usual if row.until == usual.usual_end else Term(row.since, branch.years, row.until)


def last_term(branch: Branch) -> BranchTerm | None:
    """Return the branch's latest term."""
    return BranchTerm.objects.knowing(WHY).filter(branch=branch).order_by("-since", "-pk").first()


def begin_term(
    branch: Branch, *, on: date, by: Account, activity: Activity | None = None, approval: str = ""
) -> BranchTerm:
    """Begin a term with the day of its election; the one before ends the day before.

    Raises ``Refused`` where the election is early or late without approval, farther off than a year, or its meeting
    had no quorum: 4/5 of those with a vote; and for a temporary branch, which elects nobody.
    """
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    with transaction.atomic():
        lock()
        before = last_term(branch)
        wrong = [_("临时党支部不进行换届选举。")] if branch.temporary else []
        if on > today():
            wrong.append(_("%(day)s 还没有到；选举开过以后再记。") % {"day": on})
        fault = election_fault(term_of(branch, before) if before else None, on, approval=approval)
        wrong += [fault] if fault else []
        wrong += _meeting_faults(branch, activity, on)
        if before is not None and on <= before.since:
            wrong.append(_("上一届从 %(day)s 起；新一届要在它之后。") % {"day": before.since})
        if wrong:
            raise Refused(wrong)
        if before is not None:
            BranchTerm.objects.knowing(WHY).filter(pk=before.pk).update(until=on - ONE_DAY)
        made = BranchTerm.objects.create(
            branch=branch,
            since=on,
            until=Term(on, branch.years).usual_end,
            approval=approval.strip()[:200],
            activity=activity,
        )
        write([Deed("term", "branch", str(branch.pk), unit=branch.unit_id)], by=by.pk)
    return made


def _meeting_faults(branch: Branch, activity: Activity | None, on: date) -> list[str]:
    if activity is None:
        return []
    if not activity.branch_meetings.knowing(WHY).filter(branch=branch).exists() or activity.starts_on != on:
        return [_("选举的会不是本支部那天开的；请重选。")]
    votes = list(BranchVote.objects.filter(minutes__activity=activity, body=Body.ELECTION.value))
    if not votes:
        return [_("那次会没有记选举的票；请先在会议记录里写明。")]
    short = [one for one in votes if result_of(one) is Outcome.NO_QUORUM]
    said = {"should": short[0].should, "came": short[0].came} if short else {}
    return (
        [_("到会有选举权的 %(came)s 人，不到应到 %(should)s 人的五分之四，选举无效；请另行召开。") % said]
        if short
        else []
    )


def result_of(vote: BranchVote) -> Outcome:
    """Return what became of a vote, as the rules count."""
    return outcome(Body(vote.body), vote.should, vote.came, vote.in_favour)


def extend_term(term: BranchTerm, *, until: date, approval: str, by: Account) -> None:
    """Let a term end later, with the approval from above; at most a year later."""
    branch = term.branch
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    usual = Term(term.since, branch.years).usual_end
    wrong = [] if approval.strip() else [_("延期换届要写明上级党组织的批准。")]
    if not usual < until <= add_months(usual, FARTHEST * MONTHS):
        wrong.append(_("本届到 %(end)s 期满；延期一般不超过一年，请更正日期。") % {"end": usual})
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        BranchTerm.objects.knowing(WHY).filter(pk=term.pk).update(until=until, approval=approval.strip()[:200])
        write([Deed("extend_term", "branch", str(branch.pk), unit=branch.unit_id)], by=by.pk)


@dataclass(frozen=True, slots=True)
class Election:
    """A branch whose term ends soon or is over (which is a reminder), and since when it runs."""

    branch: Branch
    term: Term
    state: Coming


def calendar(who: Account, *, on: date | None = None) -> Sequence[Election]:
    """Return the branches in reach that elect soon, by the day on which their term ends."""
    day = on or today()
    rows = door.seen(who, Right.BRANCH_READ, BranchTerm).filter(until__lte=add_months(day, AHEAD))
    found = []
    for row in ending(rows):
        term = term_of(row.branch, row)
        state = coming(term, day)
        if state is not Coming.FAR:
            found.append(Election(row.branch, term, state))
    return found


def ending(rows: QuerySet[BranchTerm]) -> list[BranchTerm]:
    """Return those of some terms that are the last of a branch that elects at all, by the day on which they end."""
    later = BranchTerm.objects.knowing(WHY).filter(branch=OuterRef("branch"), since__gt=OuterRef("since"))
    found = rows.filter(~Exists(later), branch__temporary=False)
    return list(found.select_related("branch__unit").order_by("until", "pk"))
