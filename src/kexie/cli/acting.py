"""Who acts on the command line."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.people.models import Person


def acting(args: argparse.Namespace) -> Account:
    """Return the account named by ``--as`` (a sign-in or a person's code), else the first owner.

    Whoever runs a command here can read the database anyway, so a person without a sign-in gets an account that
    nobody can sign in with. Raises ``Refused`` where there is nobody of that name.
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
        found.save()
    if found is None or not found.is_active:
        raise Refused(_("没有名为“%(code)s”的登录或人员；请核对 --as。") % {"code": args.acting[:60]})
    return found
