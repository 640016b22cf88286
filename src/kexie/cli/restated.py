"""``restated --unit CODE --period P --since DATE``: what reads otherwise today than it did on an earlier day."""

from __future__ import annotations

import argparse
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.cli.acting import acting
from kexie.cli.running import on, say
from kexie.figures.restated import Reading, Restated, restated
from kexie.kit import bounds
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.ledger.models import Closing


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``restated``."""
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--period", required=True, metavar="P")
    parser.add_argument("--since", default="", metavar="DATE", help="与哪天所知相比；默认最近一次结账 / compared with")
    parser.add_argument("--as-of", default="", metavar="DATE", help="默认今天 / today unless given")
    parser.add_argument("--children", action="store_true", help="也看直接下级 / its children too")


def run(args: argparse.Namespace) -> int:
    """Print each restated figure: what it was, what it is, and because of which lines of the book."""
    reader = acting(args)
    unit = door.unit(reader, args.unit, Right.FIGURE_READ)
    until = parse_day(args.as_of) if args.as_of else on(args)
    since = _since(args)
    if since >= until:
        raise Refused(_("--since %(since)s 不早于 %(until)s；请写更早的一天。") % {"since": since, "until": until})
    period = parse_period(args.period, on(args))
    found = restated(unit=unit, period=period, since=since, until=until, reader=reader, children=args.children)
    if args.json:
        say({"since": since.isoformat(), "as_of": until.isoformat(), "restated": [one.as_json() for one in found]})
        return 0
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    print(_("与 %(since)s 所知相比，%(until)s 有 %(n)s 个数更正：") % {"since": since, "until": until, "n": len(found)})
    for one in found:
        print(line(one, lang))
    return 0


def _since(args: argparse.Namespace) -> date:
    if args.since:
        return parse_day(args.since)
    last = Closing.objects.order_by("-position").first()
    if last is None:
        raise Refused(_("还没有结账；请用 --since 写明与哪天所知相比。"))
    return last.known_on


def line(one: Restated, lang: str) -> str:
    """Return one restatement in words."""
    said = {
        "unit": one.unit.name,
        "period": one.period,
        "title": one.indicator.title,
        "was": _value(one.was, lang),
        "now": _value(one.now, lang),
        "lines": joined(map(str, one.because)) + ("…" if one.lines > len(one.because) else ""),
    }
    if not one.lines:
        return _("%(unit)s\t%(period)s\t%(title)s\t原 %(was)s → 现 %(now)s") % said
    return _("%(unit)s\t%(period)s\t%(title)s\t原 %(was)s → 现 %(now)s\t因台账第 %(lines)s 行") % said


def _value(reading: Reading, lang: str) -> str:
    if reading.value is None:
        return _("不显示") if reading.masked else _("无此项") if reading.missing == "none" else _("未报")
    return f"<{reading.value}" if reading.masked else bounds.say(reading.value, reading.bound, lang)
