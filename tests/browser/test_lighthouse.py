"""The sample as ``serve`` serves it: what a first visit loads, and what Lighthouse says of the pages people open most.

Lighthouse looks as its makers set it for a desk, where most readers sit. For a phone it reckons with four times what a
page took here: on a machine that does something else as well it measures that. By hand, on a busy machine, the three
pages had 95 to 100 of 100 for a phone too, and less where the machine was busier still. So there what is timed is left
out, and only what is counted is held to the mark.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from kexie.cli.testing import lighthouse
from tests.browser.conftest import CHROMIUM
from tests.cli.calling import clean

KILO: Final = 1000
FIRST_LOAD: Final = 120
"""Kilobytes that a first visit may load: page, styles, scripts and icons as they are sent."""
GOOD: Final = 95
TIMES: Final = 3
HOME, ACTIVITIES, MATTERS = "/", "/activities/?period=2018", "/matters/?view=all"
EXPLORER: Final = "/figures/attendances/?unit=DEMO&period=2018&by=month"


@dataclass(frozen=True)
class Site:
    """A site of its own, and a reader who has signed in there."""

    address: str
    context: BrowserContext

    @property
    def cookie(self) -> str:
        """Return the reader's cookies as a header."""
        return "; ".join(f"{one['name']}={one['value']}" for one in self.context.cookies())


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the sample, serve it as a user would, and sign its chair in."""
    home = tmp_path_factory.mktemp("served") / "home"
    home.mkdir()
    words = [sys.executable, "-P", "-m", "kexie"]
    made = [*words, "demo", "--no-serve", "--json"]
    told = subprocess.run(made, env=clean(home), cwd=home, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    chair = next(one for one in json.loads(told.stdout)["sign_ins"] if one["part"] == "chair")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    serve = [*words, "serve", "--port", str(port), "--no-worker", "--workers", "1"]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(serve, env=clean(home), cwd=home, stdout=log, stderr=log)
    try:
        _answers(port, server)
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/sign-in/")
        page.get_by_label("账号").fill(chair["name"])
        page.get_by_label("口令").fill(chair["password"])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"http://127.0.0.1:{port}/")
        yield Site(f"http://127.0.0.1:{port}", context)
        context.close()
    finally:
        server.terminate()
        server.wait(60)


def _answers(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < until:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            line.close()
    raise TimeoutError(server.args)


def test_a_first_visit_loads_little(browser: Browser, site: Site) -> None:
    for path in (HOME, ACTIVITIES, EXPLORER, MATTERS):
        context = browser.new_context(storage_state=site.context.storage_state())
        sent = _sent(context.new_page(), site.address + path)
        context.close()
        assert any(".css" in url and size for url, size in sent.items()), sent
        assert sum(sent.values()) / KILO <= FIRST_LOAD, {path: sent}


def _sent(page: Page, address: str) -> dict[str, int]:
    """Return the bytes of each answer that a browser without anything kept asks for, as they came over the line."""
    asked: list[Request] = []

    def keep(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", keep)
    page.goto(address, wait_until="networkidle")
    return {request.url: request.sizes()["responseBodySize"] for request in asked}


def test_lighthouse_finds_the_pages_good(site: Site, tmp_path: Path) -> None:
    command = lighthouse.program()
    if command is None:
        pytest.skip("lighthouse is not installed: ./kexie test installs it where node and npm are")
    for path in (HOME, ACTIVITIES, EXPLORER):
        low = _low(site, path, command, tmp_path)
        assert not low, json.dumps({path: low}, ensure_ascii=False)


def _low(site: Site, path: str, command: Path, work: Path) -> list[str]:
    """Return what is below the mark; a page is looked at up to three times: whatever else runs only makes it slower.

    What an audit counts must be good at every look. What it times is held to the mark on a machine that has processors
    to spare; on a busy one the score of performance says how busy it is, and is left out.
    """
    assert CHROMIUM is not None
    best, told = dict.fromkeys(lighthouse.CATEGORIES, 0.0), []
    site.context.request.get(site.address + path)  # a page is measured, not the first minute of a server
    for _time in range(TIMES):
        found = lighthouse.looked_at(command, site.address + path, site.cookie, CHROMIUM, work)
        assert found["finalDisplayedUrl"] == site.address + path
        if steady := lighthouse.unsteady(found):
            return steady
        best = {name: max(score, best[name]) for name, score in lighthouse.scores(found).items()}
        held = [name for name in best if name != "performance" or not lighthouse.busy()]
        told = [f"{name} {best[name]:g}" for name in held if best[name] < GOOD]
        if not told:
            return []
        told += lighthouse.faults(found)
    return told
