"""``verify [MONTH|FILE]``: prove the closings, the history and the issues, or a file that was issued."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere
from kexie.cli.running import on, say
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access.rights import Right
from kexie.records.history import actions as history
from kexie.records.ledger import closings
from kexie.records.ledger.models import Closing
from kexie.reports import issuing
from kexie.reports.catalogue import FORMATS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``verify``."""
    parser.add_argument("month", nargs="?", default="", metavar="MONTH|FILE", help="2018-05 | report.json")


def run(args: argparse.Namespace) -> int:
    """Print that everything proves true; raise ``Refused`` with a sentence for each fault."""
    if _is_file(args.month):
        return _file(args)
    demand_anywhere(acting(args), Right.LOG_READ)
    upto = parse_period(args.month, on(args)).first if args.month else None
    if upto is not None and not Closing.objects.filter(month=upto.replace(day=1)).exists():
        raise Refused(_("%(month)s 还没有结账，无从核验。") % {"month": args.month[:60]})
    wrong = [*closings.faults(upto), *history.faults(), *issuing.faults()]
    if wrong:
        raise Refused(wrong)
    closed = Closing.objects.count()
    if args.json:
        say({"verified": True, "closed_months": closed})
    else:
        print(_("核验无误：已封存 %(n)s 个月，操作记录完整。") % {"n": closed})
    return 0


def _is_file(text: str) -> bool:
    return text.lower().endswith(tuple(FORMATS)) or "/" in text


def _file(args: argparse.Namespace) -> int:
    """Prove one file by its bytes, and count its numbers anew as of its own day."""
    by = acting(args)
    demand_anywhere(by, Right.RECORD_READ)
    try:
        content = Path(args.month).read_bytes()
    except OSError as error:
        raise Refused(_("读不了 %(file)s：%(why)s") % {"file": args.month, "why": error.strerror or ""}) from error
    found = issuing.verify(content)
    one, standing = found.issue, found.standing
    same, other = issuing.recounted(one, by)
    if args.json:
        told = {"verified": True, "unit": one.unit.code, "number": one.number, "issued_on": one.known_on.isoformat()}
        told |= {"as_of": one.as_of.isoformat(), "digest": one.digest, "standing": standing.word}
        say(told | {"recounted": {"same": same, "changed": other}})
        return 0
    said = {"unit": one.unit.name, "day": one.known_on.isoformat(), "n": one.number}
    print(_("核验无误：%(unit)s %(day)s 第 %(n)s 次签发，一字未改。") % said)
    if standing.word != "good":
        print(_("但已撤回。") if standing.word == "withdrawn" else _("但已被后一次签发代替。"))
    counts = {"day": one.as_of.isoformat(), "same": same, "other": other}
    print(_("按截至 %(day)s 所知重数：%(same)s 个数相同，%(other)s 个因当天后来的登记而不同。") % counts)
    return 0
