"""Branches (支部): the rhythm of their meetings, planning a month, recording a meeting; by numbers, nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, account, deed, lot_of
from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.branches import elections, matrix, meetings, members, planning
from kexie.records.branches.elections import result_of
from kexie.records.branches.meetings import Came, NewMeeting
from kexie.records.branches.models import Branch, BranchMeeting, Minutes
from kexie.records.branches.rules import RULES
from kexie.records.branches.upkeep import class_every

router = Router(tags=["branches"])
SAID: Final = ("agenda", "points", "dissent", "decisions", "corrections", "written_on", "open_until")
SIGNED: Final = ("chair_signed_at", "recorder_signed_at")
VOTE: Final = ("question", "should", "came", "in_favour", "against", "abstained")


class Wanted(Lot):
    """Which branches: at or below a unit, on either line."""

    below: str = ""


class Year(Lot):
    """Of which year the rhythm is asked."""

    year: int | None = Field(None, ge=2000, le=2100)


class SetUp(Body):
    """How a branch is: for a while only, length of its term, day of its theme day."""

    unit: str = Field(max_length=64)
    temporary: bool = False
    years: Literal[3, 5] = 3
    theme_day: int | None = Field(None, ge=1, le=31)


class Month(Body):
    """A month to be planned."""

    year: int = Field(ge=2000, le=2100)
    month: int = Field(ge=1, le=12)


class There(Body):
    """A branch in a meeting: how many should and did come, how many of them have a vote."""

    unit: str = Field(max_length=64)
    should: int = Field(0, ge=0, lt=100_000)
    came: int = Field(0, ge=0, lt=100_000)
    voters: int = Field(0, ge=0, lt=100_000)
    voters_came: int = Field(0, ge=0, lt=100_000)


class Met(Body):
    """A meeting that was held; a joint one counts for each branch that is listed, the first leads."""

    kind: str = Field(max_length=40)
    on: date
    branches: list[There] = Field(min_length=1, max_length=100)
    title: str = Field("", max_length=200)
    place: str = Field("", max_length=200)
    speakers: list[str] = Field([], max_length=20, description="by role and field")


class Begun(Body):
    """A new term, begun by an election on a day; an other day than due needs whose approval and its number."""

    on: date
    approval: str = Field("", max_length=200)


def _shown(listed: Sequence[Branch]) -> list[Answer]:
    return [
        {
            "unit": one.unit.code,
            "name": one.unit.name,
            "temporary": one.temporary,
            "years": one.years,
            "theme_day": one.theme_day,
            "members_listed": one.listed,
        }
        for one in listed
    ]


def _branch(who: Account, code: str) -> Branch:
    rows = door.seen(who, Right.BRANCH_READ, Branch).select_related("unit")
    found = rows.filter(unit__code=code).first()
    if found is None:
        raise Forbidden(_("没有这个支部，或您无权查看。"))
    return found


def _told(who: Account, code: str, year: int) -> Answer:
    found = _branch(who, code)
    mine = door.seen(who, Right.BRANCH_READ, Branch).filter(pk=found.pk)
    line = next(iter(matrix.page(mine, year)), None)
    term = elections.last_term(found)
    rules = class_every()
    return {
        **_shown([found])[0],
        "year": year,
        "term": None if term is None else {"since": term.since, "until": term.until},
        "rhythm": {
            kind: [state.value for state in line.states(kind, year, today(), rules)] for kind in RULES
        } if line is not None else {},
    }  # fmt: skip


@router.get("", response={200: Answer, **REFUSALS}, operation_id="branches")
def index(request: HttpRequest, wanted: Query[Wanted]) -> Answer:
    """List the branches that one may look at."""
    who = account(request)
    rows = door.seen(who, Right.BRANCH_READ, Branch)
    if wanted.below:
        rows = matrix.under(door.unit(who, wanted.below), who)
    return lot_of(rows.select_related("unit"), wanted, _shown)


@router.post("", response={200: Answer, **REFUSALS}, operation_id="set_up_branch")
@deed
def set_up(request: HttpRequest, sent: SetUp) -> Answer:
    """Make a unit of kind branch one whose life is recorded, or change how it is."""
    who = account(request)
    members.set_up(
        door.unit(who, sent.unit), by=who, temporary=sent.temporary, years=sent.years, theme_day=sent.theme_day
    )
    return _told(who, sent.unit, today().year)


def _met(listed: Sequence[BranchMeeting]) -> list[Answer]:
    kept = Minutes.objects.knowing("whether meetings in reach are signed").filter(
        activity__in=[one.activity_id for one in listed]
    )
    signed = {one.activity_id: one.chair_signed_at is not None and one.recorder_signed_at is not None for one in kept}
    return [
        {
            "code": one.activity.code,
            "kind": one.activity.kind,
            "title": one.activity.title,
            "on": one.activity.starts_on,
            "status": one.activity.status,
            "unit": one.branch.unit.code,
            "group": one.group.name if one.group is not None else None,
            "should": one.should,
            "came": one.came,
            "voters": one.voters,
            "voters_came": one.voters_came,
            "signed": signed.get(one.activity_id),
        }
        for one in listed
    ]


def _meetings(who: Account) -> QuerySet[BranchMeeting]:
    rows = door.seen(who, Right.BRANCH_READ, BranchMeeting)
    return rows.select_related("activity", "branch__unit", "group")


@router.get("/meetings", response={200: Answer, **REFUSALS}, operation_id="branch_meetings")
def met(request: HttpRequest, wanted: Query[Wanted]) -> Answer:
    """List the meetings of branches in reach, one row a branch; ``signed`` is null where nothing was written."""
    who = account(request)
    rows = _meetings(who)
    if wanted.below:
        rows = rows.filter(branch__in=matrix.under(door.unit(who, wanted.below), who).values("pk"))
    return lot_of(rows, wanted, _met)


@router.get("/meetings/{path:code}", response={200: Answer, **REFUSALS}, operation_id="branch_minutes")
def minutes(request: HttpRequest, code: str) -> Answer:
    """Return the minutes of a meeting: what was said, voted and decided, whether signed; who signed is the page's."""
    rows = list(_meetings(account(request)).filter(activity__code=code).order_by("pk"))
    if not rows:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    kept = Minutes.objects.knowing("of a meeting in reach").filter(activity=rows[0].activity_id).first()
    told: Answer = {"code": code, "branches": _met(rows), "minutes": None}
    if kept is not None:
        told["minutes"] = {
            **{name: getattr(kept, name) for name in (*SAID, *SIGNED)},
            "votes": [
                {
                    name: getattr(one, name)
                    for name in ("question", "should", "came", "in_favour", "against", "abstained")
                }
                | {"outcome": result_of(one).value}
                for one in kept.votes.order_by("order")
            ],
        }
    return told


