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
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from kexie.benches import association
from kexie.figures.bench.measure import Row, ms
from kexie.kit.clock import today
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
FIRST: Final = ("home", "activities", "matters, all of them", FIGURE)
"""Pages whose first load is weighed."""
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
    """Measure on a book of so many activities; yield the rows."""
    readers = association.begin(size)
    with serving(readers) as site:
        yield from measured(site, size)


def addresses() -> dict[str, str]:
    """Return the pages that are timed, by what they are."""
    year = today().year
    asked = f"unit=U1&period={year}"
    return {
        "home": "/",
        "activities": f"/activities/?period={year}",
        "activities of a kind": f"/activities/?period={year}&kind=study",
        "activities, tenth page": f"/activities/?period={year}&page=10",
        "one activity": "/activities/A7/",
        "calendar": "/activities/calendar/",
        "matters, what waits": "/matters/",
        "matters, all late ones": "/matters/?view=late",
        "matters, open ones": "/matters/?view=open",
        "matters, all of them": "/matters/?view=all",
        "matters of a kind by stage": "/matters/board/",
        "matters by unit": "/matters/units/",
        "matters by term": "/matters/timeline/",
        "one matter": "/matters/M7/",
        "meetings": "/meetings/",
        "inspections": "/inspections/",
        "voices that wait": "/matters/voices/",
        "voices answered": "/voices/answers/",
        "branches": "/branches/",
        "branches by month": "/branches/matrix/",
        "units": "/units/",
        "a unit": "/units/U1/",
        "people": "/settings/people/",
        "posts": "/settings/posts/",
        "history": "/settings/log/",
        "search": f"/search/?{urlencode({'q': '活动 77'})}",
        "figures": "/figures/",
        "plan": "/plan/",
        "targets": "/plan/targets/",
        "reports": "/reports/",
        "imports": "/imports/",
        FIGURE: f"/figures/attendances/?{asked}",
        "figure of a year by province": f"/figures/attendances/?{asked}&by=units:province",
        "figure of a year by month": f"/figures/attendances/?{asked}&by=month",
        "figure of a year, tenth page of its records": f"/figures/activities/?{asked}&page=10",
    }


def measured(site: Site, size: int) -> Iterator[Row]:
    """Time every page for every reader."""
    on = ", PostgreSQL" if connection.vendor == "postgresql" else ""
    trivial = _timed(site, TRIVIAL, "")[0]
    yield Row(f"the trivial page{on}", size, ms(trivial), "ms")
    for role in association.ROLES:
        for name, path in addresses().items():
            status = site.get(path, role)[0]
            if status != OK:  # this reader has no such page
                continue
            took, good = _timed(site, path, role)
            beyond = ms(max(took - trivial, 0))
            yield Row(f"beyond the trivial page: {name} ({role}){on}", size, beyond, "ms", exact=good)
    for name in FIRST if not on else ():  # a page weighs the same
        yield Row(f"first load: {name}", size, round(_weight(site, addresses()[name]) / KILO, 1), "kB")


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
    """Return the bytes of a page with its styles, scripts and pictures as they are sent: the page itself unpacked."""
    _status, body, packed = site.get(path, "chair")
    page = gzip.decompress(body) if packed == "gzip" else body
    assets = sorted(set(ASSET.findall(page.decode())))
    return len(body) + sum(len(site.get(asset, "")[1]) for asset in assets)


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
