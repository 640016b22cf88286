"""``hooks``: news of deeds on its way to the addresses that asked for it; run from time to time by the machine."""

from __future__ import annotations

import argparse

from django.db.models import Count
from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.running import say
from kexie.records.machines import hooks, sending
from kexie.records.machines.models import Delivery


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``hooks``."""
    parser.add_argument("--send", action="store_true", help="收集并发出到期的 / collect, and send what is due")


def run(args: argparse.Namespace) -> int:
    """Collect and send if asked, then say what is on its way: by state."""
    demand_machine(args)
    told: dict[str, int] = {}
    if args.send:
        told["collected"] = hooks.collect()
        sent = sending.send_due()
        told |= {"sent": sent.done, "later": sent.later, "lost": sent.given_up}
    counted = dict(Delivery.objects.order_by().values_list("state").annotate(n=Count("pk")))
    told |= {state.value: counted.get(state.value, 0) for state in Delivery.State}
    if args.json:
        say(told)
        return 0
    words = {
        "collected": _("新收集"),
        "sent": _("这次送到"),
        "later": _("稍后再送"),
        "lost": _("这次放弃"),
        "waiting": _("待送"),
        "done": _("已送到"),
        "given_up": _("没有送到"),
    }
    for name, value in told.items():
        print(f"{words[name]}\t{value}")
    return 0
