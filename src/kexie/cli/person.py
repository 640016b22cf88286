"""``person show|export|erase CODE``, ``person doubles|merge|part``: what is held of a person; two codes of one."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import say, tell
from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.ledger.persons import same_persons
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure import actions


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
    person = find(args.code, by)
    if args.deed in ("merge", "part"):
        return _join(args, person, by)
    if args.deed == "erase":
        actions.erase_person(person=person, by=registered(by))
        tell(args, _("已删除 %(code)s 的姓名与编号；数字不变。") % {"code": args.code}, {"erased": args.code})
        return 0
    held = holding(person, whole=args.deed == "export")
    if args.json or args.deed == "export":
        say(held)
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
            into = find(args.into, by)
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


def find(code: str, by: Account) -> Person:
    """Return a person whom the actor may see: themselves, or one at home where they read people."""
    person = Person.objects.knowing("checked below").filter(code=code).first()
    if person is not None and by.person_id != person.pk and not has_all(by):
        home = home_on(homes([person.pseudonym]).get(person.pseudonym, []), today())
        if home is None or not door.may(by, Right.PEOPLE_READ, home):
            person = None
    if person is None:
        raise Refused(_("没有编号为“%(code)s”的人员，或您无权查看。") % {"code": code[:60]})
    return person


def holding(person: Person, *, whole: bool) -> dict[str, Any]:
    """Return what is held of a person. Attendance is not among it: who went where stays with each meeting's roster."""
    told = Membership.objects.filter(subject=person.pseudonym).select_related("unit").order_by("known_on", "position")
    homes_of = [
        {"unit": one.unit.code if one.unit else None, "since": _day(one.valid_from), "until": _day(one.valid_to)}
        for one in told
    ]
    document: dict[str, Any] = {"code": person.code, "name": person.name, "homes": homes_of}
    if whole:
        posts = person.posts.select_related("unit").order_by("pk")
        document["audience"] = person.audience
        document["posts"] = [
            {"unit": post.unit.code, "role": post.role, "since": _day(post.since), "until": _day(post.until)}
            for post in posts
        ]
        document["sign_in"] = Account.objects.filter(person=person).values_list("username", flat=True).first()
    return document


def _day(day: Any) -> str | None:  # noqa: ANN401 - a date
    return None if day in (DAY_MIN, DAY_MAX) else day.isoformat()
