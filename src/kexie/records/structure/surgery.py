"""Units go up in one another and come out of one another, from a day on. Nothing is deleted, nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.book.actions import append, lock
from kexie.records.book.models import BookLine
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure.actions import NewUnit, hang, open_units, refuse_circles, refuse_closed
from kexie.records.structure.handover import Handover, hand_over
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.models import Edge, Opening, Unit
from kexie.records.units.queries import Tree, tree
from kexie.records.units.rules import TreeOn, timeline


def merge(*, unit: Unit, into: Unit, on: date, by: Account) -> None:
    """Let ``unit`` go up in ``into`` from a day on.

    It closes and hangs below the other, so that what it did counts there in the trees from that day on; what hung
    below it, its people, its posts and its open work are the other's from then on. Raises ``Refused`` if either is
    not open on the day, or ``into`` lies below ``unit``.
    """
    for one in (unit, into):
        door.demand(by, Right.UNIT_CHANGE, one)
    with transaction.atomic():
        lock()  # two who change the tree at once could each be right and make a circle together
        if unit.pk == into.pk:
            raise Refused(_("不能并入自己；请写明另一个单位。"))
        refuse_closed([unit, into], on)
        facts: list[BookLine] = [Opening(unit=unit, is_open=False, valid_from=on, valid_to=DAY_MAX)]
        for line in (term.slug for term in LINES):
            then = tree(TreeOn(on, DAY_MAX, line))
            if unit.pk not in then.parent or into.pk not in then.parent:
                continue
            moved = _hanging(unit, on, line)
            below = {edge.unit_id for edge in moved}
            refuse_circles([unit, *Unit.objects.filter(pk__in=below)], into, on, line)
            facts.append(Edge(unit=unit, parent=into, line=line, valid_from=on, valid_to=DAY_MAX))
            facts += _below(moved, into.pk)
        facts += _at_home(_living(unit, on), into.pk)
        append(facts, by=by.pk)
        _move_posts(unit, into, on, by)
        body = {"on": on.isoformat(), "into": into.pk}
        write([Deed("merge", "unit", str(unit.pk), unit=into.pk, body=body)], by=by.pk)
        hand_over(Handover(unit, into, on, by))


@dataclass(frozen=True, slots=True)
class Part:
    """A unit to come out of another: its code and name, and which children, people and posts go with it."""

    code: str
    name: str
    children: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()


def split(*, unit: Unit, parts: Sequence[Part], on: date, by: Account) -> list[Unit]:
    """Let new units come out of ``unit`` on a day: beside it, of its kind and level, open from that day.

    The named children hang below the new units and the named people are at home there from then on; the named posts
    end the day before and are given in the new units, every other post stays where it is. Raises ``Refused`` for a
    code in use, for a child that does not hang below ``unit`` then, for a person not at home in it, for a post that is
    not one of the unit's or has ended by then, and for whoever is named twice.
    """
    door.demand(by, Right.UNIT_CHANGE, unit)
    with transaction.atomic():
        lock()
        refuse_closed([unit], on)
        trees = {line.slug: tree(TreeOn(on, DAY_MAX, line.slug)) for line in LINES}
        _refuse_parts(unit, parts, on, trees[MAIN])
        parents = {line: _parent(unit, whole) for line, whole in trees.items() if unit.pk in whole.parent}
        for above in filter(None, parents.values()):
            door.demand(by, Right.UNIT_CHANGE, above)
        new = [_new(part, unit, parents.get(MAIN), on) for part in parts]
        open_units(new, by=by)
        others = {line: above.code if above else "" for line, above in parents.items() if line != MAIN}
        hang([(part.code, above, line, None) for part in parts for line, above in others.items()], by=by)
        made = {one.code: one for one in Unit.objects.filter(code__in=[part.code for part in parts])}
        facts: list[BookLine] = []
        for part in parts:
            children = {child.pk for child in part.children}
            subjects = {person.pseudonym for person in part.people}
            for line in parents:
                moved = [edge for edge in _hanging(unit, on, line) if edge.unit_id in children]
                facts += _below(moved, made[part.code].pk)
            facts += _at_home([one for one in _living(unit, on) if one.subject in subjects], made[part.code].pk)
        if facts:
            append(facts, by=by.pk)
        for part in parts:
            _transfer(part.posts, made[part.code], on, by)
        body = {"on": on.isoformat(), "into": [made[part.code].pk for part in parts]}
        write([Deed("split", "unit", str(unit.pk), unit=unit.pk, body=body)], by=by.pk)
    return [made[part.code] for part in parts]


def _new(part: Part, unit: Unit, parent: Unit | None, on: date) -> NewUnit:
    above = parent.code if parent is not None else ""
    return NewUnit(part.code, part.name, unit.kind, above, unit.level, opened_on=on, origin=unit.origin)


def _parent(unit: Unit, whole: Tree) -> Unit | None:
    above = whole.parent[unit.pk]
    return Unit.objects.get(pk=above) if above is not None else None


def _refuse_parts(unit: Unit, parts: Sequence[Part], on: date, whole: Tree) -> None:
    """Raise ``Refused``, a sentence for each thing that cannot be."""
    wrong: list[str] = []
    codes = [part.code for part in parts]
    used = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
    twice = [code for code in dict.fromkeys(codes) if code in used or codes.count(code) > 1]
    wrong += [_("编号“%(code)s”已经用过；请换一个编号。") % {"code": code} for code in twice]
    children = [child for part in parts for child in part.children]
    for child in children:
        if whole.parent.get(child.pk) != unit.pk:
            wrong.append(
                _("“%(child)s”那天不直接挂在“%(unit)s”之下；请核对。") % {"child": child.name, "unit": unit.name}
            )
    people = [person for part in parts for person in part.people]
    told = homes(person.pseudonym for person in people)
    for person in people:
        if home_on(told.get(person.pseudonym, []), on) != unit.pk:
            said = {"code": person.code, "unit": unit.name}
            wrong.append(_("人员“%(code)s”那天不在“%(unit)s”；请核对。") % said)
    posts = [post for part in parts for post in part.posts]
    for post in posts:
        if post.unit_id != unit.pk or post.until < on:
            said = {"code": post.person.code, "unit": unit.name}
            wrong.append(_("人员“%(code)s”那天起在“%(unit)s”没有任职；请核对。") % said)
    if len({post.pk for post in posts}) < len(posts):
        wrong.append(_("有一个任职划给了两个新单位；请只留一处。"))
    named = [child.code for child in children] + [person.code for person in people]
    again = [code for code in dict.fromkeys(named) if named.count(code) > 1]
    wrong += [_("“%(code)s”写了两次；请只留一处。") % {"code": code} for code in again]
    if not parts:
        wrong.append(_("请写明要分出的单位。"))
    if wrong:
        raise Refused(wrong)


@dataclass(frozen=True, slots=True)
class _Stay:
    """Something hangs below (or is at home in) the unit on these days, as known now."""

    first: date
    last: date
    line: str
    unit_id: int = 0
    subject: int = 0


def _hanging(unit: Unit, on: date, line: str) -> list[_Stay]:
    """Return what hangs below a unit from a day on, on which days: also what will come, and no longer than it stays."""
    below = Edge.objects.filter(parent=unit, line=line, valid_to__gte=on).values_list("unit_id", flat=True)
    told: dict[int, list[Edge]] = {}
    for edge in Edge.objects.filter(unit_id__in=list(set(below)), line=line):
        told.setdefault(edge.unit_id, []).append(edge)
    return [
        _Stay(first, last, line, unit_id=child)
        for child in sorted(told)
        for first, last, edge in timeline(told[child], on)
        if edge.parent_id == unit.pk
    ]


def _living(unit: Unit, on: date) -> list[_Stay]:
    """Return who is at home in a unit from a day on, on which days."""
    found = []
    for line in (term.slug for term in LINES):
        here = Membership.objects.filter(unit=unit, line=line, valid_to__gte=on).values_list("subject", flat=True)
        for subject, told in sorted(homes(set(here), line).items()):
            spans = timeline(told, on)
            found += [_Stay(first, last, line, subject=subject) for first, last, one in spans if one.unit_id == unit.pk]
    return found


def _below(stays: Iterable[_Stay], parent: int) -> list[BookLine]:
    return [
        Edge(unit_id=stay.unit_id, parent_id=parent, line=stay.line, valid_from=stay.first, valid_to=stay.last)
        for stay in stays
    ]


def _at_home(stays: Iterable[_Stay], unit: int) -> list[BookLine]:
    return [
        Membership(subject=stay.subject, unit_id=unit, line=stay.line, valid_from=stay.first, valid_to=stay.last)
        for stay in stays
    ]


def posts_of(person: Person, unit: Unit, on: date) -> list[Post]:
    """Return a person's posts in a unit that still stand on a day; raise ``Refused`` if there is none."""
    found = list(Post.objects.filter(person=person, unit=unit, until__gte=on).order_by("pk"))
    if not found:
        said = {"code": person.code, "unit": unit.name}
        raise Refused(_("人员“%(code)s”那天起在“%(unit)s”没有任职；请核对。") % said)
    return found


