"""What can be done to units, people and posts: open, move, close, join, leave, appoint. Set-based where it is bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.pinyin import initials
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.book.actions import append, lock
from kexie.records.book.bulk import weigh
from kexie.records.book.models import BookLine
from kexie.records.history.actions import Deed, forget, write
from kexie.records.people.erasures import PERSON, Erased, note
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure.groups import Placing, place
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.units.queries import is_open, tree
from kexie.records.units.queries import open_units as stand
from kexie.records.units.rules import TreeOn

OWNER = "owner"
"""The role that carries every right."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be opened: ``parent`` is a code, empty for a root; ``closed_on`` is its first day closed."""

    code: str
    name: str
    kind: str
    parent: str = ""
    level: str = ""
    line: str = MAIN
    opened_on: date = DAY_MIN
    closed_on: date | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    origin: str = "live"


def open_units(new: Sequence[NewUnit], *, by: Account, known_on: Mapping[str, date] | None = None) -> list[Unit]:
    """Open units, parents among them or already there; one atomic, set-based step.

    ``known_on`` (by code) only for what another system knew. The caller has checked codes, parents and circles.
    A first edge is founding and holds for always; the opening says from when the unit exists.
    """
    told = known_on or {}
    with transaction.atomic():
        Unit.objects.bulk_create(
            [
                Unit(code=n.code, name=n.name, kind=n.kind, level=n.level, origin=n.origin, initials=initials(n.name))
                for n in new
            ],
            batch_size=500,
        )
        weigh(len(new), Unit)
        wanted = {n.code for n in new} | {n.parent for n in new if n.parent}
        ids = _ids(wanted)
        facts: list[BookLine] = []
        days: dict[int, date | None] = {}
        for n in new:
            parent = ids[n.parent] if n.parent else None
            edge = Edge(unit_id=ids[n.code], parent_id=parent, line=n.line, **_always())
            until = n.closed_on - timedelta(days=1) if n.closed_on else DAY_MAX
            opening = Opening(unit_id=ids[n.code], is_open=True, valid_from=n.opened_on, valid_to=until, founding=True)
            for fact in (edge, opening):
                days[id(fact)] = told.get(n.code)
                facts.append(fact)
        append(facts, by=by.pk, known_on=lambda fact: days[id(fact)])
        write([Deed("open", "unit", str(ids[n.code]), unit=ids[n.code]) for n in new], by=by.pk)
        place(
            [
                Placing(ids[n.code], of_set, member, known_on=told.get(n.code))
                for n in new
                for of_set, member in n.groups.items()
            ],
            by=by,
        )
    return list(Unit.objects.filter(code__in=[n.code for n in new])) if len(new) <= _FEW else []


_FEW = 500


