from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kexie.web.kit.pages import page_of


@given(st.integers(0, 300), st.text(max_size=12), st.integers(1, 60))
def test_any_page_asked_for_is_a_page(count: int, asked: str, size: int) -> None:
    page = page_of(RequestFactory().get("/", {"page": asked}), list(range(count)), size)
    assert page.count == count
    assert list(page.items) == list(range(count))[page.first - 1 if page.items else 0 : page.last]
    assert bool(page.items) == bool(count)


@given(st.integers(0, 300), st.integers(1, 60))
def test_walking_on_meets_every_item_once(count: int, size: int) -> None:
    factory, address, met = RequestFactory(), "/x/?kind=study", list[int]()
    while address:
        page = page_of(factory.get(address), list(range(count)), size)
        met += page.items
        address = page.after
        assert not address or "kind=study" in address
    assert met == list(range(count))


@pytest.mark.parametrize("asked", ["0", "-1", "x", "１", "9" * 400, ""])
def test_nonsense_is_the_first_page_or_the_last(asked: str) -> None:
    assert page_of(RequestFactory().get("/", {"page": asked}), list(range(100)), 10).number in {1, 10}
