"""The options with which ``figure`` and ``records`` ask."""

from __future__ import annotations

import argparse

from kexie.cli.running import on
from kexie.figures.question import Question, ask
from kexie.records.access.models import Account
from kexie.records.units.kinds import LINES, MAIN


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a question."""
    parser.add_argument("indicator", metavar="INDICATOR")
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--period", required=True, metavar="P")
    parser.add_argument("--by", action="append", default=[], metavar="BY")
    parser.add_argument("--where", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--as-of", default="", metavar="DATE")
    parser.add_argument("--tree", default="period", metavar="period|today|DATE")
    parser.add_argument("--line", default=MAIN, choices=[term.slug for term in LINES])


def question(args: argparse.Namespace, reader: Account) -> Question:
    """Read the question from the arguments."""
    return ask(
        args.indicator,
        unit=args.unit,
        period=args.period,
        reader=reader,
        by=args.by,
        where=args.where,
        as_of=args.as_of,
        tree=args.tree,
        line=args.line,
        on=on(args),
    )
