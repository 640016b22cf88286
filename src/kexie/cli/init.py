"""``init``: the database, the shipped measures and layouts, and one owner with a sign-in."""

from __future__ import annotations

import argparse
import secrets

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.running import say
from kexie.records.access.models import Account
from kexie.records.ledger import actions as measures
from kexie.records.plans import actions as plans

OWNER = "owner"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """``init`` asks nothing."""


def prepare() -> tuple[Account, str]:
    """Bring the database up to date and return the owner, with a new password the first time and '' afterwards."""
    call_command("migrate", verbosity=0, interactive=False)
    password = ""
    with transaction.atomic():
        owner = Account.objects.filter(is_owner=True).order_by("pk").first()
        if owner is None:
            password = secrets.token_urlsafe(12)
            owner = Account(username=OWNER, is_owner=True)
            owner.set_password(password)
            owner.save()
        measures.put_in_force(by=owner)
        plans.put_in_force(by=owner)
    return owner, password


def run(args: argparse.Namespace) -> int:
    """Make what is missing and print the owner's sign-in, once."""
    demand_machine(args)
    owner, password = prepare()
    if args.json:
        say({"sign_in": owner.username, "password": password or None})
    elif password:
        print(
            _("系统负责人的登录：%(name)s　密码：%(password)s（只显示这一次，请登录后更改）")
            % {"name": owner.username, "password": password}
        )
        print(_("接下来：运行 ./kexie serve，用它登录网站，照“今日”上的头几步做；想先试试，运行 ./kexie sample。"))
    else:
        print(_("已经初始化过；系统负责人的登录是 %(name)s。") % {"name": owner.username})
    return 0
