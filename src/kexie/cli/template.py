"""``template LIST OUT.xlsx``: an empty spreadsheet for a list."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.kit.sheets.writing import write_template
from kexie.records.imports.lists import LISTS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``template``."""
    parser.add_argument("list", choices=list(LISTS), metavar="LIST", help="|".join(LISTS))
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")


def run(args: argparse.Namespace) -> int:
    """Write the template."""
    write_template(LISTS[args.list].columns, args.out)
    print(_("已写出 %(file)s") % {"file": args.out})
    return 0
