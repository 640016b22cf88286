"""Who is probably one person under two codes: shown for somebody who knows them to decide, never joined by itself."""

from __future__ import annotations

from itertools import combinations

from kexie.kit.clock import today
from kexie.kit.text import half_width, one_line
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.ledger.apart import PERSON, apart, pair
from kexie.records.ledger.models import Alias
from kexie.records.ledger.queries import resolve
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn


def same_persons(actor: Account) -> list[tuple[Person, Person]]:
    """Return pairs of persons of one name who are at home in one unit, or one above the other's, today.

    Only people at home where the actor manages people are looked at. Names repeat, so this is a question, not an
    answer; pairs already merged are left out, and those of whom somebody said that they are not one.
    """
    alike: dict[str, list[Person]] = {}
    for person in Person.objects.knowing("looking for one person under two codes").order_by("code").iterator():
        alike.setdefault("".join(half_width(one_line(person.name)).casefold().split()), []).append(person)
    groups = [listed for name, listed in sorted(alike.items()) if name and len(listed) > 1]
    told = homes(person.pseudonym for listed in groups for person in listed)
    day, reach = today(), reached(actor, Right.PEOPLE_MANAGE)
    at = {subject: home_on(stays, day) for subject, stays in told.items()}
    whole = tree(TreeOn.now())
    who = resolve(at)
    known = apart(PERSON)
    found = []
    for one, other in (both for listed in groups for both in combinations(listed, 2)):
        first, second = at.get(one.pseudonym), at.get(other.pseudonym)
        if first is None or second is None or (reach is not None and not {first, second} <= reach):
            continue
        near = first in whole.path(second) or second in whole.path(first)
        if near and pair(one.pseudonym, other.pseudonym) not in known and who[one.pseudonym] != who[other.pseudonym]:
            found.append((one, other))
    return found


def merged_persons(actor: Account) -> list[tuple[Person, Person]]:
    """Return who now counts as somebody else, with whom: pairs of which the actor manages both, newest first."""
    last: dict[int, Alias] = {}
    for row in Alias.objects.order_by("known_on", "position"):
        last[row.pseudonym] = row
    live = sorted((row for row in last.values() if row.into != row.pseudonym), key=lambda row: -row.position)
    wanted = {number for row in live for number in (row.pseudonym, row.into)}
    rows = Person.objects.knowing("only those whom the actor manages are kept").filter(pseudonym__in=wanted)
    named = {person.pseudonym: person for person in rows}
    told, day, reach = homes(named), today(), reached(actor, Right.PEOPLE_MANAGE)
    mine = {one for one in named if reach is None or home_on(told.get(one, []), day) in reach}
    return [(named[row.pseudonym], named[row.into]) for row in live if {row.pseudonym, row.into} <= mine]


def kept_apart(actor: Account) -> list[tuple[Person, Person]]:
    """Return the pairs said not to be one person of which the actor manages both, newest first."""
    pairs = list(apart(PERSON))[::-1]
    rows = Person.objects.knowing("only those whom the actor manages are kept")
    named = {one.pseudonym: one for one in rows.filter(pseudonym__in=[number for pair in pairs for number in pair])}
    told, day, reach = homes(named), today(), reached(actor, Right.PEOPLE_MANAGE)
    mine = {one for one in named if reach is None or home_on(told.get(one, []), day) in reach}
    return [(named[one], named[other]) for one, other in pairs if {one, other} <= mine]
