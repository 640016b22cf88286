"""``worker``: keep the columns and cells in step with the book; ``serve`` starts one unless told not to."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.reminding import Rounds
from kexie.cli.running import say
from kexie.figures.engine import worker
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.vault import BusyError
from kexie.kit.refusal import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``worker``."""
    parser.add_argument("--once", action="store_true", help="赶上台账就停 / catch up and stop")
    parser.add_argument("--quiet", action="store_true", help="不出声 / say nothing")
    parser.add_argument("--with", dest="parent", type=int, default=0, metavar="PID", help="随该进程停止 / stop with it")


def run(args: argparse.Namespace) -> int:
    """Work until stopped. Raises ``Refused`` while another worker is at work on the same KEXIE_HOME."""
    demand_machine(args)
    going = [True]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        going[0] = False

    def wanted() -> bool:
        return going[0] and (not args.parent or os.getppid() == args.parent)

    def told(manifest: Manifest) -> None:
        if not args.quiet:
            print(_("已算到台账第 %(position)s 行。") % {"position": manifest.position}, file=sys.stderr, flush=True)

    try:
        if args.once:
            made = worker.build()
            if args.json:
                say({"published": made is not None, "position": made.position if made else None})
            elif made is not None:
                told(made)
            return 0
        signal.signal(signal.SIGTERM, stop)
        worker.work(going=Rounds().before(wanted), told=told)
    except BusyError as error:
        if args.quiet:
            return 0
        raise Refused(_("另一个 worker 正在运行；同一个 KEXIE_HOME 只能有一个。")) from error
    return 0
