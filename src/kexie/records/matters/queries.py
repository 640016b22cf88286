"""Questions about matters: what needs somebody today, what is late, how a matter stands."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.workdays import workdays_before
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, posts_with
from kexie.records.book.columns import Ints, columns
from kexie.records.matters.models import Matter, Told
from kexie.records.matters.rules import light
from kexie.records.matters.workflow import Part
from kexie.records.matters.workflows import WORKFLOWS

MOVES = {Part.ISSUER: Right.MATTER_ISSUE, Part.LEAD: Right.MATTER_WORK, Part.CHECKER: Right.MATTER_CHECK}


def seen(actor: Account | None) -> QuerySet[Matter]:
    """Return the matters that somebody may see."""
    return door.seen(actor, Right.MATTER_READ, Matter)


def needs_me(actor: Account) -> QuerySet[Matter]:
    """Return the open matters in which the next move is the actor's, the nearest term first.

    That is what waits for a unit in which they hold a post with the right to that move; what waits further down waits
    for the people there, and comes up here once it is ``escalated``. An owner without posts sees what waits anywhere.
    """
    opened = Matter.objects.knowing("only what waits for the actor's own units").filter(end="open")
    if has_all(actor):
        return opened.filter(Matter.veil(actor)).order_by("stage_due", "due", "pk")
    mine = Q(pk__in=[])
    for part, right in MOVES.items():
        units = [post.unit_id for post in posts_with(actor, right)]
        mine |= Q(waits=part.value, waits_unit_id__in=units)
    return opened.filter(mine).filter(Matter.veil(actor)).order_by("stage_due", "due", "pk")


def escalated(actor: Account, on: date | None = None) -> QuerySet[Matter]:
    """Return the matters of units below the actor's own that are late by more workdays than their workflow allows."""
    day = on or today()
    return late(actor, day).filter(_escalated(day))


def _escalated(day: date) -> Q:
    kinds: dict[int, list[str]] = {}
    for workflow in WORKFLOWS.values():
        kinds.setdefault(workflow.escalate, []).append(workflow.slug)
    told = [Q(workflow__in=slugs, due__lt=workdays_before(day, after)) for after, slugs in kinds.items()]
    return reduce(or_, told)


def numbers(actor: Account, on: date | None = None) -> dict[str, int]:
    """Return how many matters wait for the actor (``mine``), and in view are ``open``, ``late`` and ``escalated``.

    Beside those that wait one look at the open matters in view, however many have ended.
    """
    day = on or today()
    going = seen(actor).filter(end="open").order_by()
    found: dict[str, int] = going.aggregate(
        open=Count("*"), late=Count(Value(1), filter=Q(due__lt=day)), escalated=Count(Value(1), filter=_escalated(day))
    )
    return {"mine": needs_me(actor).count(), **found}


def leads_of_open(actor: Account, on: date | None = None) -> tuple[Ints, Ints]:
    """Return who leads the open matters in view, and who those that are late: ids of units, one for each matter.

    In no order. They come as columns: to fetch tens of thousands of rows takes longer than to count them.
    """
    past = Case(When(due__lt=on or today(), then=1), default=0, output_field=IntegerField())
    leads, is_late = columns(seen(actor).filter(end="open"), "lead_id", past)
    return leads, leads[is_late == 1]


def late(actor: Account, on: date | None = None) -> QuerySet[Matter]:
    """Return the open matters in view whose due day has passed."""
    return seen(actor).filter(end="open", due__lt=on or today()).order_by("due", "pk")


class News(NamedTuple):
    """A step of a matter that somebody was told of."""

    matter: int
    number: int
    deed: str


def unread(actor: Account, most: int) -> list[News]:
    """Return the last steps that one was told of and has not read, the newest first."""
    told = Told.objects.filter(account=actor, read_at=None).order_by("-pk")
    return [News(*one) for one in told.values_list("step__matter_id", "step_id", "step__step")[:most]]


def near_from(matter: Matter) -> date:
    """Return the day from which a matter is near its term: so many workdays before it, as its workflow says."""
    if matter.due == DAY_MAX:
        return DAY_MAX
    return workdays_before(matter.due + timedelta(days=1), WORKFLOWS[matter.workflow].remind)


def light_of(matter: Matter, on: date | None = None) -> str:
    """Return the light of a matter on a day, see ``rules.light``."""
    day = on or today()
    return light(end=matter.end, due=matter.due, closed_on=matter.closed_on, today=day, near=near_from(matter))