@router.post("/meetings", response={200: Answer, **REFUSALS}, operation_id="record_branch_meeting")
@deed
def record(request: HttpRequest, sent: Met) -> Answer:
    """Record a meeting by its numbers; who was there by name, and signed minutes, are the pages' affair."""
    who = account(request)
    came = tuple(
        Came(_branch(who, one.unit), should=one.should, came=one.came, voters=one.voters, voters_came=one.voters_came)
        for one in sent.branches
    )
    if sent.kind not in RULES:
        raise Refused(_("没有这种会；有：%(known)s。") % {"known": joined(RULES)})
    new = NewMeeting(sent.kind, sent.on, came, sent.title, sent.place, speakers=tuple(sent.speakers))
    made = meetings.record_meeting(new, by=who)
    return {"activity": made.code, "kind": made.kind, "title": made.title, "on": made.starts_on}


@router.post("/{path:code}/plan", response={200: Answer, **REFUSALS}, operation_id="plan_branch_month")
@deed
def plan(request: HttpRequest, code: str, sent: Month) -> Answer:
    """Plan what a month should hold, each on the usual day; a second time nothing is left to plan."""
    who = account(request)
    made = planning.plan_month(_branch(who, code), sent.year, sent.month, by=who)
    return {"planned": [{"activity": one.code, "kind": one.kind, "on": one.starts_on} for one in made]}


@router.post("/{path:code}/terms", response={200: Answer, **REFUSALS}, operation_id="begin_branch_term")
@deed
def begin(request: HttpRequest, code: str, sent: Begun) -> Answer:
    """Begin a term after an election."""
    who = account(request)
    elections.begin_term(_branch(who, code), on=sent.on, by=who, approval=sent.approval)
    return _told(who, code, today().year)


@router.get("/{path:code}", response={200: Answer, **REFUSALS}, operation_id="branch")
def one(request: HttpRequest, code: str, asked: Query[Year]) -> Answer:
    """Return one branch with the state of each kind of meeting in each period of a year."""
    return _told(account(request), code, asked.year or today().year)
