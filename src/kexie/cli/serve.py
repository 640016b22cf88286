"""``serve``: the site, served by gunicorn on this machine."""

from __future__ import annotations

import argparse
import os

from kexie.cli.acting import demand_machine
from kexie.cli.site import port_number, start


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    parser.add_argument("--port", type=port_number, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    demand_machine(args)
    return start(args.host, args.port, args.workers)
