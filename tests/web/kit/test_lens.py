from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kexie.records.access.models import Account
from tests.web.visiting import visit, words


@pytest.fixture(autouse=True)
def first_of_june() -> Iterator[None]:
    """Let it be Friday, 1 June 2018."""
    with time_machine.travel("2018-06-01T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def reader(clerk: Account) -> Client:
    """Return the clerk's browser."""
    return visit(clerk)


def test_without_a_word_it_is_today(reader: Client) -> None:
    text = words(reader, "/")
    assert "截至 2018-06-01" in text
    assert "正在回看" not in text


def test_a_chosen_day_holds_on_every_page_and_is_written_over_it(reader: Client) -> None:
    assert reader.get("/lens/?as_of=2018年3月1日&next=/figures/")["Location"] == "/figures/"
    for address in ("/", "/figures/", "/help/"):
        assert "正在回看：数按 2018-03-01 所知" in words(reader, address)


def test_one_click_leads_back_to_today(reader: Client) -> None:
    reader.get("/lens/?as_of=2018-03-01")
    assert reader.get("/lens/?today=1&next=/help/")["Location"] == "/help/"
    assert "正在回看" not in words(reader, "/help/")


def test_the_day_that_an_address_names_wins(reader: Client) -> None:
    reader.get("/lens/?as_of=2018-03-01")
    assert "截至 2018-04-01" in words(reader, "/figures/activities/?as_of=2018-04-01")


def test_choosing_a_day_changes_the_address_one_came_from(reader: Client) -> None:
    back = "/figures/activities/%3Funit%3Dc1%26as_of%3D2018-04-01"
    there = reader.get(f"/lens/?as_of=2018-03-01&next={back}")["Location"]
    assert there == "/figures/activities/?unit=c1&as_of=2018-03-01"
    assert reader.get(f"/lens/?today=1&next={back}")["Location"] == "/figures/activities/?unit=c1"


@pytest.mark.parametrize("typed", ["2018-02-31", "soon", "", "0000-01-01"])
def test_a_day_that_is_none_is_said_and_not_kept(reader: Client, typed: str) -> None:
    answer = reader.get("/lens/", {"as_of": typed})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "as_of" not in reader.cookies


def test_a_spoilt_cookie_counts_as_none(reader: Client) -> None:
    reader.cookies["as_of"] = "2018-99-99"
    assert "截至 2018-06-01" in words(reader, "/")


def test_no_other_site_is_led_to(reader: Client) -> None:
    assert reader.get("/lens/?as_of=2018-03-01&next=https://elsewhere.example/")["Location"] == "/"


def test_before_signing_in_there_is_no_lens(client: Client, db: None) -> None:
    assert client.get("/lens/")["Location"].startswith("/sign-in/")
