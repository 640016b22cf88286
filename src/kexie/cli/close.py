"""``close MONTH``: fix a month."""

from __future__ import annotations

import argparse

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import on, say
from kexie.kit.periods import Kind, parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.rights import Right
from kexie.records.ledger import closings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``close``."""
    parser.add_argument("month", metavar="MONTH", help="2018-05")


def run(args: argparse.Namespace) -> int:
    """Close the month and print its fingerprint."""
    period = parse_period(args.month, on(args))
    if period.kind is not Kind.MONTH:
        raise Refused(_("“%(text)s”不是一个月；请写成 2018-05。") % {"text": args.month[:60]})
    by = acting(args)
    demand_anywhere(by, Right.MONTH_CLOSE)
    with transaction.atomic():  # a refused actor leaves no account behind
        closing = closings.close(month=period.first, by=registered(by))
    if args.json:
        say({"month": str(period), "position": closing.upto, "lines": closing.lines, "root": closing.root})
    else:
        said = {"month": period, "position": closing.upto, "root": closing.root[:16]}
        print(_("%(month)s 已封存：台账位 %(position)s，指纹 %(root)s…") % said)
    return 0
