"""Look at every page: walk the demo, photograph it, and say what a designer or a reader would stumble over.

    KEXIE_HOME=… python -m kexie demo --no-serve
    KEXIE_HOME=… python scripts/gallery.py OUT [--part chair] [--only PATH] [--no-axe]

The walk begins on Home and follows every link; of each sort of page the first two found are looked at, in five ways of
reading: desk light zh, desk dark en, desk dark large zh, phone light zh, phone dark large en. Held on each: it answers
200, fits its screen, breaks no axe rule (contrast 4.5 among them) and no script, and in English no Chinese but names.
OUT gets the pictures, a contact sheet for each way, and ``found.txt``; exit code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HAN = re.compile(r"[\u4e00-\u9fff]+")
SKIP = re.compile(
    r"[?&]as=|/(?:preferences|sign-out|look\.css|static|lens/\?|seat)|/(?:template|export|errors)/|\.(?:csv|xlsx|docx|pdf|md|json|html|ics|png|svg)\b"
)
MOST = 200
OF_A_SORT = 2
BOUNDS = set("余约近")
QUOTED = re.compile(r"[《(（][\u4e00-\u9fff]|e\.g\. |: [\u4e00-\u9fff]+$")
"""Chinese that an English page names as such: a title in its marks, a word in brackets, an example."""
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim();
    const ours = !node.parentElement.closest('[lang^="zh"], script, .mark, svg, .tiles');
    if (text && ours && /[\\u4e00-\\u9fff]/.test(text)) found.push(text);
  }
  return found;
}"""


@dataclass(frozen=True)
class Way:
    """A way of reading: size of the screen, and what the reader has chosen."""

    name: str
    width: int
    height: int
    chosen: str
    touch: bool = False


WAYS = (
    Way("desk-light-zh", 1366, 768, "scheme=light&type=normal&lang=zh-hans"),
    Way("desk-dark-en", 1366, 768, "scheme=dark&type=normal&lang=en"),
    Way("desk-large-zh", 1366, 768, "scheme=dark&type=large&lang=zh-hans"),
    Way("phone-light-zh", 390, 844, "scheme=light&type=normal&lang=zh-hans", touch=True),
    Way("phone-large-en", 390, 844, "scheme=dark&type=large&lang=en", touch=True),
)


@dataclass
class Walk:
    """The walk so far: addresses by sort of page, and what was found."""

    site: str
    found: list[str] = field(default_factory=list)
    sorts: Counter[str] = field(default_factory=Counter)
    pages: list[str] = field(default_factory=list)


