"""``records INDICATOR``: the records behind a figure."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import acting
from kexie.cli.asking import options, question
from kexie.cli.running import say
from kexie.figures.records import records


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``records``."""
    options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the records that the reader may see, and how many are hidden and why."""
    reader = acting(args)
    found = records(question(args, reader), reader=reader)
    if args.json:
        say(found.as_json())
        return 0
    for record in found.records:
        amount = _("无此项") if record.amount is None else record.amount
        print(f"{record.on.isoformat()}\t{record.unit}\t{record.source}:{record.id}\t{amount}\t{record.bound}")
    print(
        _("共 %(count)s 条记录，不显示 %(hidden)s 条") % {"count": found.count, "hidden": found.hidden}
        + (f"：{found.reason}" if found.reason else "")
    )
    return 0
