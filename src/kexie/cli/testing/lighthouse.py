"""Lighthouse, which looks at pages as a browser's makers do: from npm into the user's cache, for tests only.

Where node or npm is missing it is left out, and the end of the run says so.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from kexie.cli.testing.words import either, say

VERSION: Final = "12.8.2"
"""The last that runs on the node of Debian (18 and later)."""
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
PATIENCE: Final = 240
"""Seconds for npm, or for one page."""
TIMES: Final = 3
"""On a busy machine the trace of a page may be lost; Lighthouse itself asks to be run again then."""
STEADY: Final = (
    "cumulative-layout-shift", "total-byte-weight", "unminified-javascript", "uses-responsive-images", "unsized-images",
    "redirects", "third-party-summary",
)  # fmt: skip
"""Audits of performance that count what a page is, not how long this machine took over it."""
PASSED: Final = 0.9
"""Lighthouse shows an audit green from here on."""
FLAGS: Final = ("--headless=new", "--disable-dev-shm-usage")


def folder() -> Path:
    """Return where it is kept: a folder a version, in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "kexie" / f"lighthouse-{VERSION}"


def program() -> Path | None:
    """Return its command; ``None`` where it is not installed, or there is no node to run it."""
    found = folder() / "node_modules" / "lighthouse" / "cli" / "index.js"
    return found if found.exists() and shutil.which("node") else None


def furnish() -> str:
    """Install it where it is missing; return in words why it is left out, empty where it is there."""
    if program() is not None:
        return ""
    if not (shutil.which("node") and shutil.which("npm")):
        return either("没有 node 或 npm", "node or npm is missing")
    say(either("正在安装：", "installing: ") + f"lighthouse {VERSION}")
    place = folder()
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    draft.mkdir(parents=True, exist_ok=True)
    quiet = ("--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(draft))
    try:
        done = _run(["npm", "install", *quiet, f"lighthouse@{VERSION}"])
        if done.returncode == 0 and not place.exists():
            draft.rename(place)  # whole or not at all: a run that was broken off leaves none behind
        return "" if program() is not None else either("npm 没有装上", "npm did not install it")
    except subprocess.TimeoutExpired:
        return either("npm 没有装完", "npm did not end")
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _browsing(chromium: Path, work: Path) -> Iterator[int]:
    """Run a browser of its own, without a cookie, while the block runs; yield the port that Lighthouse finds it at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # root has no sandbox to give
    words = [str(chromium), *flags, f"--remote-debugging-port={port}", f"--user-data-dir={work / str(port)}"]
    browser = subprocess.Popen([*words, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, browser)
        yield port
    finally:
        browser.terminate()
        browser.wait(PATIENCE)


def _wait(port: int, browser: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while browser.poll() is None and time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise TimeoutError(browser.args)


def looked_at(command: Path, address: str, cookie: str, chromium: Path, work: Path) -> dict[str, Any]:
    """Return what Lighthouse finds on a page that a signed-in reader opens at a desk.

    ``work``: a folder for its report. Raises ``RuntimeError`` with what it said where it found nothing.
    """
    heads, report = work / "headers.json", work / "report.json"
    heads.write_text(json.dumps({"Cookie": cookie}))
    words = ["node", str(command), address, "--preset=desktop", "--quiet", "--output=json", f"--output-path={report}"]
    words += [f"--extra-headers={heads}", f"--only-categories={','.join(CATEGORIES)}"]
    said = ""
    for _time in range(TIMES):
        with _browsing(chromium, work) as port:  # started here: its own start gives up too early on a busy machine
            done = _run([*words, f"--port={port}"])
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(report.read_text())
            return found
        said = done.stderr or done.stdout
    raise RuntimeError(said)


def scores(found: Mapping[str, Any]) -> dict[str, float]:
    """Return the score of each category, 0 to 100; one that could not be given counts as 0."""
    return {name: round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES}


def busy() -> bool:
    """Tell whether more runs on this machine than it has processors for: times measured now are not the page's."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def unsteady(found: Mapping[str, Any]) -> list[str]:
    """Return which audits of performance fail that say the same however busy the machine is, a line each."""
    told = {name: found["audits"][name] for name in STEADY if name in found["audits"]}
    failed = {name: one for name, one in told.items() if one["score"] is not None and one["score"] < PASSED}
    return [f"{name}: {one['title']} {one.get('displayValue', '')}" for name, one in failed.items()]


def faults(found: Mapping[str, Any]) -> list[str]:
    """Return what cost points, a line each: category, audit, its weight and what it says."""
    return [
        f"{name}: {told['title']} ({one['id']}, {one['weight']:g}) {told.get('displayValue', '')}"
        for name in CATEGORIES
        for one in found["categories"][name]["auditRefs"]
        if one["weight"] and (told := found["audits"][one["id"]])["score"] not in {None, 1}
    ]


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
