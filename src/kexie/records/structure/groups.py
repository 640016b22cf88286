"""What can be done to groups of units: say where units stand in a partition, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import append
from kexie.records.history.actions import Deed, write
from kexie.records.units.groups import grouped
from kexie.records.units.models import GroupMembership, Unit


@dataclass(frozen=True, slots=True)
class Placing:
    """Unit ``unit`` (its number) stands in ``member`` of the set ``of_set`` on these days; empty: in none of it."""

    unit: int
    of_set: str
    member: str
    since: date = DAY_MIN
    until: date = DAY_MAX
    known_on: date | None = None


def group(*, unit: Unit, of_set: str, member: str, by: Account, since: date = DAY_MIN, until: date = DAY_MAX) -> None:
    """Say in which member of a set a unit stands from a day on; what was said before stays for the days before."""
    door.demand(by, Right.UNIT_CHANGE, unit)
    if until < since:
        raise Refused(_("结束日期早于开始日期；请更正。"))
    place([Placing(unit.pk, of_set, member, since, until)], by=by)


def place(placings: Sequence[Placing], *, by: Account) -> None:
    """Say of many units where they stand, in one set-based step; the caller has checked the rights.

    The first thing ever said of a unit and a set is founding. Raises ``Refused`` if two members of one set are named
    for one unit and the same days: neither is guessed.
    """
    if not placings:
        return
    _refuse_two(placings)
    with transaction.atomic():
        known = grouped({one.unit for one in placings})
        facts, days = [], {}
        for one in placings:
            founding = (one.unit, one.of_set) not in known
            known.add((one.unit, one.of_set))
            span = {"valid_from": one.since, "valid_to": one.until}
            fact = GroupMembership(unit_id=one.unit, of_set=one.of_set, member=one.member, founding=founding, **span)
            facts.append(fact)
            days[id(fact)] = one.known_on
        append(facts, by=by.pk, known_on=lambda fact: days[id(fact)])
        deeds = [
            Deed("group", "unit", str(one.unit), unit=one.unit, body={"set": one.of_set, "member": one.member})
            for one in placings
        ]
        write(deeds, by=by.pk)


def _refuse_two(placings: Sequence[Placing]) -> None:
    told: dict[tuple[int, str], list[Placing]] = {}
    for one in placings:
        for other in told.setdefault((one.unit, one.of_set), []):
            if one.member != other.member and one.since <= other.until and other.since <= one.until:
                said = {"name": one.of_set, "one": other.member, "two": one.member}
                raise Refused(_("组“%(name)s”同时写了“%(one)s”和“%(two)s”；一个组里只能留一个。") % said)
        told[one.unit, one.of_set].append(one)
