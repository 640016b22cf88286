"""``retention``: rosters past the term that the association has set lose their names; figures stay."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import tell
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.activities import retention


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``retention``."""
    parser.add_argument("--dry-run", action="store_true", help="只看，不改 / look only")


def run(args: argparse.Namespace) -> int:
    """Say what is due, or do it."""
    by = acting(args)
    door.demand_owner(by)
    term = retention.look() if args.dry_run else retention.let_go(by=registered(by))
    if term is None:
        raise Refused(_("还没有定名册留存年限；请先运行 ./kexie settings set retention_rosters 年数。"))
    told = {"years": term.years, "before": term.before.isoformat(), "rosters": term.rosters, "lines": term.lines}
    said = {"years": term.years, "before": term.before.isoformat(), "n": term.rosters, "lines": term.lines}
    if args.dry_run:
        sentence = _(
            "留名 %(years)s 年：%(before)s 之前办完的 %(n)s 份名册（%(lines)s 行）将只留人数；现在什么也没有改。"
        )
    else:
        sentence = _("留名 %(years)s 年：%(before)s 之前办完的 %(n)s 份名册（%(lines)s 行）已只留人数；数字不变。")
    tell(args, sentence % said, told | {"kept": not args.dry_run})
    return 0
