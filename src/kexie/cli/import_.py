"""``import LIST FILE``: take a spreadsheet in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kexie.cli import taking
from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import say
from kexie.kit.intake import Outcome, problem_lines, say_outcome
from kexie.kit.sheets.reading import read_table
from kexie.kit.sheets.writing import write_errors
from kexie.records.imports import runs
from kexie.records.imports.base import RECORDED_ON
from kexie.records.imports.lists import LISTS

EVERYTHING = "everything"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``import``."""
    parser.add_argument("list", choices=[*LISTS, EVERYTHING], metavar="LIST", help="|".join([*LISTS, EVERYTHING]))
    parser.add_argument("file", type=Path, help=".csv / .xlsx / .zip")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不保留 / check only")
    parser.add_argument("--keep-good", action="store_true", help="留下无误的行 / keep the rows without faults")
    parser.add_argument(
        "--errors", type=Path, metavar="OUT.xlsx", help="把退回的行写成表格 / rejected rows as a spreadsheet"
    )
    parser.add_argument("--migrate", action="store_true", help="接管其他系统的台账 / take over another system's ledger")


def run(args: argparse.Namespace) -> int:
    """Import and print read / accepted / unchanged / rejected; 1 if rows were rejected and nothing was kept."""
    if args.list == EVERYTHING:
        return taking.run(args)
    listing, by = LISTS[args.list], acting(args)
    demand_anywhere(by, listing.right)
    table = read_table(args.file)

    def before(outcome: Outcome) -> None:
        if args.errors is not None and outcome.problems:  # before anything is kept: it may be refused
            write_errors(table, outcome.problems, args.errors, (*listing.columns, RECORDED_ON))

    outcome, kept = runs.keep_at_once(
        args.list,
        table,
        name=args.file.name,
        content=args.file.read_bytes(),
        by=registered(by),
        keep_good=args.keep_good,
        dry_run=args.dry_run,
        migrate=args.migrate,
        before=before,
    )
    if args.json:
        say(outcome.as_json() | {"kept": kept})
    else:
        print(say_outcome(outcome))
    for line in (*problem_lines(outcome.problems), *outcome.notes):
        print(line, file=sys.stderr)
    return 1 if outcome.rejected and not args.keep_good else 0