def _move_posts(unit: Unit, into: Unit, on: date, by: Account) -> None:
    """Let every post of a unit that still stands on a day go over into another."""
    posts = Post.objects.filter(unit=unit, until__gte=on).select_related("person", "unit").order_by("pk")
    _transfer(list(posts), into, on, by)


def _transfer(posts: Sequence[Post], into: Unit, on: date, by: Account) -> None:
    """End posts the day before and give the same ones in a unit from the day on."""
    if any(post.role == "owner" for post in posts):
        door.demand_owner(by)  # only an owner makes owners, and these come to reach further
    if posts:
        door.demand(by, Right.POST_GRANT, into)
    deeds = []
    for post in posts:
        since, until = max(post.since, on), post.until
        same = Post.objects.filter(person=post.person, unit=into, role=post.role, line=post.line)
        begun = post.since < on
        if same.filter(since__lte=since, until__gte=until).exists():
            pass  # the other unit gives them as much already
        elif same.filter(since=since).exists():
            same.filter(since=since).update(until=until)
        elif begun:
            Post.objects.create(person=post.person, unit=into, role=post.role, line=post.line, since=since, until=until)
        else:
            Post.objects.filter(pk=post.pk).update(unit=into)
        if begun:
            Post.objects.filter(pk=post.pk).update(until=on - timedelta(days=1))
        body = {
            "role": post.role,
            "from": post.unit_id,
            "to": into.pk,
            "on": on.isoformat(),
            "until": until.isoformat(),
        }
        deeds.append(Deed("transfer", "post", str(post.pk), unit=into.pk, subject=post.person.pseudonym, body=body))
    write(deeds, by=by.pk)
