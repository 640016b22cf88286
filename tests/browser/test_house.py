"""The tools of the browser tests see what they are for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, PageAt, Size

VIEW = "<meta name=viewport content='width=device-width, minimum-scale=1'>"
GOOD = f"<!doctype html><html lang=zh>{VIEW}<title>好</title><main><h1>好</h1><p>字</p></main>"
BAD = "<!doctype html><html><title>坏</title><main><h1>坏</h1><img src='data:,'></main>"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_page_has_the_size_asked_for(page_at: PageAt, size: Size) -> None:
    page = page_at(size)
    page.set_content(GOOD)
    assert page.evaluate("[innerWidth, navigator.maxTouchPoints > 0]") == [size.width, size.touch]


def test_axe_finds_what_is_wrong_and_nothing_on_a_good_page(
    page_at: PageAt, axe_violations: Callable[[Page], list[str]]
) -> None:
    page = page_at()
    page.set_content(GOOD)
    assert axe_violations(page) == []
    page.set_content(BAD)
    assert {line.split(" ")[0] for line in axe_violations(page)} == {"html-has-lang", "image-alt"}


def test_a_page_wider_than_its_screen_is_measured(page_at: PageAt, overflow: Callable[[Page], int]) -> None:
    page = page_at(PHONE)
    page.set_content(GOOD)
    assert overflow(page) == 0
    page.set_content(GOOD + "<div style='width:500px'>x</div>")
    assert overflow(page) > 0
