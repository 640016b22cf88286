from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from kexie.web.kit import standing


@pytest.fixture
def made_up() -> Iterator[None]:
    """Let the association hold made-up data."""
    kept = standing._provider[0]
    standing.provide(lambda _request: standing.Standing(made_up=True, who="综合处", colophon=("台账位 418",)))
    yield
    standing.provide(kept)


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("address", ["/", "/help/", "/account/", "/account/password/", "/nowhere/"])
def test_made_up_data_is_said_on_every_page(signed_in: Client, address: str) -> None:
    text = signed_in.get(address).content.decode()
    assert '<span class="chip chip-sample">示例·数据虚构</span>' in text
    assert "与任何真实组织无关" in text


@pytest.mark.usefixtures("made_up", "db")
def test_made_up_data_is_said_at_the_door(client: Client) -> None:
    assert "示例·数据虚构" in client.get("/sign-in/").content.decode()


def test_nothing_is_called_made_up_when_nothing_is(signed_in: Client) -> None:
    assert "虚构" not in signed_in.get("/").content.decode()
