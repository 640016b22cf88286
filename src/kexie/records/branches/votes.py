"""Quorum and votes as the rules count them. Pure, no database.

Who counts is data with dates (``BranchMember.votes``): a probationary member has no vote, nor has a full one on
probation within the party; the caller gives numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _


class Body(StrEnum):
    """Who decides: the assembly of members, the committee, a group (which takes no vote), or an election."""

    ASSEMBLY = "assembly"
    COMMITTEE = "committee"
    ELECTION = "election"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a vote."""

    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no_quorum"


BODY_OF: Final = {"branch_assembly": Body.ASSEMBLY, "branch_committee": Body.COMMITTEE}
ELECTION_ARTICLE: Final = "基层组织选举工作条例"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough came: ``needed`` of ``should``, and ``came``."""

    needed: int
    should: int
    came: int

    @property
    def met(self) -> bool:
        """Tell whether a vote is valid."""
        return self.should > 0 and self.came >= self.needed


def quorum(body: Body, should: int, came: int) -> Quorum:
    """Return the quorum of a body: half of those with a vote (assembly), half of the committee, 4/5 in an election."""
    if body is Body.ELECTION:
        needed = -(-4 * should // 5)
    elif body is Body.OTHER:
        needed = 1
    else:
        needed = -(-should // 2)
    return Quorum(needed, should, came)


def outcome(body: Body, should: int, came: int, in_favour: int) -> Outcome:
    """Return what became of a vote.

    An assembly passes with more than half of those who *should* attend, a committee likewise; in an election more than
    half of those present elects.
    """
    if not quorum(body, should, came).met:
        return Outcome.NO_QUORUM
    base = came if body is Body.ELECTION else should
    return Outcome.PASSED if 2 * in_favour > base else Outcome.FAILED


def ballot_faults(should: int, came: int, in_favour: int, against: int, abstained: int) -> list[str]:
    """Return what is wrong with numbers of a vote, in sentences: no more ballots than voters present."""
    wrong = []
    if min(should, came, in_favour, against, abstained) < 0:
        wrong.append(_("人数和票数不能是负数；请更正。"))
    if came > should:
        said = {"came": came, "should": should}
        wrong.append(_("到会有表决权的 %(came)s 人，多于应到的 %(should)s 人；请更正。") % said)
    given = in_favour + against + abstained
    if given > came:
        said = {"given": given, "came": came}
        wrong.append(_("赞成、反对、弃权共 %(given)s 票，多于到会有表决权的 %(came)s 人；请核对票数。") % said)
    return wrong
