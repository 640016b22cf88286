"""``person show|export|erase CODE``, ``person doubles|merge|part``: what is held of a person; two codes of one."""

from __future__ import annotations

import argparse

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import say, tell
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.history.looks import EXPORT, PERSON, look
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.ledger.persons import same_persons
from kexie.records.people.models import Person
from kexie.records.structure import actions, persons


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``person``."""
    parser.add_argument("deed", choices=["show", "export", "erase", "doubles", "merge", "part"])
    parser.add_argument("code", metavar="CODE", nargs="?", default="")
    parser.add_argument("into", metavar="INTO", nargs="?", default="", help="merge: 并入的人员 / who stays")


def run(args: argparse.Namespace) -> int:
    """Show, export or erase one person."""
    by = acting(args)
    if args.deed == "doubles":
        return _doubles(args, by)
    if not args.code or (args.deed == "merge" and not args.into):
        raise Refused(_("请写明人员编号：person %(deed)s 编号，person merge 编号 并入的编号。") % {"deed": args.deed})
    person = persons.find(args.code, by)
    if args.deed in ("merge", "part"):
        return _join(args, person, by)
    if args.deed == "erase":
        actions.erase_person(person=person, by=registered(by))
        tell(args, _("已删除 %(code)s 的姓名与编号；数字不变。") % {"code": args.code}, {"erased": args.code})
        return 0
    if by.person_id != person.pk:
        home = persons.home_of(person)
        noun = EXPORT if args.deed == "export" else PERSON
        unit = home.pk if home is not None else None
        look(noun, person.pk, by=registered(by).pk, unit=unit, subject=person.pseudonym)
    held = persons.holding(person)
    if args.deed == "export":
        say(held)
    elif args.json:
        say({key: held[key] for key in ("code", "name", "homes")})
    else:
        print("\t".join([held["code"], held["name"], *(f"{home['unit']}" for home in held["homes"])]))
    return 0


def _doubles(args: argparse.Namespace, by: Account) -> int:
    """Print who is probably the same person under two codes."""
    found = same_persons(by)
    if args.json:
        say({"doubles": [{"one": one.code, "other": other.code, "name": one.name} for one, other in found]})
        return 0
    for one, other in found:
        print(f"{one.code}\t{other.code}\t{one.name}")
    print(_("共 %(n)s 对可能是同一个人；确认后用 person merge 编号 并入的编号。") % {"n": len(found)})
    return 0


def _join(args: argparse.Namespace, person: Person, by: Account) -> int:
    """Say that two codes are one person, or no longer."""
    with transaction.atomic():
        if args.deed == "merge":
            into = persons.find(args.into, by)
            merge_persons(pseudonym=person.pseudonym, into=into.pseudonym, by=registered(by))
        else:
            part_persons(pseudonym=person.pseudonym, by=registered(by))
    said = {"code": args.code, "into": args.into}
    if args.deed == "merge":
        tell(
            args,
            _("自今日起 %(code)s 与 %(into)s 是同一个人；早先的数不变。") % said,
            {"merged": args.code, "into": args.into},
        )
    else:
        tell(args, _("自今日起 %(code)s 不再并入别人。") % said, {"parted": args.code})
    return 0
