"""Who acts on the command line."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.running import demand_database
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.people.models import Person


def acting(args: argparse.Namespace) -> Account:
    """Return the account named by ``--as`` (a sign-in or a person's code), else the first owner.

    Whoever runs a command here can read the database anyway, so a person without a sign-in gets an account that
    nobody can sign in with; it is kept only once there is a deed of theirs to write down (``registered``). Raises
    ``Refused`` where there is nobody of that name.
    """
    if not args.acting:
        owner = Account.objects.filter(is_owner=True, is_active=True).order_by("pk").first()
        if owner is None:
            raise Refused(_("还没有系统负责人；请先运行 ./kexie init。"))
        return owner
    found = Account.objects.filter(username=args.acting).first()
    person = Person.objects.knowing("naming who acts").filter(code=args.acting).first()
    if found is None and person is not None:
        found = Account.objects.filter(person=person).first()
    if found is None and person is not None:
        found = Account(username=person.code, person=person)
        found.set_unusable_password()
    if found is None or not found.is_active:
        raise Refused(_("没有名为“%(code)s”的登录或人员；请核对 --as。") % {"code": args.acting[:60]})
    return found


def registered(actor: Account) -> Account:
    """Return the actor, kept: the history names them by the account's number."""
    if not actor.pk:  # made for this command, not kept so far
        actor.save()
    return actor


def demand_anywhere(actor: Account, right: Right) -> None:
    """Raise ``Forbidden`` for somebody who holds a right nowhere, before anything else is said or read."""
    if not door.may_anywhere(actor, right):
        raise Forbidden(_("您没有“%(right)s”的权限；请向本单位负责人申请任职。") % {"right": TITLES[right]})


def demand_machine(args: argparse.Namespace) -> None:
    """Raise ``Refused`` where ``--as`` names anybody but an owner for a command that is the machine's own affair."""
    if args.acting:
        demand_database()
        door.demand_owner(acting(args))
