"""What a program reads and does is what its account could read and do on the pages."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from kexie.figures.answer import answer
from kexie.figures.question import ask
from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.machines import tokens
from kexie.records.machines.models import Token
from kexie.records.units.models import Unit
from kexie.records.values.actions import define
from kexie.records.values.definitions import Row
from tests.api.conftest import Program
from tests.building import cast, held
from tests.opened import everything

ROW = {"code": "N1", "kind": "study", "title": "学习", "unit": "c1", "starts_on": "2018-03-01", "status": "held"}


def quiet(before: dict[str, str]) -> bool:
    """Nothing changed, but that a key was used today."""
    now = everything()
    return {name for name in now if now[name] != before[name]} <= {"records_token"}


def test_a_list_is_read_in_lots_that_leave_nothing_out(program: Program, tree: dict[str, Unit], clerk: Account) -> None:
    for _each in range(5):
        held(clerk, tree["c1"])
    after: int | None = 0
    asks, seen = program(clerk), []
    while after is not None:
        status, told = asks.get("activities", after=after, limit=2, unit="c1")
        assert status == 200
        seen += [row["code"] for row in told["rows"]]
        after = told["next"]
    assert len(seen) == len(set(seen)) == 5
    assert asks.get(f"activities/{seen[0]}")[1]["code"] == seen[0]


def test_the_stranger_reads_nothing_and_what_is_there_reads_as_what_is_not(
    program: Program, tree: dict[str, Unit], clerk: Account, stranger: Account
) -> None:
    code = held(clerk, tree["c1"]).code
    asks = program(stranger)
    assert asks.get("activities")[1]["rows"] == asks.get("units")[1]["rows"] == asks.get("matters")[1]["rows"] == []
    assert asks.get(f"activities/{code}") == asks.get("activities/none")
    assert asks.get("figures/activities", unit="c1", period="2018")[0] == 422


def test_a_figure_is_the_one_of_the_command_line(
    program: Program, tree: dict[str, Unit], clerk: Account, owner: Account
) -> None:
    held(clerk, tree["c1"], headcount=30)
    asks = program(clerk)
    long = asks.get("figures/attendances", unit="c1", period="0001..9999", by=["month"])
    assert (long[0], "119988" in long[1]["told"][0]) == (422, True)
    status, told = asks.get("figures/attendances", unit="c1", period="2018", by=["month"])
    asked = ask("attendances", unit="c1", period="2018", by=["month"], reader=clerk)
    assert (status, told["rows"]) == (200, json.loads(json.dumps(answer(asked, reader=clerk).as_json()["rows"])))
    define([Row("per", "每场人次", "attendances", "activities", decimals=2)], by=owner)
    assert b'"value": 30.00' in asks.client.get("/api/v1/figures/per?unit=c1&period=2018").content  # a number, no text
    status, told = asks.get("figures/attendances/records", unit="c1", period="2018")
    assert (status, told["count"], told["records"][0]["amount"]) == (200, 1, 30)


def test_rows_are_brought_as_by_a_spreadsheet(program: Program, tree: dict[str, Unit], clerk: Account) -> None:
    sends = program(clerk)
    bad = {**ROW, "code": "N2", "starts_on": "gestern"}
    before = everything()
    status, told = sends.post("lists/activities", {"rows": [ROW, bad]})
    assert (status, told["kept"], told["problems"][0]["row"]) == (200, False, 2)
    assert quiet(before)
    told = sends.post("lists/activities", {"rows": [ROW, bad], "keep_good": True})[1]
    assert (told["accepted"], told["rejected"], told["kept"]) == (1, 1, True)
    assert sends.post("lists/activities", {"rows": [ROW]})[1]["unchanged"] == 1
    assert sends.get("activities/N1")[1]["stage"] == "held"


def test_a_key_that_only_reads_opens_no_deed_and_a_strangers_opens_none_either(
    program: Program, tree: dict[str, Unit], clerk: Account, stranger: Account
) -> None:
    reads, outside = program(clerk, may_write=False), program(stranger)
    before = everything()
    assert reads.post("lists/activities", {"rows": [ROW]})[0] == 403
    assert outside.post("lists/activities", {"rows": [ROW]})[0] == 404
    assert quiet(before)


def test_keys_that_are_revoked_expired_unknown_or_of_a_closed_account_open_nothing(
    program: Program, clerk: Account
) -> None:
    asks = program(clerk)
    token = Token.objects.get()
    assert asks.words not in json.dumps(list(Token.objects.values("digest", "name")))
    for change in ({"until": today() - timedelta(days=1)}, {"revoked_at": token.made_at}, {"digest": "0" * 64}):
        Token.objects.filter(pk=token.pk).update(**change)
        assert asks.get("units")[0] == 401
        token.save()
    assert asks.get("units")[0] == 200
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert asks.get("units")[0] == 401
    assert Client().get("/api/v1/units").status_code == 401


def test_a_deed_that_is_sent_twice_is_done_once(program: Program, tree: dict[str, Unit], chair: Account) -> None:
    sends = program(chair)
    new = {"kind": "decision", "title": "示例事项", "unit": "root", "lead": "c1"}
    status, first = sends.post("matters", new, key="k1")
    assert status == 200
    before = everything()
    assert sends.post("matters", new, key="k1") == (200, first)
    assert sends.post("matters", {**new, "title": "另一件"}, key="k1")[0] == 409
    assert quiet(before)
    assert sends.post("matters", new, key="k2")[1]["code"] != first["code"]


def test_a_refused_deed_may_be_sent_again_under_its_key(
    program: Program, tree: dict[str, Unit], chair: Account
) -> None:
    sends = program(chair)
    new: dict[str, Any] = {"kind": "decision", "title": " ", "unit": "root", "lead": "c1"}
    before = everything()
    assert sends.post("matters", new, key="k")[0] == 422
    assert quiet(before)
    assert sends.post("matters", {**new, "title": "示例"}, key="k")[0] == 200


def test_a_matter_goes_to_its_verified_end_and_never_around_the_rules(
    program: Program, tree: dict[str, Unit], chair: Account, clerk: Account
) -> None:
    issues, works, checks = program(chair), program(clerk), program(cast("clerk", tree["root"], "checker"))
    told = issues.post("matters", {"kind": "decision", "title": "示例", "unit": "root", "lead": "c1"})[1]
    where = f"matters/{told['code']}"

    def take(who: Any, step: str, **more: Any) -> tuple[int, Any]:
        version = works.get(where)[1]["version"]
        answered: tuple[int, Any] = who.post(f"{where}/steps/{step}", {"version": version, **more})
        return answered

    before = everything()
    assert take(works, "close")[0] == 422
    assert works.post(f"{where}/steps/sign", {"version": 99})[0] == 422
    assert quiet(before)
    assert take(works, "sign")[0] == 200
    version = works.get(where)[1]["version"]
    given = {"version": version, "name": "a.txt", "content": base64.b64encode(b"done").decode()}
    assert works.post(f"{where}/evidence", given)[0] == 200
    assert works.post(f"{where}/evidence", {**given, "content": "not base64!"})[0] == 422
    assert take(works, "report", result="办好了")[0] == 200
    assert "close" in checks.get(where)[1]["steps_allowed"]
    assert take(works, "close")[0] == 422
    assert take(checks, "close")[0] == 200
    assert checks.get(where)[1]["end"] == "closed"


def test_what_is_no_request_is_told_so_in_words(program: Program, chair: Account) -> None:
    sends = program(chair)
    for body in ("{", "[]", '{"rows": [], "more": 1}', "\x00", '{"rows": [{"a": {"b": 1}}]}'):
        answered = sends.client.post("/api/v1/lists/units", body, content_type="application/json")
        assert answered.status_code in {400, 422}
        assert answered.json()["told"]
    assert sends.get("nowhere")[0] == 404
    assert sends.client.delete("/api/v1/units").status_code == 405


def test_at_one_row_and_at_three_a_list_asks_the_same_number_of_queries(
    program: Program, tree: dict[str, Unit], clerk: Account
) -> None:
    asks, asked = program(clerk), []
    for _each in range(2):
        held(clerk, tree["c1"])
        asks.get("activities")
        with CaptureQueriesContext(connection) as one:
            asks.get("activities")
        asked.append(len(one))
        held(clerk, tree["c1"])
    assert asked[0] == asked[1]


def test_a_key_belongs_to_one_account_and_lives_a_year_at_most(clerk: Account, chair: Account) -> None:
    token, _words = tokens.make(name="示例", until=today(), may_write=False, by=clerk)
    before = everything()
    with pytest.raises(Refused):
        tokens.revoke(token.pk, by=chair)
    with pytest.raises(Refused):
        tokens.make(name="示例", until=today() + timedelta(days=500), may_write=False, by=clerk)
    with pytest.raises(Refused):
        tokens.make(name=" ", until=today(), may_write=False, by=clerk)
    assert everything() == before


def test_a_house_to_look_at_lets_no_program_write(
    program: Program, tree: dict[str, Unit], clerk: Account, settings: Settings
) -> None:
    sends = program(clerk)
    settings.READ_ONLY = True
    before = everything()
    assert sends.post("lists/activities", {"rows": [ROW]})[0] == 403
    assert sends.get("activities")[0] == 200
    assert everything() == before
