"""A page that reads asks for posts and the tree once; what is written is never read from memory."""

from __future__ import annotations

from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.web.kit.pages import page_of

Tree = dict[str, Unit]


def test_home_asks_for_the_posts_and_how_far_the_book_is_written_once(client: Client, chair: Account) -> None:
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    told = [query["sql"] for query in asked]
    assert sum(sql.startswith("SELECT") and "FROM records_post" in sql.replace('"', "") for sql in told) == 1
    assert sum("FROM records_book" in sql or 'FROM "records_book"' in sql for sql in told) == 1


def test_a_long_list_counts_as_far_as_anyone_pages(tree: Tree) -> None:
    ask, units = RequestFactory().get, Unit.objects.order_by("pk")
    whole = units.count()
    assert whole > 3
    page = page_of(ask("/", {"page": "9"}), units, size=2, most=3)
    assert (page.count, page.over, page.number) == (3, True, 2)
    assert page.said == "3 以上"
    page = page_of(ask("/"), units, size=2, most=whole)
    assert (page.count, page.over, page.said) == (whole, False, str(whole))
    assert page_of(ask("/"), units, size=2, counted=whole).after == "/?page=2"
