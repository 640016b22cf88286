"""``sample``: the sample association to play in, apart from one's own data; thrown away when one has seen enough."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.running import tell
from kexie.cli.site import demand_free, port_number

PORT = 8001
MARK = "demo-sign-ins"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``sample``."""
    parser.add_argument("--port", type=port_number, default=PORT)
    parser.add_argument("--no-serve", action="store_true", help="建好就停 / build and stop")
    parser.add_argument("--throw-away", action="store_true", help="扔掉示例 / throw the sample away")


def home() -> Path:
    """Return the folder of the sample: inside ``KEXIE_HOME``, with a database of its own."""
    return Path(settings.KEXIE_HOME) / "sample"


def run(args: argparse.Namespace) -> int:
    """Build and serve the sample in its own folder, or throw it away. One's own data is never touched."""
    demand_machine(args)
    folder = home()
    if args.throw_away:
        there = (folder / MARK).exists()
        if there:  # only what this command has made
            shutil.rmtree(folder)
        said = _("示例已扔掉；自己的数据没有动。") if there else _("没有示例可扔。")
        tell(args, said, {"thrown_away": there})
        return 0
    if not args.no_serve:
        demand_free("127.0.0.1", args.port)
    apart = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    apart["KEXIE_HOME"] = str(folder)
    words = ["demo", "--port", str(args.port), *(["--no-serve"] if args.no_serve else [])]
    if args.json:
        words.append("--json")
    else:
        print(
            _("示例另存在 %(folder)s，与自己的数据无关；看够了运行 ./kexie sample --throw-away。") % {"folder": folder}
        )
        sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "kexie", *words], env=apart, check=False).returncode  # noqa: S603 - ourselves
