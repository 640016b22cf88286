"""``imports list|undo``: what was imported by whom, and taking an import back."""

from __future__ import annotations

import argparse

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import say
from kexie.kit.clock import day_of
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.imports import runs
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun
from kexie.records.imports.undoing import undo


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``imports``."""
    parser.add_argument("deed", choices=["list", "undo"], nargs="?", default="list")
    parser.add_argument("number", metavar="NUMBER", nargs="?", type=int, default=0)
    parser.add_argument("--dry-run", action="store_true", help="只看会撤销什么 / say what undoing would do")


def run(args: argparse.Namespace) -> int:
    """List the imports that one may look at, or undo one."""
    by = acting(args)
    if not runs.lists_for(by):
        raise Forbidden(_("您的岗位不导入表格。"))
    if args.deed == "list":
        return _list(args, by)
    if not args.number:
        raise Refused(_("请写明要撤销哪一次：imports undo 编号；编号用 imports list 看。"))
    found = runs.one(args.number, by)
    with transaction.atomic():
        told = undo(found, by=registered(by), dry_run=args.dry_run)
        if args.dry_run:
            transaction.set_rollback(True)
    if args.json:
        document = {"number": found.pk, "does": list(told.does), "against": list(told.against)}
        say(document | {"notes": list(told.notes), "kept": not args.dry_run})
        return 0
    if told.against:
        print(_("第 %(n)s 次导入不能撤销：") % {"n": found.pk})
        print("\n".join(f"  {line}" for line in told.against))
        return 0
    head = _("撤销第 %(n)s 次导入会收回：") if args.dry_run else _("已撤销第 %(n)s 次导入，收回了：")
    print(head % {"n": found.pk})
    print("\n".join(f"  {line}" for line in (*told.does, *told.notes)))
    return 0


def _list(args: argparse.Namespace, by: Account) -> int:
    names = dict(ImportRun.State.choices)
    found = runs.seen(by)[:100]
    if args.json:
        say({"imports": [_told(one) for one in found]})
        return 0
    for one in found:
        row = [
            str(one.pk),
            day_of(one.at).isoformat(),
            str(LISTS[one.of_list].title),
            one.name,
            f"{one.accepted}/{one.read}",
        ]
        print("\t".join([*row, _(names[one.state]), one.digest[:12]]))
    return 0


def _told(one: ImportRun) -> dict[str, object]:
    counts = {"read": one.read, "accepted": one.accepted, "unchanged": one.unchanged, "rejected": one.rejected}
    told = {"number": one.pk, "list": one.of_list, "file": one.name, "sha256": one.digest, "state": one.state}
    return told | counts | {"at": one.at.isoformat()}
