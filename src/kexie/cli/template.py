"""``template LIST OUT.xlsx``: an empty spreadsheet for a list."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere
from kexie.cli.running import demand_database, tell
from kexie.kit.sheets.writing import write_template
from kexie.records.access.rights import Right
from kexie.records.imports.lists import LISTS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``template``."""
    parser.add_argument("list", choices=list(LISTS), metavar="LIST", help="|".join(LISTS))
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")


def run(args: argparse.Namespace) -> int:
    """Write the template."""
    if args.acting:
        demand_database()
        demand_anywhere(acting(args), Right.FIGURE_READ)
    write_template(LISTS[args.list].columns, args.out, above=LISTS[args.list].above)
    tell(args, _("已写出 %(file)s") % {"file": args.out}, {"list": args.list, "out": str(args.out)})
    return 0