def sort_of(path: str) -> str:
    """Return the name of the page that an address leads to; of a question also what it is broken down by."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415, TID251 - Django is set up only in main

    parts = urlsplit(path)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return name + ("?by" if "by=" in parts.query else "")


def crawl(page: Page, walk: Walk, only: str) -> None:
    """Follow every link from Home, breadth first, two pages of each sort."""
    todo = ["/", "/guide/", "/help/?of=home", "/account/", "/nowhere/"]
    seen: set[str] = set()
    while todo and sum(walk.sorts.values()) < MOST:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        sort = sort_of(path)
        if (not sort and path != "/nowhere/") or walk.sorts[sort] >= OF_A_SORT:
            continue
        answer = page.goto(walk.site + path, wait_until="domcontentloaded")
        if answer is None or (answer.status != 200 and path != "/nowhere/"):  # noqa: PLR2004
            walk.found.append(f"dead link: {path}: {answer.status if answer else 'no answer'}")
            continue
        walk.sorts[sort] += 1
        if only in path:
            walk.pages.append(path)
        todo += links(page, walk.site, path)


def links(page: Page, site: str, base: str) -> Iterator[str]:
    """Yield the addresses within the site that a page links to."""
    for href in page.eval_on_selector_all("a[href]", "found => found.map(one => one.getAttribute('href'))"):
        whole = urlsplit(urljoin(site + base, href))
        path = whole.path + (f"?{whole.query}" if whole.query else "")
        if f"{whole.scheme}://{whole.netloc}" == site and not SKIP.search(path):
            yield path


def names() -> list[str]:
    """Return every name in the data, longest first: English pages may say those."""
    from kexie.data.divisions import load as load_divisions  # noqa: PLC0415 - the same
    from kexie.data.societies import load as load_societies  # noqa: PLC0415
    from kexie.records.activities.models import Activity, Speaker  # noqa: PLC0415
    from kexie.records.matters.models import Matter  # noqa: PLC0415
    from kexie.records.people.models import Person  # noqa: PLC0415
    from kexie.records.plans.models import Goal, Plan  # noqa: PLC0415
    from kexie.records.speakers.models import LectureRequest, PoolSpeaker  # noqa: PLC0415
    from kexie.records.units.models import Association, Unit  # noqa: PLC0415

    found = set(Unit.objects.values_list("name", flat=True)) | set(Association.objects.values_list("name", flat=True))
    for column in ("title", "place", "series"):
        found |= set(Activity.objects.knowing("names of the demo").values_list(column, flat=True).distinct())
    for model, column in (
        (Matter, "title"),
        (PoolSpeaker, "label"),
        (LectureRequest, "title"),
        (LectureRequest, "field"),
    ):
        found |= set(model._base_manager.values_list(column, flat=True))  # noqa: SLF001 - whatever its manager hides
    found |= set(Person.objects.knowing("names of the demo").values_list("name", flat=True))
    found |= set(Speaker.objects.values_list("text", flat=True))
    found |= {one.name for one in load_divisions().values()} | {one.name for one in load_societies()}
    for laid in (Goal, Plan):
        for one in laid.objects.all():
            found |= {str(value) for value in vars(one).values() if isinstance(value, str)}
    return sorted((one for one in found if HAN.search(one)), key=len, reverse=True)


def look(context: BrowserContext, walk: Walk, way: Way, out: Path, *, axe: str, known: list[str]) -> None:
    """Photograph every page in one way of reading and note what is wrong with it."""
    page = context.new_page()
    page.on("pageerror", lambda error: walk.found.append(f"{way.name} {page.url}: script: {error}"))
    page.goto(f"{walk.site}/preferences/?{way.chosen}&next=/help/")
    shots = []
    for number, path in enumerate(walk.pages):
        page.goto(walk.site + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide:
            walk.found.append(f"{way.name} {path}: {wide} px wider than the screen")
        if way.name.endswith("en"):
            walk.found += [f"{way.name} {path}: Chinese: {text}" for text in chinese(page, known)]
        if axe:
            walk.found += [f"{way.name} {path}: {line}" for line in broken_rules(page, axe)]
        name = f"{number:03}-{re.sub(r'[^a-z0-9]+', '-', path.lower()).strip('-') or 'home'}"[:60]
        shots.append((name, path))
        page.screenshot(path=out / way.name / f"{name}.png")
    (out / f"{way.name}.html").write_text(sheet(way, shots), encoding="utf-8")
    page.close()


def chinese(page: Page, known: list[str]) -> list[str]:
    """Return the Chinese of an English page that is no name of the data."""
    found = []
    for text in dict.fromkeys(page.evaluate(TEXTS)):
        rest = text
        for name in known:
            if name in rest:
                rest = rest.replace(name, "")
        left = [one for one in HAN.findall(rest) if not set(one) <= BOUNDS]
        if left and "示例" not in rest and "中文" not in rest and not QUOTED.search(text):
            found.append(text[:90])
    return found


def broken_rules(page: Page, axe: str) -> list[str]:
    """Return a line for each axe rule that the page breaks."""
    page.add_script_tag(content=axe) if not page.evaluate("Boolean(window.axe)") else None
    told = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"axe {rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in told["violations"]
        for node in rule["nodes"][:2]
    ]


def sheet(way: Way, shots: list[tuple[str, str]]) -> str:
    """Return a page with every picture of one way, small."""
    width = 380 if way.width > 600 else 170  # noqa: PLR2004
    cells = "".join(
        f'<figure><img src="{way.name}/{name}.png" width="{width}"><figcaption>{path}</figcaption></figure>'
        for name, path in shots
    )
    style = "body{display:flex;flex-wrap:wrap;gap:8px;margin:8px;font:10px sans-serif;background:#888}"
    style += f"figure{{margin:0;width:{width}px;background:#fff;overflow:hidden}}figcaption{{height:14px}}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{cells}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_in(browser: Browser, way: Way, site: str, name: str, password: str) -> BrowserContext:
    """Return a browser of one way of reading, signed in."""
    size = {"width": way.width, "height": way.height}
    context = browser.new_context(viewport=size, has_touch=way.touch, is_mobile=way.touch, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator('[name="username"]').fill(name)
    page.locator('[name="password"]').fill(password)
    page.locator("form button.btn-main").click()
    page.wait_for_url(f"{site}/")
    page.close()
    return context


def main() -> int:
    """Serve the demo, walk it, look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", default="owner")
    parser.add_argument("--only", default="")
    parser.add_argument("--no-axe", action="store_true")
    parser.add_argument("--ways", default="")
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    from django.conf import settings  # noqa: PLC0415

    known = names()
    lines = (settings.KEXIE_HOME / "demo-sign-ins").read_text(encoding="utf-8").splitlines()
    signs = {part: (name, password) for part, name, password in (line.split("\t") for line in lines)}
    port = free_port()
    served = [sys.executable, "-m", "kexie", "serve", "--port", str(port)]
    server = subprocess.Popen(served, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
    walk = Walk(f"http://127.0.0.1:{port}")
    try:
        wait_for(port)
        with sync_playwright() as playwright:
            path = os.environ.get("KEXIE_CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            ways = [way for way in WAYS if args.ways in way.name]
            with sign_in(browser, WAYS[0], walk.site, *signs[args.part]) as context:
                crawl(context.new_page(), walk, args.only)
            for way in ways:
                (args.out / way.name).mkdir(parents=True, exist_ok=True)
                with sign_in(browser, way, walk.site, *signs[args.part]) as context:
                    look(context, walk, way, args.out, axe="" if args.no_axe else axe_source(), known=known)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
    found = list(dict.fromkeys(walk.found))
    (args.out / "found.txt").write_text("\n".join(found) + "\n", encoding="utf-8")
    print("\n".join(found))
    print(f"{len(walk.pages)} pages of {len(walk.sorts)} sorts in {len(ways)} ways: {len(found)} things found")
    return 1 if found else 0


def axe_source() -> str:
    """Return the script of axe that the tests use."""
    import axe_playwright_python  # noqa: PLC0415

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def wait_for(port: int) -> None:
    """Wait until somebody listens; raise ``TimeoutError`` after half a minute."""
    for _attempt in range(120):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise TimeoutError


if __name__ == "__main__":
    raise SystemExit(main())
