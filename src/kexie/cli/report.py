"""``report NAME``: write a report; its ending chooses the format."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere
from kexie.cli.running import on, say
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access.rights import Right
from kexie.reports.catalogue import FORMATS, REPORTS
from kexie.reports.copies import Copy, Printing

SITE = "http://127.0.0.1:8000"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``report``."""
    parser.add_argument("name", metavar="NAME", help="|".join(REPORTS))
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--period", required=True, metavar="P")
    parser.add_argument("--as-of", default="", metavar="DATE")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=" ".join(FORMATS))
    parser.add_argument(
        "--copy",
        choices=[one.value for one in Copy],
        default=Copy.REVIEWER.value,
        help="清稿或审阅稿 / whose copy it is",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report to its file, whole or not at all."""
    if args.name not in REPORTS:
        raise Refused(_("没有名为“%(name)s”的文稿；现有：%(all)s。") % {"name": args.name[:60], "all": joined(REPORTS)})
    printed = FORMATS.get(args.out.suffix.lower())
    if printed is None:
        said = {"end": args.out.suffix or args.out.name, "all": " ".join(FORMATS)}
        raise Refused(_("不能写成“%(end)s”；文件名请以 %(all)s 之一结尾。") % said)
    by = acting(args)
    demand_anywhere(by, Right.REPORT_WRITE)
    build = REPORTS[args.name]
    document = build(unit=args.unit, period=args.period, as_of=args.as_of, reader=by, on=on(args))
    how = Printing(os.environ.get("KEXIE_URL", SITE).rstrip("/"), Copy(args.copy))
    write_whole(args.out, printed(document, how))
    if args.json:
        say({"report": args.name, "out": str(args.out), "figures": len(document.notes), "made_up": document.made_up})
    else:
        print(_("已写出 %(file)s，%(count)s 个数各有来历。") % {"file": args.out, "count": len(document.notes)})
    return 0


def write_whole(out: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it; raise ``Refused`` if it cannot be written."""
    draft = out.with_name(f".{out.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused(_("写不了 %(file)s：%(why)s") % {"file": out, "why": error.strerror or ""}) from error