def _ids(codes: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    listed = sorted(codes)
    for start in range(0, len(listed), 5_000):
        found.update(Unit.objects.filter(code__in=listed[start : start + 5_000]).values_list("code", "pk"))
    return found


def _always() -> dict[str, object]:
    return {"valid_from": DAY_MIN, "valid_to": DAY_MAX, "founding": True}


def change_unit(
    *,
    unit: Unit,
    by: Account,
    name: str | None = None,
    kind: str | None = None,
    level: str | None = None,
) -> bool:
    """Change what a unit is called or is; return whether anything changed. Where it hangs is ``move``'s affair."""
    door.demand(by, Right.UNIT_CHANGE, unit)
    given = {"name": name, "kind": kind, "level": level}
    changed = {key: value for key, value in given.items() if value is not None and value != getattr(unit, key)}
    if not changed:
        return False
    with transaction.atomic():
        before = {key: getattr(unit, key) for key in changed}
        found_by = {"initials": initials(changed["name"])} if "name" in changed else {}
        Unit.objects.filter(pk=unit.pk).update(**changed, **found_by)
        for key, value in changed.items():
            setattr(unit, key, value)
        body = {"before": before, "after": changed}
        write([Deed("change", "unit", str(unit.pk), unit=unit.pk, body=body)], by=by.pk)
    return True


def move(
    *, unit: Unit, parent: Unit | None, on: date, by: Account, line: str = MAIN, known_on: date | None = None
) -> None:
    """Hang a unit below another from a day on. Its history stays, figures use the tree of each period's last day.

    Raises ``Refused`` if the new place is not open on that day, or lies below the unit itself on that day or later.
    """
    door.demand(by, Right.UNIT_CHANGE, unit)
    if parent is not None:
        door.demand(by, Right.UNIT_CHANGE, parent)
        if parent == unit:
            raise Refused(_("“%(unit)s”不能挂在自己下面；请写它要去的上级单位。") % {"unit": unit.name})
    with transaction.atomic():
        lock()  # two moves at once could each be right and make a circle together
        if parent is not None:
            refuse_closed([parent], on)
            refuse_circles([unit], parent, on, line)
        edge = Edge(unit=unit, parent=parent, line=line, valid_from=on, valid_to=DAY_MAX)
        append([edge], by=by.pk, known_on=known_on)
        write([Deed("move", "unit", str(unit.pk), unit=unit.pk, body={"on": on.isoformat()})], by=by.pk)


def refuse_closed(units: Sequence[Unit], on: date) -> None:
    """Refuse if one of the units is not open on the day."""
    for one in units:
        if not is_open(one, TreeOn(on, DAY_MAX)):
            said = {"unit": one.name, "day": on.isoformat()}
            raise Refused(_("“%(unit)s”在 %(day)s 尚未成立或已撤销；请核对日期或单位。") % said)


def refuse_circles(units: Sequence[Unit], parent: Unit, on: date, line: str) -> None:
    """Refuse if on the day, or on a later one on which something moves, the parent lies below one of the units."""
    later = Edge.objects.filter(line=line)
    days = {on, *later.filter(valid_from__gt=on).values_list("valid_from", flat=True)}
    ends = later.filter(valid_to__gte=on, valid_to__lt=DAY_MAX).values_list("valid_to", flat=True)
    for day in sorted(days | {end + timedelta(days=1) for end in ends}):
        above = set(tree(TreeOn(day, DAY_MAX, line)).path(parent.pk))
        for unit in units:
            if unit.pk in above:
                said = {"unit": unit.name, "parent": parent.name}
                raise Refused(_("“%(parent)s”在“%(unit)s”之下，不能反过来挂；请先移动“%(parent)s”。") % said)


def close(*, unit: Unit, on: date, by: Account, known_on: date | None = None) -> None:
    """Close a unit from a day on; it keeps its place in the tree, so its records stay counted.

    Raises ``Refused`` for a unit that is not open that day, and for a root below which units are open then: a slip of
    the code would close the house.
    """
    door.demand(by, Right.UNIT_CHANGE, unit)
    with transaction.atomic():
        refuse_closed([unit], on)
        _refuse_root_with_open_below(unit, TreeOn(on, DAY_MAX))
        append([Opening(unit=unit, is_open=False, valid_from=on, valid_to=DAY_MAX)], by=by.pk, known_on=known_on)
        write([Deed("close", "unit", str(unit.pk), unit=unit.pk, body={"on": on.isoformat()})], by=by.pk)


def _refuse_root_with_open_below(unit: Unit, on: TreeOn) -> None:
    whole, alive = tree(on), stand(on)
    if whole.parent.get(unit.pk) is None:
        below = [one for one in whole.below(unit.pk) if one != unit.pk and one in alive]
        if below:
            raise Refused(open_below(unit, len(below), Unit.objects.get(pk=below[0]).name))


def open_below(unit: Unit, count: int, first: str) -> str:
    """Return the sentence that refuses to close a unit at the very top while others are open below it."""
    said = {"unit": unit.name, "n": count, "first": first}
    return _("“%(unit)s”是最上级单位，那天下面还有 %(n)s 个单位开着，如“%(first)s”；请先撤销或改隶它们。") % said


def reopen(*, unit: Unit, on: date, by: Account) -> None:
    """Let a closed unit stand again from a day on: what takes a closing back. Raises ``Refused`` if it is open then."""
    door.demand(by, Right.UNIT_CHANGE, unit)
    if is_open(unit, TreeOn(on, DAY_MAX)):
        raise Refused(_("“%(unit)s”那天本来就开着；不用重开。") % {"unit": unit.name})
    with transaction.atomic():
        append([Opening(unit=unit, is_open=True, valid_from=on, valid_to=DAY_MAX)], by=by.pk)
        write([Deed("reopen", "unit", str(unit.pk), unit=unit.pk, body={"on": on.isoformat()})], by=by.pk)


def hang(places: Sequence[tuple[str, str, str, date | None]], *, by: Account) -> None:
    """Hang known units on a further line: ``(code, parent's code or empty, line, day it was known)`` each."""
    if not places:
        return
    ids = _ids(
        {code for code, parent, _line, _known in places} | {parent for _code, parent, _l, _k in places if parent}
    )
    with transaction.atomic():
        facts, days = [], {}
        for code, parent, line, known in places:
            edge = Edge(unit_id=ids[code], parent_id=ids[parent] if parent else None, line=line, **_always())
            facts.append(edge)
            days[id(edge)] = known
        append(facts, by=by.pk, known_on=lambda fact: days[id(fact)])
        write([Deed("hang", "unit", str(ids[place[0]]), unit=ids[place[0]]) for place in places], by=by.pk)


def redate(*, unit: Unit, opened: date, closed: date | None, by: Account, known_on: date | None = None) -> None:
    """Say anew on which days a unit is open: from ``opened`` until the day before ``closed``."""
    door.demand(by, Right.UNIT_CHANGE, unit)
    last = closed - timedelta(days=1) if closed else DAY_MAX
    facts: list[BookLine] = []
    if opened > DAY_MIN:
        before = opened - timedelta(days=1)
        facts.append(Opening(unit=unit, is_open=False, valid_from=DAY_MIN, valid_to=before))
    if closed is not None:
        facts.append(Opening(unit=unit, is_open=False, valid_from=closed, valid_to=DAY_MAX))
    facts.append(Opening(unit=unit, is_open=True, valid_from=opened, valid_to=last))
    with transaction.atomic():
        append(facts, by=by.pk, known_on=known_on)
        body = {"opened": opened.isoformat(), "closed": closed.isoformat() if closed else ""}
        write([Deed("redate", "unit", str(unit.pk), unit=unit.pk, body=body)], by=by.pk)


def join(*, subject: int, unit: Unit | None, since: date, by: Account, until: date = DAY_MAX, line: str = MAIN) -> None:
    """Say where a person is at home from one day to another (``unit=None``: nowhere)."""
    if until < since:
        raise Refused(_("结束日期早于开始日期；请更正。"))
    if unit is not None:
        door.demand(by, Right.PEOPLE_MANAGE, unit)
    with transaction.atomic():
        fact = Membership(subject=subject, unit=unit, line=line, valid_from=since, valid_to=until)
        append([fact], by=by.pk)
        write([Deed("join", "person", str(subject), unit=unit.pk if unit else None, subject=subject)], by=by.pk)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person is at home between two days; ``known_on`` only for what another system knew."""

    subject: int
    unit: int | None
    since: date
    until: date
    known_on: date | None = None


def settle(homes_now: Sequence[Home], *, by: Account) -> None:
    """Say of many people where they are at home, in one set-based step; the caller has checked the rights."""
    if not homes_now:
        return
    subjects = {home.subject for home in homes_now}
    with transaction.atomic():
        known = set(homes(subjects))
        facts, days = [], {}
        for home in homes_now:
            founding = home.subject not in known
            known.add(home.subject)
            span = {"valid_from": home.since, "valid_to": home.until}
            fact = Membership(subject=home.subject, unit_id=home.unit, founding=founding, **span)
            facts.append(fact)
            days[id(fact)] = home.known_on
        append(facts, by=by.pk, known_on=lambda fact: days[id(fact)])
        write([Deed("join", "person", str(h.subject), unit=h.unit, subject=h.subject) for h in homes_now], by=by.pk)


def register(people: Sequence[Person], *, by: Account) -> list[Person]:
    """Register new people in one set-based step; names stay out of the history, only commitments go in."""
    if not people:
        return []
    with transaction.atomic():
        made = Person._base_manager.bulk_create(people, batch_size=500)  # noqa: SLF001 - a guarded model's bulk insert
        weigh(len(people), Person)
        deeds = [
            Deed("register", "person", str(one.pk), subject=one.pseudonym, body={"code": one.code, "name": one.name})
            for one in made
        ]
        write(deeds, by=by.pk)
    return made


def rename(*, person: Person, name: str, audience: str, by: Account) -> None:
    """Correct a person's name or audience groups; the caller has checked the right."""
    with transaction.atomic():
        before = {"name": person.name, "audience": person.audience}
        person.name, person.audience = name, audience
        person.save(update_fields=["name", "audience"])
        body = {"before": before, "after": {"name": name, "audience": audience}}
        write([Deed("rename", "person", str(person.pk), subject=person.pseudonym, body=body)], by=by.pk)


def appoint(
    *,
    person: Person,
    unit: Unit,
    role: str,
    by: Account,
    since: date = DAY_MIN,
    until: date = DAY_MAX,
    line: str = MAIN,
) -> Post:
    """Give a person a post; the same post again only moves its end. Only an owner makes another owner."""
    door.demand(by, Right.POST_GRANT, unit)
    if role == OWNER:
        door.demand_owner(by)
    with transaction.atomic():
        post, made = Post.objects.get_or_create(
            person=person, unit=unit, role=role, line=line, since=since, defaults={"until": until}
        )
        if not made and post.until != until:
            post.until = until
            post.save(update_fields=["until"])
        body = {"role": role, "since": since.isoformat(), "until": until.isoformat()}
        deed = Deed("appoint", "post", str(post.pk), unit=unit.pk, subject=person.pseudonym, body=body)
        write([deed], by=by.pk)
    return post


def erase_person(*, person: Person, by: Account) -> None:
    """Erase a person: the name, the code, the sign-in, the posts and every detail told of them (PIPL article 47).

    Entries, rosters and memberships keep the pseudonym, so every figure stays what it was and the chain stays whole.
    The person may ask for it, and so may whoever manages people in the unit they are at home in.
    """
    home = home_on(homes([person.pseudonym]).get(person.pseudonym, []), today())
    if by.person_id != person.pk:
        if home is None:
            door.demand_owner(by)
        else:
            door.demand(by, Right.PEOPLE_MANAGE, Unit.objects.get(pk=home))
    with transaction.atomic():
        note([Erased(PERSON, person.pseudonym)])
        forget_person(person, by=by.pk)


def forget_person(person: Person, *, by: int) -> None:
    """Do what ``erase_person`` says; the caller has checked the right and listed it (``by`` 0: after a restore)."""
    with transaction.atomic():
        subject, number = person.pseudonym, person.pk
        forget(subject)
        accounts = Account.objects.filter(person=person)
        for watched in ("AccessAttempt", "AccessFailureLog", "AccessLog"):  # who watches sign-ins keeps their names
            rows = apps.get_model("axes", watched)._default_manager  # noqa: SLF001 - Django's own name
            rows.filter(username__in=list(accounts.values_list("username", flat=True))).delete()
        accounts.update(is_active=False, username=f"erased-{number}", password="!")  # noqa: S106 - no password fits it
        person.delete()
        write([Deed("erase", "person", str(number))], by=by)
