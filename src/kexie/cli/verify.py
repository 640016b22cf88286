"""``verify [MONTH]``: prove the closings (up to a month) and the history."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere
from kexie.cli.running import on, say
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.rights import Right
from kexie.records.history import actions as history
from kexie.records.ledger import closings
from kexie.records.ledger.models import Closing


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``verify``."""
    parser.add_argument("month", nargs="?", default="", metavar="MONTH", help="2018-05")


def run(args: argparse.Namespace) -> int:
    """Print that everything proves true; raise ``Refused`` with a sentence for each fault."""
    demand_anywhere(acting(args), Right.LOG_READ)
    upto = parse_period(args.month, on(args)).first if args.month else None
    if upto is not None and not Closing.objects.filter(month=upto.replace(day=1)).exists():
        raise Refused(_("%(month)s 还没有结账，无从核验。") % {"month": args.month[:60]})
    wrong = [*closings.faults(upto), *history.faults()]
    if wrong:
        raise Refused(wrong)
    closed = Closing.objects.count()
    if args.json:
        say({"verified": True, "closed_months": closed})
    else:
        print(_("核验无误：已封存 %(n)s 个月，操作记录完整。") % {"n": closed})
    return 0
