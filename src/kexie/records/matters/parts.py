"""Who somebody is in a matter: their parts, whose subordinate they are, and the one number that is theirs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from kexie.kit.clock import today
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.access.scope import has_all, reached
from kexie.records.ledger.queries import resolve
from kexie.records.matters.models import Concerned, Matter
from kexie.records.matters.rules import Mover
from kexie.records.matters.workflow import Part
from kexie.records.people.models import Person
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

CHAIR = "chair"


def numbers(persons: Iterable[int]) -> dict[int, int]:
    """Return, by person, the pseudonym that merging leads to: one number under all codes of one person."""
    known = dict(
        Person.objects.knowing("telling who did what").filter(pk__in=set(persons)).values_list("pk", "pseudonym")
    )
    whole = resolve(known.values())
    return {person: whole[pseudonym] for person, pseudonym in known.items()}


def number_of(actor: Account) -> int:
    """Return the one number of an account: its person's, or the negative of its own where it belongs to no person."""
    if actor.person_id is None:
        return -actor.pk
    return numbers([actor.person_id]).get(actor.person_id, -actor.pk)


def leaders(actor: Account) -> frozenset[int]:
    """Return the numbers of those whose subordinate the actor is today.

    They hold the chair of a unit in which, or below which, the actor holds a post; nobody is the subordinate of a
    chair beside or below them, so a unit at or below one that the actor chairs does not count.
    """
    if actor.person_id is None:
        return frozenset()
    day = today()
    held = Post.objects.filter(since__lte=day, until__gte=day)
    mine = list(held.filter(person_id=actor.person_id).values_list("unit_id", "role", "line"))
    above: set[tuple[int, str]] = set()
    for unit, _role, line in mine:
        path = tree(TreeOn.now(line)).path(unit) or [unit]
        chaired = [place for place, one in enumerate(path) if (one, CHAIR, line) in mine]
        above |= {(one, line) for one in (path[: chaired[0]] if chaired else path)}
    if not above:
        return frozenset()
    wanted = Q(pk__in=[])
    for line in {line for _unit, line in above}:
        wanted |= Q(line=line, unit_id__in=[unit for unit, one in above if one == line])
    chairs = held.filter(wanted, role=CHAIR).exclude(person_id=actor.person_id).values_list("person_id", flat=True)
    return frozenset(numbers(chairs).values())


def parts(actor: Account, matter: Matter) -> frozenset[Part]:
    """Return the parts that the actor's posts give them in a matter."""
    if has_all(actor):
        return frozenset({Part.ISSUER, Part.LEAD, Part.ASSIST, Part.CHECKER})
    helping = {Concerned.Role.ASSIST, Concerned.Role.SIGN}
    assisting = {row.unit_id for row in matter.concerned.all() if row.role in helping}
    wanted = {
        Part.ISSUER: (Right.MATTER_ISSUE, {matter.unit_id}),
        Part.LEAD: (Right.MATTER_WORK, {matter.lead_id}),
        Part.ASSIST: (Right.MATTER_WORK, assisting),
        Part.CHECKER: (Right.MATTER_CHECK, {matter.unit_id}),
    }
    found = set()
    for part, (right, units) in wanted.items():
        reach = reached(actor, right)
        if reach is None or reach & units:
            found.add(part)
    return frozenset(found)


def mover(actor: Account, matter: Matter) -> Mover:
    """Return who the actor is in a matter."""
    return Mover(who=number_of(actor), parts=parts(actor, matter), leaders=leaders(actor))


MATTERS = frozenset({Right.MATTER_CHECK, Right.MATTER_ISSUE, Right.MATTER_WORK})


def concerned_accounts(units: Iterable[int], persons: Iterable[int]) -> set[int]:
    """Return the accounts that are told: who works on matters in a unit itself (not all above it), and some persons.

    ``persons`` are pseudonyms.
    """
    day = today()
    roles = [slug for slug, role in ROLES.items() if role.rights & MATTERS]
    held = Post.objects.filter(since__lte=day, until__gte=day, unit_id__in=set(units), role__in=roles)
    by_post = Q(person_id__in=held.values("person_id"))
    named = Person.objects.knowing("telling the person responsible").filter(pseudonym__in=set(persons))
    found = Account.objects.filter(by_post | Q(person_id__in=named.values("pk")), is_active=True)
    return set(found.values_list("pk", flat=True))
