"""``bench NAME``: measure on this machine, beside SQL written by hand; prints a table or rows as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from kexie.benches import importing, reporting
from kexie.cli.acting import demand_machine
from kexie.cli.running import say
from kexie.figures.bench import figures
from kexie.figures.bench.figures import Row
from kexie.figures.bench.page import page
from kexie.kit.refusal import Refused

BENCHES: Final = ("figures", "import", "report")
USUAL: Final = {"figures": "1e6", "import": "1e5", "report": "1e4"}
"""The size measured where none is given."""
UNITS: Final = 40_000
LEAST: Final = 10_000
MOST: Final = 10**9


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bench``."""
    parser.add_argument("name", choices=BENCHES, metavar="NAME", help=" | ".join(BENCHES))
    parser.add_argument(
        "--size", action="append", default=[], metavar="N", help="人次数，可写几次 / attendances, 1e5 … 1e8, or several"
    )
    parser.add_argument("--units", default=str(UNITS), metavar="N", help="单位数 / how many units")
    parser.add_argument("--out", type=Path, metavar="FILE", help="另写成一页 / write a page as well")


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    demand_machine(args)
    sizes, units = [number(size) for size in args.size or [USUAL[args.name]]], number(args.units)
    rows: list[Row] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kexie-bench-", dir=settings.KEXIE_HOME) as folder:
            for row in measured(args.name, size, units, Path(folder)):
                rows.append(row)
                print(line(row), file=sys.stderr if args.json else sys.stdout, flush=True)
    if args.out:
        args.out.write_text(page(rows, units), encoding="utf-8")
    if args.json:
        say({"rows": [row.as_json() for row in rows]})
    return 0 if all(row.exact is not False for row in rows) else 1


def measured(name: str, size: int, units: int, folder: Path) -> Iterator[Row]:
    """Yield the rows of one bench as they are measured."""
    if name == "figures":
        yield from figures.run(size, units, folder)
    elif name == "report":
        yield from (Row(**row) for row in reporting.rows())
    else:
        yield from (Row(**row) for row in importing.rows(size))


def number(text: str) -> int:
    """Read a size such as ``1e7``; raise ``Refused`` for anything else."""
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not (LEAST <= found <= MOST and found == int(found)):
        said = {"text": text[:20], "least": LEAST, "most": MOST}
        raise Refused(_("“%(text)s”不是规模；请写 %(least)s 到 %(most)s 的整数，例如 1e6。") % said)
    return int(found)


def line(row: Row) -> str:
    """Return a row in words."""
    ratio = "" if row.ratio is None else f"{row.ratio:g} × {row.against}"
    exact = {True: "=", False: "≠", None: ""}[row.exact]
    return f"{row.name:<52}{row.value:>14,} {row.unit:<14}{ratio:<22}{exact}"
