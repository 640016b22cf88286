"""Writing down who looked at personal data of others, and telling it to those whom it concerns.

Least data: one line a day for an account and a thing, however often it was opened; one's own data are no matter. A
line names accounts and numbers only, so nothing of it needs to be erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from kexie.kit.clock import day_of, now
from kexie.records.history.models import Look

ROSTER: Final = "roster"
PERSON: Final = "person"
PEOPLE: Final = "people"
EXPORT: Final = "export"
PARTY: Final = "party"
MATTER: Final = "matter"
"""What was looked at: a meeting's roster, one person's page, a unit's people, all that is held of a person, who stands
where on the party's line of a unit, a matter that only those named may read."""


def look(
    noun: str, thing: int, *, by: int, unit: int | None = None, subject: int | None = None, names: int = 1
) -> None:
    """Write down that an account looked at a thing; again on the same day changes nothing.

    ``unit``: whose log readers may see it; ``subject``: the pseudonym of the one person it is about; ``names``: of how
    many people names stood there. Nothing is written where no name was seen, nor in a house only to be looked at,
    whose people are made up.
    """
    if names < 1 or settings.READ_ONLY:
        return
    at = now()
    on = day_of(at)
    uid = f"{noun}:{thing}:{by}:{on.isoformat()}"
    if Look.objects.filter(pk=uid).exists():
        return
    line = Look(uid=uid, noun=noun, thing=thing, by=by, on=on, at=at, unit=unit, subject=subject, names=names)
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except DatabaseError:  # the same account opened it in two windows at once
        if not Look.objects.filter(pk=uid).exists():
            raise


def look_at_all(noun: str, things: Mapping[int, int], *, by: int) -> None:
    """Write down that an account looked at several things of a sort on one page (by thing: whose log readers see it).

    As ``look``, in two questions however many there are.
    """
    if not things or settings.READ_ONLY:
        return
    at = now()
    on = day_of(at)
    uids = {f"{noun}:{thing}:{by}:{on.isoformat()}": thing for thing in things}
    known = set(Look.objects.filter(pk__in=uids).values_list("pk", flat=True))
    new = [
        Look(uid=uid, noun=noun, thing=thing, by=by, on=on, at=at, unit=things[thing], names=1)
        for uid, thing in uids.items()
        if uid not in known
    ]
    Look.objects.bulk_create(new, ignore_conflicts=True)  # the same account may open it in two windows at once


def looks_of(subject: int, rosters: Iterable[int]) -> QuerySet[Look]:
    """Return who looked at one person: at what is held of them, and at rosters (activity numbers) on which they stand.

    The caller has checked that the person themselves asks.
    """
    return Look.objects.filter(Q(subject=subject) | Q(noun=ROSTER, thing__in=list(rosters))).order_by("-at", "uid")
