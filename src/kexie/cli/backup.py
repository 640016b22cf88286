"""``backup FILE``: the whole state in one file, also while the site is running."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.running import tell
from kexie.records.keeping.backup import back_up


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``backup``."""
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Write the backup, whole or not at all."""
    demand_machine(args)
    made = back_up(args.file)
    said = {"file": args.file, "position": made.position, "files": made.files}
    line = _("已备份到 %(file)s：台账到第 %(position)s 行，%(files)s 个文件。内含姓名、登录和密钥，请妥善保管。")
    tell(args, line % said, {"out": str(args.file), "position": made.position, "files": made.files})
    return 0
