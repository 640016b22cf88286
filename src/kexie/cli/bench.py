"""``bench NAME``: measure on this machine, beside SQL written by hand; prints a table or rows as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from kexie.benches.child import BrokenBenchError, rows
from kexie.cli.acting import demand_machine
from kexie.cli.running import say
from kexie.cli.testing import postgres
from kexie.cli.testing.machine import server_program
from kexie.figures.bench import page, runs
from kexie.figures.bench.made import HIGH
from kexie.figures.bench.measure import Row
from kexie.figures.bench.runs import Run
from kexie.figures.bench.targets import target_of
from kexie.kit.refusal import Refused

BENCHES: Final = {
    "figures": ("kexie.figures.bench.figures", "1e6"),
    "pages": ("kexie.benches.pages", "sample 1e6"),
    "import": ("kexie.benches.importing", "1e5"),
    "report": ("kexie.benches.reporting", "1e4"),
    "enrol": ("kexie.benches.enrolling", "1e4"),
    "rhythm": ("kexie.benches.rhythm", "150000"),
}
"""Each bench's module, and the sizes measured where none is given."""
SAMPLE: Final = "sample"
"""The size of pages that means: on the sample association."""
UNITS: Final = 40_000
LEAST: Final = 10_000
MOST: Final = 10**9
BESIDE: Final = 10**7
"""Up to so many attendances PostgreSQL is asked the same: beyond, loading it would take hours."""
ROOMY: Final = ("shared_buffers=2GB", "max_wal_size=8GB", "effective_cache_size=8GB")
"""Settings of the PostgreSQL that figures are compared with."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bench``."""
    parser.add_argument("name", choices=BENCHES, metavar="NAME", help=" | ".join(BENCHES))
    parser.add_argument(
        "--size",
        action="append",
        default=[],
        metavar="N",
        help="人次、活动或行数，可写几次 / attendances, activities or rows: 1e5 … 1e8, several; pages: also sample",
    )
    parser.add_argument("--units", default=str(UNITS), metavar="N", help="单位数 / how many units (figures)")
    parser.add_argument(
        "--no-postgres", action="store_true", help="不与 PostgreSQL 比 / no comparison with, nor on, PostgreSQL"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="另写成一页 / write a page as well")


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    demand_machine(args)
    sizes = [_size(args.name, size) for size in args.size or BENCHES[args.name][1].split()]
    units = number(args.units, HIGH + 1)
    if args.out and not args.out.absolute().parent.is_dir():
        raise Refused(_("没有文件夹 %(folder)s；请先建好。") % {"folder": args.out.parent})
    found: list[Run] = []
    for size in sizes:
        told: list[Row] = []
        for row in measured(args.name, size, units, beside=not args.no_postgres):
            told.append(row)
            print(line(row, units), file=sys.stderr if args.json else sys.stdout, flush=True)
        found.append(Run.of(args.name, size, units if args.name == "figures" else 0, told))
        if args.out:  # at once: the next size may take hours
            page.write(args.out, runs.keep(args.out, found))
    if args.json:
        say({"rows": [row.as_json() for one in found for row in one.rows]})
    return 0 if all(row.exact is not False for one in found for row in one.rows) else 1


def measured(name: str, size: int, units: int, *, beside: bool) -> Iterator[Row]:
    """Yield the rows of one bench as they are measured; ``beside``: PostgreSQL takes part if it is installed."""
    module, _usual = BENCHES[name]
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kexie-bench-", dir=settings.KEXIE_HOME)))
        try:
            if name == "figures":
                wanted = beside and size <= BESIDE
                yield from rows(module, home, size, units, stack.enter_context(_server(wanted=wanted)))
            else:
                yield from rows(module, home, size)
                if name == "report":  # it asks no database
                    return
                yield from _on_postgres(module, home / "beside", size, wanted=beside)
        except BrokenBenchError as error:
            raise Refused(_("测速中断，原因见上面的输出。")) from error


def _on_postgres(module: str, home: Path, size: int, *, wanted: bool) -> Iterator[Row]:
    with _server(wanted=wanted) as url:
        if url:
            yield from rows(module, home, size, database=url)


@contextmanager
def _server(*, wanted: bool) -> Iterator[str]:
    """Run a PostgreSQL of our own and yield its address; yield nothing where none is wanted or installed."""
    if not wanted or server_program("initdb") is None:
        print(_("不与 PostgreSQL 比。"), file=sys.stderr)
        yield ""
        return
    with postgres.server(*ROOMY) as url:
        yield url


def _size(bench: str, text: str) -> int:
    return 0 if bench == "pages" and text == SAMPLE else number(text)


def number(text: str, least: int = LEAST) -> int:
    """Read a size such as ``1e7``; raise ``Refused`` for anything else, and for less than ``least``."""
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not (least <= found <= MOST and found == int(found)):
        said = {"text": text[:20], "least": least, "most": MOST}
        raise Refused(_("“%(text)s”不是规模；请写 %(least)s 到 %(most)s 的整数，例如 1e6。") % said)
    return int(found)


def line(row: Row, units: int = UNITS) -> str:
    """Return a row in words."""
    ratio = "" if row.ratio is None else f"{row.ratio:g} × {row.against}"
    exact = {True: "=", False: "≠", None: ""}[row.exact]
    target = target_of(row, units)
    return f"{row.name:<66}{row.value:>14,} {row.unit:<14}{ratio:<28}{exact:<2}{target.said(row) if target else ''}"
