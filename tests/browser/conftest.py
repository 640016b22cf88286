"""A real browser for tests: pages at the two sizes of the house, and what axe finds on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kexie.cli.testing.machine import chromium

CHROMIUM: Final = chromium()
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The axe rules that every page keeps: WCAG 2.2 AA, and axe's own good habits."""


@dataclass(frozen=True)
class Size:
    """A screen: CSS pixels, and whether it is touched."""

    width: int
    height: int
    touch: bool = False


DESKTOP: Final = Size(1366, 768)
PHONE: Final = Size(390, 844, touch=True)
PageAt = Callable[..., Page]
PASSWORD: Final = "invented-password-1"


def sign_in(page: Page, site: str, name: str) -> Page:
    """Sign in as someone would, and stand on Home."""
    page.goto(f"{site}/sign-in/")
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_title("今日 · 智慧科协")
    return page


def pytest_configure() -> None:
    """Let Django work beside playwright, whose event loop it would else refuse."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once a run."""
    if CHROMIUM is None or shutil.which(str(CHROMIUM)) is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        # root has no sandbox to give; a container's /dev/shm is too small for a page
        arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page_at(browser: Browser) -> Iterator[PageAt]:
    """Return ``page_at(size=DESKTOP, **context)``: a fresh page of that size, without cookies of another.

    A page fails its test, when it is closed, if a script broke on it or its CSP refused something.
    """
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def open_page(size: Size = DESKTOP, **context: Any) -> Page:
        made = browser.new_context(
            viewport={"width": size.width, "height": size.height},
            has_touch=size.touch,
            is_mobile=size.touch,
            **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **context},
        )
        contexts.append(made)
        page = made.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_page
    for made in contexts:
        made.close()
    assert broken == []


@pytest.fixture(scope="session")
def axe_violations() -> Callable[[Page], list[str]]:
    """Return ``axe_violations(page)``: a line for each rule broken on the page, with where; [] is what is wanted."""
    axe = Axe()

    def found(page: Page) -> list[str]:
        result = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        return [
            f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
            for rule in result.response["violations"]
            for node in rule["nodes"]
        ]

    return found


@pytest.fixture(scope="session")
def overflow() -> Callable[[Page], int]:
    """Return ``overflow(page)``: by how many CSS pixels the page is wider than its screen; 0 is what is wanted."""

    def measured(page: Page) -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    return measured


@pytest.fixture(scope="session", autouse=True)
def plain_static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve static files as they are, before ``live_server`` starts: the manifest is written when a site starts."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"), STORAGES={**settings.STORAGES, "staticfiles": plain}
    ):
        yield
