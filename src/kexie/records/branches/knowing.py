"""What was known of branches on a day: what the rules ask of them, and what they had held by then.

Members, committees and groups are rows that change; what the verdicts depend on is therefore written down anew for each
day on which it changed, as numbers and days. Openings and meetings stand in the book with their own day of knowledge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from kexie.kit.clock import today
from kexie.records.book.bulk import insert
from kexie.records.branches.facts import WHY, facts_of, group_meetings, spans_of
from kexie.records.branches.masks import lines
from kexie.records.branches.models import Branch, BranchTold
from kexie.records.branches.rhythm import Facts, Held, Span
from kexie.records.branches.rules import RULES
from kexie.records.branches.upkeep import touch
from kexie.records.ledger.measures import ACTIVITIES
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Opening

_AT_ONCE: Final = 2_000
Lines = dict[int, list[tuple[str, int, int]]]
"""By the branch's number: kind, asked and held of a year."""


def learn(branches: Collection[int]) -> None:
    """Write down what is now known of branches whose members, committee or groups changed, and work them out anew."""
    listed, day = sorted(branches), today()
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        rows = BranchTold.objects.knowing(WHY).filter(branch__in=part)
        last = dict(rows.order_by("known_on").values_list("branch_id", "facts"))
        facts = facts_of(list(Branch.objects.knowing(WHY).filter(pk__in=part)))
        said = {branch: written(one) for branch, one in facts.items()}
        news = {branch: one for branch, one in said.items() if one != last.get(branch)}
        rows.filter(branch__in=list(news), known_on=day).delete()
        insert(BranchTold, ("branch_id", "known_on", "facts"), ((branch, day, one) for branch, one in news.items()))
    touch(listed)


def written(facts: Facts) -> dict[str, Any]:
    """Return what is so of a branch, but for its openings, as plain values."""
    return {
        "temporary": facts.temporary,
        "full": None if facts.full is None else [[day.isoformat(), number] for day, number in facts.full],
        "committee": [[span.first.isoformat(), span.last.isoformat()] for span in facts.committee],
        "groups": [[group, span.first.isoformat(), span.last.isoformat()] for group, span in facts.groups],
    }


def read(told: Mapping[str, Any]) -> Facts:
    """Return what ``written`` wrote."""
    day = date.fromisoformat
    full = told["full"]
    return Facts(
        full=None if full is None else tuple((day(on), int(number)) for on, number in full),
        committee=tuple(Span(day(first), day(last)) for first, last in told["committee"]),
        groups=tuple((int(group), Span(day(first), day(last))) for group, first, last in told["groups"]),
        temporary=bool(told["temporary"]),
    )


def changed_since(known: date, first: date, last: date) -> set[int]:
    """Return the branches of which anything that a span of days depends on was learnt after a day."""
    entries = Entry.objects.filter(known_on__gt=known, span_from__range=(first, last), kind__in=list(RULES))
    opened = Opening.objects.filter(known_on__gt=known, founding=False)
    units = set(entries.values_list("unit_id", flat=True)) | set(opened.values_list("unit_id", flat=True))
    found = set(Branch.objects.knowing(WHY).filter(unit__in=units).values_list("pk", flat=True)) if units else set()
    return found | set(BranchTold.objects.knowing(WHY).filter(known_on__gt=known).values_list("branch_id", flat=True))


def as_known(branches: Iterable[int], year: int, known: date, rules: str) -> Lines:
    """Return what was asked of branches in a year and what they had held, as known when a day ended."""
    listed, found = sorted(branches), {}
    for start in range(0, len(listed), _AT_ONCE):
        part = list(Branch.objects.knowing(WHY).filter(pk__in=listed[start : start + _AT_ONCE]))
        facts, held = _facts(part, known), _held(part, year, known)
        for one in part:
            found[one.pk] = lines(facts[one.pk], year, held.get(one.pk, ()), rules)
    return found


def _facts(branches: Collection[Branch], known: date) -> dict[int, Facts]:
    """Return what was known of each branch; of one that nothing was written down for, what is so today."""
    rows = BranchTold.objects.knowing(WHY).filter(branch__in=[one.pk for one in branches]).order_by("known_on")
    told: dict[int, Facts] = {}
    for branch, on, said in rows.values_list("branch_id", "known_on", "facts"):
        if branch not in told or on <= known:
            told[branch] = read(said)
    silent = facts_of([one for one in branches if one.pk not in told])
    opened = Opening.objects.filter(Q(known_on__lte=known) | Q(founding=True))
    spans = spans_of(opened.filter(unit__in=[one.unit_id for one in branches]))
    return {one.pk: replace(told.get(one.pk) or silent[one.pk], open=spans.get(one.unit_id, ())) for one in branches}


def _held(branches: Collection[Branch], year: int, known: date) -> dict[int, list[Held]]:
    """Return what the book said by a day that branches had held in a year."""
    of_unit = {one.unit_id: one.pk for one in branches}
    first, last = date(year, 1, 1), date(year, 12, 31)
    undone = Entry.objects.filter(reverses_id=OuterRef("position"), known_on__lte=known)
    rows = Entry.objects.filter(
        ~Exists(undone),
        measure=ACTIVITIES.slug,
        role__in=(Entry.Role.LEAD, Entry.Role.CO),
        kind__in=list(RULES),
        unit__in=list(of_unit),
        span_from__range=(first, last),
        known_on__lte=known,
        reverses=None,
    )
    groups = group_meetings(list(of_unit.values()), first, last)
    found: dict[int, list[Held]] = defaultdict(list)
    for unit, activity, kind, on in rows.values_list("unit_id", "source_id", "kind", "span_from"):
        branch = of_unit[unit]
        found[branch].append(Held(kind, on, groups.get((branch, activity))))
    return found
