"""Taking back what an import made of units, people and posts. The caller has checked that nothing stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Right

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.access.models import Account, Post
from kexie.records.book.actions import append
from kexie.records.history.actions import Deed, forget, write
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import Stay, home_on, homes
from kexie.records.structure.actions import Home, settle
from kexie.records.units.models import Opening, Unit

WHY = "taking back what an import made"
PART = 2_000
ROOM = 48
"""How much of a withdrawn unit's code is kept, so that its number fits behind it."""


def withdraw_units(units: Sequence[int], *, by: Account) -> None:
    """Withdraw units that were opened by mistake: never open, out of the tree, and their codes free again."""
    with transaction.atomic():
        for start in range(0, len(units), PART):
            part = units[start : start + PART]
            found = Unit.objects.filter(pk__in=part)
            found.update(withdrawn=True, code=Concat(Right("code", ROOM), Value("~"), Cast("pk", CharField())))
        closed = {"is_open": False, "valid_from": DAY_MIN, "valid_to": DAY_MAX}
        append([Opening(unit_id=one, **closed) for one in units], by=by.pk)
        write([Deed("withdraw_unit", "unit", str(one), unit=one) for one in units], by=by.pk)


def unregister(people: Sequence[int], *, by: Account) -> None:
    """Take out people who were registered by mistake: at home nowhere from now on, and nothing told of them is kept."""
    with transaction.atomic():
        found = list(Person.objects.knowing(WHY).filter(pk__in=people))
        settle([Home(one.pseudonym, None, DAY_MIN, DAY_MAX) for one in found], by=by)
        for one in found:
            forget(one.pseudonym)
        write([Deed("unregister", "person", str(one.pk)) for one in found], by=by.pk)
        Person.objects.knowing(WHY).filter(pk__in=people).delete()


def rehome_as_before(facts: Mapping[int, Sequence[Membership]], *, by: Account) -> None:
    """Say of people where they were at home before some assertions, for just the days of which those spoke."""
    told = homes(facts)
    wanted: list[Home] = []
    for subject, undone in facts.items():
        numbers = {fact.position for fact in undone}
        before = [stay for stay in told.get(subject, []) if stay.position not in numbers]
        for fact in undone:
            wanted += _segments(subject, before, fact.valid_from, fact.valid_to)
    settle(wanted, by=by)


def _segments(subject: int, before: Sequence[Stay], first: date, last: date) -> list[Home]:
    """Return where somebody was at home from one day to another, as few spans as it takes."""
    starts = {first}
    for stay in before:
        starts |= {stay.valid_from} if first < stay.valid_from <= last else set()
        starts |= {stay.valid_to + timedelta(days=1)} if first <= stay.valid_to < last else set()
    ordered = sorted(starts)
    ends = [day - timedelta(days=1) for day in ordered[1:]] + [last]
    return [Home(subject, home_on(before, day), day, end) for day, end in zip(ordered, ends, strict=True)]


def unappoint(posts: Mapping[int, date | None], *, by: Account) -> None:
    """Take posts away (``None``), or put their last day back."""
    with transaction.atomic():
        for post in Post.objects.filter(pk__in=posts).select_related("person"):
            until = posts[post.pk]
            body = {"role": post.role, "until": until.isoformat() if until else ""}
            write(
                [Deed("unappoint", "post", str(post.pk), unit=post.unit_id, subject=post.person.pseudonym, body=body)],
                by=by.pk,
            )
            if until is None:
                post.delete()
            else:
                Post.objects.filter(pk=post.pk).update(until=until)
