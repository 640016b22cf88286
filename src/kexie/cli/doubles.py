"""``doubles [list|merge|part]``: one activity that two hosts entered, found, merged, and taken apart again."""

from __future__ import annotations

import argparse

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import on, say, tell
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.merging import doubles, merge_activities, unmerge
from kexie.records.activities.models import Activity


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``doubles``."""
    parser.add_argument("deed", nargs="?", choices=["list", "merge", "part"], default="list")
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="merge: 保留的 并入的 / kept, other；part: 并入的 / other"
    )
    parser.add_argument("--period", default="this-year", metavar="P")


def run(args: argparse.Namespace) -> int:
    """List probable doubles, merge two records, or undo that."""
    by = acting(args)
    if not door.may_anywhere(by, Right.RECORD_READ):
        raise Forbidden(_("您没有任何任职，看不到活动记录。"))
    if args.deed == "list":
        return _list(args, by)
    if len(args.codes) != (2 if args.deed == "merge" else 1):
        raise Refused(_("请写明活动编号：doubles merge 保留的 并入的，doubles part 并入的。"))
    found = [_activity(code, by) for code in args.codes]
    with transaction.atomic():
        if args.deed == "merge":
            merge_activities(keep=found[0], other=found[1], by=registered(by))
        else:
            unmerge(other=found[0], by=registered(by))
    if args.deed == "merge":
        said = _("%(other)s 已并入 %(kept)s；可用 doubles part %(other)s 撤销。")
        told = {"kept": args.codes[0], "other": args.codes[1]}
        tell(args, said % told, told)
    else:
        tell(args, _("%(other)s 又单独成一条。") % {"other": args.codes[0]}, {"parted": args.codes[0]})
    return 0


def _activity(code: str, by: Account) -> Activity:
    found = door.seen(by, Right.RECORD_READ, Activity).filter(code=code).select_related("unit").first()
    if found is None:
        raise Refused(_("没有编号为“%(code)s”的活动，或您无权查看。") % {"code": code[:60]})
    return found


def _list(args: argparse.Namespace, by: Account) -> int:
    period = parse_period(args.period, on(args))
    found = doubles(by, first=period.first, last=period.last)
    if args.json:
        listed = [
            {"one": pair.one.code, "other": pair.other.code, "same_place": pair.same_place, "people": pair.people}
            for pair in found
        ]
        say({"doubles": listed})
        return 0
    for pair in found:
        why = _("同一地点") if pair.same_place else _("名册有 %(n)s 人相同") % {"n": pair.people}
        names = f"{pair.one.unit.name} / {pair.other.unit.name}"
        print(f"{pair.one.code}\t{pair.other.code}\t{pair.one.starts_on}\t{pair.one.title}\t{names}\t{why}")
    print(_("共 %(n)s 对可能是同一活动。") % {"n": len(found)})
    return 0
