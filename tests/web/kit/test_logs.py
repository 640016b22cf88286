"""What is logged can be found by its number and tells of nobody."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from django.test import Client

from kexie.kit.logs import formatter
from kexie.records.access.models import Account
from kexie.records.people.models import Person
from kexie.records.units.models import Unit


def collected(call: Any) -> list[dict[str, Any]]:
    """Return the lines that a call logs."""
    told = formatter(as_json=True)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(told.pop("()")(**told))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        call()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_answer_is_one_line_with_its_number_route_and_time(client: Client, chair: Account) -> None:
    client.force_login(chair)
    answers: list[Any] = []
    told = collected(lambda: answers.append(client.get("/help/?q=S0001")))
    (line,) = (one for one in told if one["event"] == "answered")
    assert line["reference"] == answers[0]["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "help/", 200)
    assert isinstance(line["ms"], int)
    assert line["at"].endswith("Z")


def test_no_code_name_address_or_query_is_ever_logged(client: Client, chair: Account, tree: dict[str, Unit]) -> None:
    Person._base_manager.create(code="SECRET1", name="示例秘密")
    client.force_login(chair)
    addresses = ("/settings/people/SECRET1/", "/units/SECRET1/", "/search/?q=SECRET1", "/SECRET1/", "/figures/SECRET1/")

    def visit() -> None:
        for address in addresses:
            client.get(address)
        client.logout()
        client.post("/sign-in/", {"username": "SECRET1", "password": "SECRET1-password"})

    told = collected(visit)
    assert len(told) > len(addresses)
    text = json.dumps(told, ensure_ascii=False)
    for word in ("SECRET1", "示例秘密", "127.0.0.1"):
        assert word not in text


@pytest.mark.urls("tests.web.kit.broken_urls")
@pytest.mark.django_db
@pytest.mark.filterwarnings("default")
def test_an_accident_is_told_by_its_kind_and_place_not_by_its_message() -> None:
    visitor = Client(raise_request_exception=False)
    answers: list[Any] = []
    told = collected(lambda: answers.append(visitor.get("/broken/?code=S0001")))
    accidents = [line for line in told if "accident" in line]
    assert accidents
    for line in accidents:
        assert line["reference"] == answers[0]["X-Request-Id"]
        assert any("broken_urls.py" in frame for frame in line["frames"])
    text = json.dumps(told, ensure_ascii=False)
    assert "nobody should read" not in text
    assert "S0001" not in text


def test_an_anonymous_voice_leaves_no_line(client: Client, db: None) -> None:
    told = collected(lambda: client.get("/voices/new/"))
    assert [line for line in told if line["event"] == "answered"] == []
    assert "voices" not in json.dumps(told)


def test_words_for_a_terminal_leave_out_the_same() -> None:
    told = formatter(as_json=False)
    made = told.pop("()")(**told)
    with pytest.raises(ValueError, match="invalid") as caught:
        int("示例秘密")
    record = logging.LogRecord(
        "kexie.web", logging.ERROR, __file__, 1, "accident", (), (caught.type, caught.value, caught.tb)
    )
    text = made.format(record)
    assert "ValueError" in text
    assert "示例秘密" not in text
