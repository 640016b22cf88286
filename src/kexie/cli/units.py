"""``units show|move|close``: the tree on a day, and changes of it."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import on, say, tell
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.structure import actions
from kexie.records.units.models import Unit
from kexie.records.units.queries import Shown, roots, show
from kexie.records.units.rules import TreeOn


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``units``."""
    parser.add_argument("deed", choices=["show", "move", "close"])
    parser.add_argument("code", nargs="?", default="")
    parser.add_argument("parent", nargs="?", default="", help="move: 新的上级 / the new parent")
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--line", default="main", choices=["main", "party"])
    parser.add_argument("--dry-run", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Show or change units."""
    by = acting(args)
    day = parse_day(args.on) if args.on else on(args)
    if args.deed == "show":
        return _show(args, TreeOn(day, max(on(args), day), args.line))
    if not args.code or (args.deed == "move" and not args.parent) or not args.on:
        raise Refused(_("请写明单位编号和日期：units move 编号 新上级 --on 日期，units close 编号 --on 日期。"))
    unit = door.unit(by, args.code, Right.UNIT_CHANGE)
    parent = door.unit(by, args.parent, Right.UNIT_CHANGE) if args.deed == "move" else unit
    with transaction.atomic():
        by = registered(by)
        if args.deed == "move":
            actions.move(unit=unit, parent=parent, on=day, by=by, line=args.line)
        else:
            actions.close(unit=unit, on=day, by=by)
        if args.dry_run:
            transaction.set_rollback(True)
    said = _("可以这样改；什么也没有保存。") if args.dry_run else _("已改，自 %(day)s 起。") % {"day": day.isoformat()}
    told = {"deed": args.deed, "unit": unit.code, "on": day.isoformat(), "kept": not args.dry_run}
    tell(args, said, told | ({"parent": parent.code} if args.deed == "move" else {}))
    return 0


def _show(args: argparse.Namespace, when: TreeOn) -> int:
    by = acting(args)
    demand_anywhere(by, Right.UNIT_READ)
    wanted = [door.unit(by, args.code)] if args.code else [u for u in roots(when) if door.may(by, Right.UNIT_READ, u)]
    shown = [show(unit, when) for unit in wanted]
    if args.json:
        say({"units": [as_json(one) for one in shown]})
        return 0
    for one in shown:
        print(f"{one.unit.code}\t{' / '.join(one.path)}\t{one.unit.kind}\t{one.unit.level}")
        for child in Unit.objects.filter(code__in=one.children).order_by("code"):
            print(f"  {child.code}\t{child.name}\t{child.kind}\t{child.level}")
    return 0


def as_json(one: Shown) -> dict[str, Any]:
    """Return a unit as CONTRACT has it."""
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "kind": one.unit.kind,
        "level": one.unit.level,
        "parent": one.parent,
        "path": list(one.path),
        "opened_on": one.opened_on.isoformat() if one.opened_on else None,
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "children": list(one.children),
    }
