"""Cookies keep to themselves, and an address is believed only from our own web server."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from kexie.records.access.models import Account
from kexie.web.account.address import client_address


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client: Client, owner: Account) -> None:
    owner.set_password("a-password-long")
    owner.save()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "owner", "password": "a-password-long"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize(("tls", "address"), [(False, "127.0.0.1"), (True, "10.1.2.3")])
def test_the_address_is_believed_only_behind_our_web_server(
    rf: RequestFactory, settings: Settings, tls: bool, address: str
) -> None:
    settings.BEHIND_TLS = tls
    request = rf.get("/help/", headers={"X-Forwarded-For": "10.9.9.9, 10.1.2.3"})
    assert client_address(request) == address
