"""Someone of the cast at the site, signed in."""

from __future__ import annotations

import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account


def visit(account: Account) -> Client:
    """Return a browser in which an account is signed in."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(client: Client, address: str, status: int = 200) -> str:
    """Return the words of a page, tags taken out and white space run together."""
    answer = client.get(address)
    assert answer.status_code == status, address
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def heading(client: Client, address: str = "/") -> str:
    """Return the words of a page's title."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", client.get(address).content.decode(), re.DOTALL)
    assert found is not None
    return unescape(re.sub(r"<[^>]+>|\s", "", found[1]))


def queries(client: Client, address: str) -> int:
    """Return how many queries a page asks the second time, when what is remembered of the tree and the book is."""
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
        return len(told)
