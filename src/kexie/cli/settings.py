"""``settings show|set|unset|import``: what the association sets for itself; a forbidden one names its article."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import say, tell
from kexie.kit.refusal import Refused
from kexie.kit.sheets import read_table
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.structure import choices
from kexie.records.structure.association import chosen, describe


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``settings``."""
    parser.add_argument("deed", choices=["show", "set", "unset", "import"], nargs="?", default="show")
    parser.add_argument("key", metavar="KEY", nargs="?", default="", help="import: 两列的表格 / a sheet of two columns")
    parser.add_argument("value", metavar="VALUE", nargs="?", default=None)


def run(args: argparse.Namespace) -> int:
    """Show the settings, or change them, all or none."""
    by = acting(args)
    if args.deed == "show":
        demand_anywhere(by, Right.UNIT_READ)
        return _show(args)
    if not args.key or (args.deed == "set" and args.value is None):
        raise Refused(_("请写明设置和值：settings set KEY VALUE，settings unset KEY，settings import FILE。"))
    door.demand_owner(by)
    given = _sheet(Path(args.key)) if args.deed == "import" else {args.key: args.value or ""}
    with transaction.atomic():
        describe(by=registered(by), **given)
    stands = chosen()
    default = _("（默认）")
    tell(
        args,
        "\n".join(f"{key}\t{stands[key] or default}" for key in given),
        {"settings": {key: stands[key] for key in given}},
    )
    return 0


def _show(args: argparse.Namespace) -> int:
    stands = chosen()
    if args.json:
        say({"settings": stands})
        return 0
    default = _("（默认）")
    for one in choices.SETTINGS:
        print(f"{one.key}\t{stands[one.key] or default}\t{one.title}")
    return 0


def _sheet(path: Path) -> dict[str, str]:
    """Return the settings of a spreadsheet: the first column is the key, the second the value."""
    table = read_table(path)
    if len(table.headers) < 2:  # noqa: PLR2004 - a key and a value
        raise Refused(_("设置的表格要有两列：设置、值。"))
    key, value = table.headers[:2]
    return {row.cells.get(key, "").strip(): row.cells.get(value, "") for row in table.rows if row.cells.get(key, "")}
