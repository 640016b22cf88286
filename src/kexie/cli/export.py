"""``export [--unit CODE] OUT.zip``: everything, or what the actor may see of a unit, to be imported again."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, registered
from kexie.cli.running import tell
from kexie.records.keeping.actions import export_all
from kexie.records.keeping.part import export_unit


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``export``."""
    parser.add_argument("--unit", default="", metavar="CODE", help="只导出这个单位及下级 / this unit and below")
    parser.add_argument("out", type=Path, metavar="OUT.zip")


def run(args: argparse.Namespace) -> int:
    """Write the file, whole or not at all."""
    by = acting(args)
    if args.unit:
        with transaction.atomic():  # a refused actor leaves no account behind
            part = export_unit(args.out, code=args.unit, by=registered(by))
        said = {"file": args.out, "unit": args.unit, "rows": sum(part.values())}
        told = {"out": str(args.out), "of": "unit", "unit": args.unit, "rows": part}
        tell(args, _("已写出 %(file)s：%(unit)s 及下级您能看到的 %(rows)s 行。") % said, told)
        return 0
    whole = export_all(args.out, by=by)
    said = {"file": args.out, "rows": whole.rows, "files": whole.files, "position": whole.position}
    told = {"out": str(args.out), "of": "everything", "rows": whole.rows, "files": whole.files}
    line = _("已写出 %(file)s：%(rows)s 行、%(files)s 个文件，到台账第 %(position)s 行。内含姓名和登录，请妥善保管。")
    tell(args, line % said, told | {"position": whole.position})
    return 0
