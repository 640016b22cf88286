"""People one by one: finding somebody, entering, correcting, and what the system holds of them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.access.scope import has_all
from kexie.records.book.guarded import GuardedQuerySet
from kexie.records.book.models import Book
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import at_home_in, home_on, homes
from kexie.records.structure import actions
from kexie.records.units.models import Unit
from kexie.records.units.rules import TreeOn


def home_of(person: Person) -> Unit | None:
    """Return the unit in which a person is at home today."""
    home = home_on(homes([person.pseudonym]).get(person.pseudonym, []), today())
    return Unit.objects.filter(pk=home).first() if home is not None else None


def may(who: Account, right: Right, person: Person) -> bool:
    """Tell whether somebody holds a right over a person: where the person is at home today; homeless, only an owner."""
    home = home_of(person)
    return has_all(who) or (home is not None and door.may(who, right, home))


def find(code: str, who: Account) -> Person:
    """Return a person whom somebody may see: themselves, or one at home where they read people; else ``Forbidden``."""
    person = Person.objects.knowing("checked below").filter(code=code).first()
    if person is None or not (who.person_id == person.pk or may(who, Right.PEOPLE_READ, person)):
        raise Forbidden(_("没有编号为“%(code)s”的人员，或您无权查看。") % {"code": code[:60]})
    return person


def at_home(unit: Unit, who: Account) -> GuardedQuerySet[Person]:
    """Return the people at home today in a unit and below; raise ``Forbidden`` without the right to read them there."""
    door.demand(who, Right.PEOPLE_READ, unit)
    opened = Person.objects.knowing("the right was demanded for the unit at the top")
    return at_home_in(opened, unit.pk, TreeOn.now())


def count_at_home(unit: Unit, who: Account) -> int:
    """Return how many people are at home today in a unit and below, remembered until anything in the house changes."""
    door.demand(who, Right.PEOPLE_READ, unit)
    event = Book.objects.filter(pk=1).values_list("last_event", flat=True).first()
    return _counted(unit.pk, today(), event, str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=64)
def _counted(unit: int, day: date, event: int | None, database: str) -> int:  # noqa: ARG001 - remembered by
    opened = Person.objects.knowing("the right was demanded for the unit at the top")
    return at_home_in(opened, unit, TreeOn(day, day)).count()


def enrol(*, code: str, name: str, unit: Unit, since: date, by: Account, audience: str = "") -> Person:
    """Enter one new person with a home; raise ``Refused`` if the code is somebody's already."""
    door.demand(by, Right.PEOPLE_MANAGE, unit)
    taken = Refused(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": code})
    if Person.objects.knowing("codes are unique for everyone").filter(code=code).exists():
        raise taken
    try:
        with transaction.atomic():
            person = actions.register([Person(code=code, name=name, audience=audience)], by=by)[0]
            actions.settle([actions.Home(person.pseudonym, unit.pk, since, DAY_MAX)], by=by)
    except IntegrityError as error:
        raise taken from error
    return person


def correct(person: Person, *, name: str, audience: str, by: Account) -> None:
    """Correct the name or the audience groups of a person whom the actor manages."""
    demand(person, Right.PEOPLE_MANAGE, by)
    if (person.name, person.audience) != (name, audience):
        actions.rename(person=person, name=name, audience=audience, by=by)


def rehome(person: Person, *, unit: Unit, since: date, by: Account) -> None:
    """Say where a person is at home from a day on; the right is needed in the old home and in the new one."""
    demand(person, Right.PEOPLE_MANAGE, by)
    actions.join(subject=person.pseudonym, unit=unit, since=since, by=by)


def demand(person: Person, right: Right, by: Account) -> None:
    """Raise ``Forbidden`` with one sentence unless the actor holds the right over the person."""
    if not may(by, right, person):
        raise Forbidden(_("您对这个人没有“%(right)s”的权限。") % {"right": TITLES[right]})


def holding(person: Person) -> dict[str, Any]:
    """Return all that is held of a person, as plain values (the right of access, PIPL article 45).

    Attendance is not among it: who went where stays with each meeting's roster.
    """
    told = Membership.objects.filter(subject=person.pseudonym).select_related("unit").order_by("known_on", "position")
    posts = person.posts.select_related("unit").order_by("pk")
    return {
        "code": person.code,
        "name": person.name,
        "audience": person.audience,
        "homes": [
            {"unit": one.unit.code if one.unit else None, "since": _day(one.valid_from), "until": _day(one.valid_to)}
            for one in told
        ],
        "posts": [
            {"unit": post.unit.code, "role": post.role, "since": _day(post.since), "until": _day(post.until)}
            for post in posts
        ],
        "sign_in": Account.objects.filter(person=person).values_list("username", flat=True).first(),
    }


def _day(day: date) -> str | None:
    return None if day in (DAY_MIN, DAY_MAX) else day.isoformat()
