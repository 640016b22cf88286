"""Sign-ins (登录账号) and posts one by one: who may open them for whom, and the same for ending a post."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Person
from kexie.records.structure import actions, persons
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Unit

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another when a password is read out."""


def may_manage(who: Account, person: Person) -> bool:
    """Tell whether somebody may open, renew or close a person's sign-in.

    A sign-in carries the rights of all the person's posts, so the right to grant posts is needed in each unit of them
    (ended ones aside) and at home: nobody comes by more than they could grant. An owner's sign-in is for owners.
    """
    if has_all(who):
        return True
    account = Account.objects.filter(person=person).first()
    held = Post.objects.filter(person=person, until__gte=today())
    if (account is not None and account.is_owner) or any(post.role == "owner" for post in held):
        return False
    home = persons.home_of(person)
    units = {post.unit_id for post in held} | ({home.pk} if home is not None else set())
    return bool(units) and all(door.may(who, Right.POST_GRANT, unit) for unit in units)


def open_sign_in(person: Person, *, username: str, by: Account) -> tuple[Account, str]:
    """Open a sign-in for a person, or renew its password; return the account and the password, told this once only."""
    _demand(person, by)
    password = "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _part in range(4))
    try:
        with transaction.atomic():
            account = Account.objects.filter(person=person).first() or Account(person=person, username=username)
            account.is_active = True
            account.set_password(password)
            account.save()
            write([Deed("sign_in", "account", str(account.pk), unit=_unit(person))], by=by.pk)
    except IntegrityError as error:
        raise Refused(_("账号“%(name)s”已经有人用；请换一个。") % {"name": username}) from error
    return account, password


def disable(account: Account, *, by: Account) -> None:
    """Close a sign-in; what the person did keeps its account number."""
    if account.pk == by.pk:
        raise Refused(_("不能停用自己正在用的账号；请别的负责人来做。"))
    if account.person is None:
        door.demand_owner(by)
    else:
        _demand(account.person, by)
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        unit = _unit(account.person) if account.person else None
        write([Deed("disable", "account", str(account.pk), unit=unit)], by=by.pk)


def grant(
    *,
    person: Person,
    unit: Unit,
    role: str,
    by: Account,
    since: date = DAY_MIN,
    until: date = DAY_MAX,
    line: str = MAIN,
) -> Post:
    """Give a post; only an owner makes owners."""
    if until < since:
        raise Refused(_("“止”早于“起”；请更正。"))
    if role == "owner" and not has_all(by):
        raise Refused(_("“系统负责人”只能由系统负责人授予。"))
    return actions.appoint(person=person, unit=unit, role=role, by=by, since=since, until=until, line=line)


def end(post: Post, *, on: date, by: Account) -> None:
    """End a post with a day (its last); the same right as to give it."""
    if post.role == "owner":
        door.demand_owner(by)
    grant(person=post.person, unit=post.unit, role=post.role, by=by, since=post.since, until=on, line=post.line)


def _demand(person: Person, by: Account) -> None:
    if not may_manage(by, person):
        raise Forbidden(_("您不能管这个人的登录：要对其所在单位和每个任职单位都有“授予任职”的权限。"))


def _unit(person: Person) -> int | None:
    home = persons.home_of(person)
    return home.pk if home is not None else None
