"""A tree of fifty thousand units is walked like one of five: by what is asked and fetched, never by the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kexie.records.access.models import Account
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit
from tests.building import cast, held, make_owner, plant
from tests.web.visiting import visit, words

Counted = list[int]


@contextmanager
def fetched() -> Iterator[Counted]:
    """Count the queries of a block and the rows that they bring into this process."""
    told: Counted = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        told.append(0)
        at, cursor = len(told) - 1, context["cursor"].cursor
        for name in ("fetchone", "fetchmany", "fetchall"):
            _count(cursor, name, told, at)
        return answer

    with connection.execute_wrapper(watch):
        yield told


def _count(cursor: Any, name: str, told: Counted, at: int) -> None:
    call = getattr(cursor, name)

    def counting(*args: Any) -> Any:
        rows = call(*args)
        told[at] += 0 if rows is None else 1 if name == "fetchone" else len(rows)
        return rows

    try:
        setattr(cursor, name, counting)
    except AttributeError:  # a driver in C: only queries are counted there
        told[at] += 0


def grow(owner: Account, across: int, deep: int) -> None:
    """Open ``across`` provinces, in each as many prefectures, in each ``deep`` counties."""
    new = [NewUnit("big", "示例大树", "association", level="national")]
    for a in range(across):
        new.append(NewUnit(f"a{a}", f"江苏{a}示例科协", "association", "big", "province"))
        for b in range(across):
            new.append(NewUnit(f"a{a}b{b}", f"南京{b}示例科协", "association", f"a{a}", "prefecture"))
            new += [
                NewUnit(f"a{a}b{b}c{c}", f"鼓楼{c}示例科协", "grassroots", f"a{a}b{b}", "county") for c in range(deep)
            ]
    open_units(new, by=owner)


ADDRESSES = (
    "/units/",
    "/units/?open=big&open=a1&open=a1b1",
    "/units/a1b1/",
    "/units/branch/?of=a1b1",
    "/units/branch/?of=a1b1&after=40",
    "/units/?q=江苏1 南京2",
    "/units/?q=gl7slkx",
)


def cost(client: Client, address: str) -> tuple[int, int]:
    client.get(address)  # what is remembered until the tree changes is fetched here
    with fetched() as told:
        assert client.get(address).status_code == 200
    return len(told), sum(told)


def test_fifty_thousand_units_ask_no_more_and_fetch_no_more_than_five_thousand(db: None) -> None:
    owner = make_owner()
    plant(owner, other="")
    grow(owner, 10, 50)
    client = visit(cast("member", None, "reader"))
    person = Account.objects.get(username="reader").person
    assert person is not None
    person.posts.create(unit_id=_of("big"), role="member")
    host = Unit.objects.get(code="a0")
    held(owner, host)
    small = [cost(client, address) for address in ADDRESSES]
    places = [(a, b, c) for a in range(10) for b in range(10) for c in range(450)]
    new = [NewUnit(f"a{a}b{b}d{c}", f"玄武{c}示例科协", "grassroots", f"a{a}b{b}") for a, b, c in places]
    open_units(new, by=owner)
    held(owner, host)  # the book ends with the same sort of line: what a figure asks of it is no matter here
    large = [cost(client, address) for address in ADDRESSES]
    assert [queries for queries, _rows in large] == [queries for queries, _rows in small]
    for (_queries, rows), (_before, few) in zip(large, small, strict=True):
        assert rows <= few + 100
    assert "50 111" in re.sub(r"[   ]", " ", words(client, "/units/"))


def _of(code: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM records_unit WHERE code = %s", [code])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("江苏1 南京2", 1),
        ("njslkx", 0),
        ("js1slkx", 1),
        ("a1b1c3", 1),
        ("a1b1 鼓楼", 5),
        ("江苏1 江苏1", 1),
        ("没有的", 0),
    ],
)
def test_a_unit_is_found_by_name_code_place_and_first_letters(
    owner: Account, member: Account, typed: str, found: int
) -> None:
    grow(owner, 3, 5)
    assert member.person is not None
    member.person.posts.create(unit_id=_of("big"), role="member")
    text = words(visit(member), f"/units/?q={typed}")
    assert f"找到 {found} 个" in text
    assert ("没有符合的单位" in text) is not bool(found)
