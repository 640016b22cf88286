from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_choice_holds_without_signing_in(client: Client) -> None:
    answer = client.get("/preferences/", {"scheme": "dark", "type": "large", "lang": "en", "next": "/help/"})
    assert answer["Location"] == "/help/"
    page = client.get("/help/").content.decode()
    assert '<html lang="en" data-scheme="dark" data-type="large">' in page
    assert "Marks and keys" in page


def test_nothing_chosen_is_chinese_whatever_the_browser_says(client: Client) -> None:
    page = client.get("/help/", headers={"Accept-Language": "en-US"})
    assert '<html lang="zh-CN">' in page.content.decode()
    assert page["Content-Language"] == "zh-CN"
    assert "Cookie" in page["Vary"]


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "", "\\\\x"]
)
def test_nobody_is_sent_elsewhere(client: Client, address: str) -> None:
    assert client.get("/preferences/", {"scheme": "dark", "next": address})["Location"] == "/"


def test_what_is_not_offered_is_not_kept(client: Client) -> None:
    answer = client.get("/preferences/", {"scheme": '"><script>', "lang": "xx"})
    assert not answer.cookies
    client.cookies["kexie_scheme"] = "blue"
    assert "data-scheme" not in client.get("/help/").content.decode()


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    cookie = client.get("/preferences/", {"lang": "en"}).cookies["kexie_lang"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_switches_come_back_to_the_page_they_stand_on(client: Client) -> None:
    page = client.get("/help/?a=1&b=2").content.decode()
    assert "scheme=dark&amp;next=%2Fhelp%2F%3Fa%3D1%26b%3D2" in page
