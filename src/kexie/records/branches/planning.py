"""A month planned ahead: what is asked of a branch and neither held nor planned yet, put on its usual day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.days import month_length
from kexie.kit.refusal import Refused
from kexie.kit.spans import Kind, Period, calendar_span, month_of
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity, Host
from kexie.records.book.actions import lock
from kexie.records.branches.facts import facts_of, held_in
from kexie.records.branches.meetings import next_code, title_of
from kexie.records.branches.models import Branch, BranchMeeting, PartyGroup
from kexie.records.branches.rhythm import State, verdict
from kexie.records.branches.rules import Needs, Rule, rules_with
from kexie.records.branches.upkeep import class_every
from kexie.records.history.actions import Deed, write

USUAL_DAY: Final = 10
"""The day of the month for a branch that has set none."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A meeting that a month could hold: its kind, its day, and of which group."""

    rule: Rule
    on: date
    group: PartyGroup | None = None


def proposal(branch: Branch, year: int, month: int) -> Sequence[Proposed]:
    """Return what a month should hold: what is asked each month, and in its last month what is asked once in longer."""
    span = month_of(year, month)
    on = usual_day(branch, span)
    facts = facts_of([branch])[branch.pk]
    found: list[Proposed] = []
    for rule in rules_with(class_every()).values():
        if rule.every is None:
            continue
        period = calendar_span(span.first, rule.every)
        if rule.every is not Kind.MONTH and period.last != span.last:
            continue
        held = held_in([branch], period.first, period.last).get(branch.pk, [])
        said = verdict(facts, rule, period, held, period.first)
        if said.state is not State.DUE:
            continue
        planned = _planned(branch, rule, period)
        if rule.needs is not Needs.GROUPS:
            found += [] if planned else [Proposed(rule, on)]
            continue
        groups = PartyGroup.objects.knowing("planning the branch's own").filter(pk__in=said.missing)
        found += [Proposed(rule, on, one) for one in groups.order_by("pk") if one.pk not in planned]
    return found


def usual_day(branch: Branch, span: Period) -> date:
    """Return the day of a month on which a branch meets: its theme day, or the last day of a shorter month."""
    day = branch.theme_day or USUAL_DAY
    return span.first.replace(day=min(day, month_length(span.first.year, span.first.month)))


def _planned(branch: Branch, rule: Rule, period: Period) -> set[int | None]:
    """Return the groups for which one is planned in a period; ``None`` stands for the whole branch."""
    rows = Host.objects.filter(
        unit=branch.unit_id,
        activity__status=Activity.Status.PLANNED,
        activity__kind=rule.slug,
        activity__starts_on__range=(period.first, period.last),
    )
    ids = list(rows.values_list("activity_id", flat=True))
    meetings = BranchMeeting.objects.knowing("planning the branch's own").filter(activity__in=ids, branch=branch)
    groups = dict(meetings.values_list("activity_id", "group_id"))
    return {groups.get(one) for one in ids}


def plan_month(branch: Branch, year: int, month: int, *, by: Account) -> list[Activity]:
    """Plan what a month should hold, each on the usual day; a second time nothing is left to plan.

    Raises ``Refused`` for a month that is over.
    """
    door.demand(by, Right.BRANCH_RECORD, branch.unit)
    if month_of(year, month).last < today():
        raise Refused(_("%(month)s 已经过去；办了的请直接登记。") % {"month": f"{year}-{month:02d}"})
    made = []
    with transaction.atomic():
        lock()
        for one in proposal(branch, year, month):
            title = title_of(one.rule.slug, branch.unit.name) + (f"（{one.group.name}）" if one.group else "")
            code = next_code(branch.unit.code, one.rule.slug, one.on)
            draft = Draft(code, one.rule.slug, title, branch.unit, one.on, one.on, Activity.Status.PLANNED)
            activity = actions.record(draft, by=by)
            if one.group is not None:
                BranchMeeting.objects.create(activity=activity, branch=branch, group=one.group)
            made.append(activity)
        if made:
            write([Deed("plan", "branch", str(branch.pk), unit=branch.unit_id)], by=by.pk)
    return made
