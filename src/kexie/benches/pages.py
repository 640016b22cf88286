"""How long pages take beyond the server's trivial page on a large book, and what a first visit loads.

A real server (gunicorn) on this machine, a client that keeps its connection, one request after the other: the time is
from the first byte asked to the last byte read.
"""

from __future__ import annotations

import gzip
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import Client

from kexie.benches import association, sample
from kexie.figures.bench.measure import Row, ms
from kexie.records.access.models import Account

TIMES: Final = 25
LEAST: Final = 3
LONG: Final = 5.0
"""Seconds after which a slow page is asked no more, once it was asked ``LEAST`` times."""
WARM: Final = 6
"""Requests before the clock: every process of the server has its memory filled."""
PROCESSES: Final = 2
PATIENCE: Final = 60.0
OK: Final = 200
TRIVIAL: Final = "/static/kexie/mark.svg"
FIGURE: Final = "figure of a year"
ASSET: Final = re.compile(r'(?:href|src)="(/static/[^"#]+)')
CHART: Final = re.compile(rb'<svg class="pic".*?</svg>', re.DOTALL)
FIRST: Final = ("home", "activities", "matters, all of them", FIGURE)
"""Pages whose first load is weighed."""
OTHER: Final = frozenset({"search"})
"""Neither a list nor a page of one thing: no limit was promised for it."""
KILO: Final = 1000


@dataclass(slots=True)
class Site:
    """A server of ours, and a connection to it."""

    port: int
    cookies: Mapping[str, str]
    line: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Connect."""
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str, role: str) -> tuple[int, bytes, str]:
        """Return status, body and how it was packed; a connection that the server closed is made again."""
        head = {"Cookie": self.cookies.get(role, ""), "Accept-Encoding": "gzip"}
        for attempt in (1, 2):
            try:
                self.line.request("GET", path, headers=head)
                answer = self.line.getresponse()
                return answer.status, answer.read(), answer.headers.get("Content-Encoding", "")
            except OSError:
                self.line.close()
                if attempt == 2:  # noqa: PLR2004 - a second failure is one
                    raise
        raise AssertionError


def main(size: int) -> Iterator[Row]:
    """Measure on a book of so many activities, 0: on the sample; yield the rows."""
    readers, places = association.begin(size) if size else sample.begin()
    with serving(readers) as site:
        yield from measured(site, places.addresses(), size)


def measured(site: Site, addresses: Mapping[str, str], size: int) -> Iterator[Row]:
    """Time every page for every reader."""
    on = ", PostgreSQL" if connection.vendor == "postgresql" else ""
    trivial = _timed(site, TRIVIAL, "")[0]
    yield Row(f"the trivial page{on}", size, ms(trivial), "ms")
    for role in site.cookies:
        for name, path in addresses.items():
            status = site.get(path, role)[0]
            if status != OK:  # this reader has no such page
                continue
            took, good = _timed(site, path, role)
            beyond = ms(max(took - trivial, 0))
            what = f"{name}, " if name in OTHER else ""
            row = f"{what}beyond the trivial page" + ("" if what else f": {name}")
            yield Row(f"{row} ({role}){on}", size, beyond, "ms", exact=good)
    for name in FIRST if not on else ():  # a page weighs the same
        yield Row(f"first load: {name}", size, round(_weight(site, addresses[name]) / KILO, 1), "kB")


def _timed(site: Site, path: str, role: str) -> tuple[float, bool]:
    """Return the median time of a page in seconds, and whether each answer was a page."""
    good = all(site.get(path, role)[0] == OK for _time in range(WARM))
    found: list[float] = []
    while len(found) < LEAST or (len(found) < TIMES and sum(found) < LONG):
        begun = time.perf_counter()
        status, _body, _packed = site.get(path, role)
        found.append(time.perf_counter() - begun)
        good &= status == OK
    return median(found), good


def _weight(site: Site, path: str) -> int:
    """Return the bytes of a page with its styles, scripts and icons as they are sent, without the charts drawn in it.

    Our server sends pages unpacked: they hold a reader's token beside what others wrote.
    """
    _status, body, packed = site.get(path, "chair")
    page = gzip.decompress(body) if packed == "gzip" else body
    assets = sorted(set(ASSET.findall(page.decode())))
    bare = CHART.sub(b"", page)
    return len(gzip.compress(bare) if packed == "gzip" else bare) + sum(len(site.get(asset, "")[1]) for asset in assets)


@contextmanager
def serving(readers: Mapping[str, Account]) -> Iterator[Site]:
    """Run the server on this folder while the block runs; yield a connection for readers who are signed in."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "kexie", "serve", "--port", str(port), "--no-worker", "--workers", str(PROCESSES)]
    with Path(settings.KEXIE_HOME / "serve.log").open("wb") as log:
        server = subprocess.Popen(words, stdout=log, stderr=log)  # noqa: S603 - ourselves
        try:
            site = Site(port, {role: _signed_in(account) for role, account in readers.items()})
            _wait(site)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                server.wait(PATIENCE)


def _signed_in(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def _wait(site: Site) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            if site.get(TRIVIAL, "")[0] == OK:
                return
        time.sleep(0.2)
    raise TimeoutError((settings.KEXIE_HOME / "serve.log").read_text(errors="replace"))
