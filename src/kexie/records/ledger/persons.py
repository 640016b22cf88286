"""Who is probably one person under two codes: shown for somebody who knows them to decide, never joined by itself."""

from __future__ import annotations

from itertools import combinations

from kexie.kit.clock import today
from kexie.kit.text import half_width, one_line
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.ledger.queries import resolve
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn


def same_persons(actor: Account) -> list[tuple[Person, Person]]:
    """Return pairs of persons of one name who are at home in one unit, or one above the other's, today.

    Only people at home where the actor manages people are looked at. Names repeat, so this is a question, not an
    answer; pairs already merged are left out.
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
    found = []
    for one, other in (pair for listed in groups for pair in combinations(listed, 2)):
        first, second = at.get(one.pseudonym), at.get(other.pseudonym)
        if first is None or second is None or (reach is not None and not {first, second} <= reach):
            continue
        near = first in whole.path(second) or second in whole.path(first)
        if near and who[one.pseudonym] != who[other.pseudonym]:
            found.append((one, other))
    return found
