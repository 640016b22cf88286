"""A house to look at: whatever would write is refused with one sentence, at every address and below the pages too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.units.models import Unit
from kexie.web.kit.read_only import guard, sentence
from tests.building import cast, held, present, someone
from tests.opened import everything


def filled(part: str) -> str:
    """Return a piece of an address with something in its place."""
    if "<" not in part:
        return part
    return "1" if part.startswith("<int") else "c1"


def addresses() -> list[str]:
    """Return every address of a page, with something in each of its places; the interface has a test of its own."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            else:
                yield "/" + "/".join(filled(part) for part in route.split("/"))

    pages = set(walk(get_resolver().url_patterns, "")) - {"/sign-in/", "/sign-out/"}
    return sorted(page for page in pages if not page.startswith(("/api/", "/^api/")))


METHODS: Final = ("put", "patch", "delete")


@pytest.fixture
def shown(settings: Settings, tree: dict[str, Unit], owner: Account) -> Iterator[dict[str, Unit]]:
    """Furnish a house and then only show it."""
    person = someone("S1", owner, tree["c1"])
    present(owner, held(owner, tree["c1"], code="A", headcount=9), person)
    open_matter(NewMatter("decision", "建好科普馆", tree["root"], tree["c1"], code="M"), by=cast("chair", tree["root"]))
    settings.READ_ONLY = True
    with connection.execute_wrapper(guard):
        yield tree


def test_every_address_refuses_what_would_write(client: Client, shown: dict[str, Unit], owner: Account) -> None:
    client.force_login(owner)
    before = everything()
    listed = addresses()
    assert len(listed) > 30
    for number, address in enumerate(listed):
        others = METHODS[number % len(METHODS) :][:1]  # one look at what stands before every page is enough for these
        for method in ("post", *others):
            answer = getattr(client, method)(address, {"name": "x"} if method == "post" else None)
            assert answer.status_code == 400, (method, address)
            assert sentence() in answer.content.decode(), (method, address)
    assert everything() == before


def test_every_page_can_still_be_looked_at(client: Client, shown: dict[str, Unit], owner: Account) -> None:
    client.force_login(owner)
    before = everything()
    for address in (
        "/",
        "/activities/",
        "/units/",
        "/figures/",
        "/settings/",
        "/help/",
        "/activities/A/",
        "/activities/A/roster/",
        "/settings/people/S1/",
        "/matters/",
        "/matters/M/",
    ):
        assert client.get(address).status_code == 200, address
    assert everything() == before


def test_one_signs_in_and_out(client: Client, owner: Account, settings: Settings) -> None:
    owner.set_password("a-password-long")
    owner.save()
    settings.READ_ONLY = True
    with connection.execute_wrapper(guard):
        answer = client.post("/sign-in/", {"username": "owner", "password": "a-password-long"})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert client.post("/sign-out/").status_code == 302


def test_what_a_page_forgot_is_stopped_at_the_database(shown: dict[str, Unit], owner: Account) -> None:
    before = everything()
    for write in (
        lambda: someone("S9", owner),
        lambda: held(owner, shown["c1"]),
        lambda: Unit.objects.update(name="x"),
        lambda: Account.objects.filter(pk=owner.pk).update(is_active=False),
    ):
        with pytest.raises(Refused, match="只读"), transaction.atomic():
            write()
    assert everything() == before
