"""``outbox``: reminders that wait, are collected and sent; run from time to time by the machine itself."""

from __future__ import annotations

import argparse
from collections import Counter

from django.db.models import Count
from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.running import say
from kexie.records.notices import actions
from kexie.records.notices.models import Message, Notice, Reminder


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``outbox``."""
    parser.add_argument("--collect", action="store_true", help="把该提醒的放进来 / put in what is to be told")
    parser.add_argument("--send", action="store_true", help="发出放行且到期的 / send what is released and due")
    parser.add_argument("--now", action="store_true", help="不等日子和时间 / whatever day and hour it is")


def run(args: argparse.Namespace) -> int:
    """Collect and send as asked, then say what stands in the outbox: by state, and what did not arrive."""
    demand_machine(args)
    told: dict[str, object] = {}
    if args.collect:
        told["collected"] = actions.collect()
    if args.send or args.now:
        done = actions.send_due(anyway=args.now)
        told |= {"sent": done.sent, "failed": done.failed, "unreachable": done.unreachable, "lapsed": done.lapsed}
    counted: Counter[str] = Counter()
    for noun in (Reminder, Notice):
        rows = noun._base_manager.order_by().values_list("state").annotate(n=Count("pk"))  # noqa: SLF001 - numbers only
        counted.update(dict(rows))
    told |= {state.value: counted[state.value] for state in Reminder.State}
    lost = Message.objects.exclude(state=Message.State.SENT).values_list("state").annotate(n=Count("pk"))
    told["undelivered"] = sum(number for _state, number in lost)
    if args.json:
        say(told)
        return 0
    words = {
        "collected": _("新放进"),
        "sent": _("发出"),
        "failed": _("未发成"),
        "unreachable": _("没有地址"),
        "lapsed": _("情况变了，不再发"),
        "waiting": _("待看过"),
        "released": _("可以发"),
        "dropped": _("不发"),
        "told": _("已告知"),
        "undelivered": _("没有送到"),
    }
    for name, value in told.items():
        print(f"{words[name]}\t{value}")
    return 0
