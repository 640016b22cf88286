"""Calendars to subscribe to, read back as a calendar programme reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from kexie.kit.clock import today, zone
from kexie.records.access.models import Account
from kexie.records.activities import actions, life
from kexie.records.activities.models import Activity
from kexie.records.activities.programme import read_slots, set_programme
from kexie.records.activities.queries import draft_of
from kexie.records.units.models import Unit
from tests.building import held
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
SOON = today() + timedelta(days=9)


def subscribe(account: Account, **given: str) -> str:
    """Subscribe on the page and return the address, as a person copies it."""
    client = visit(account)
    page = client.post("/activities/feeds/", given, follow=True).content.decode()
    found = re.search(r'value="http://testserver(/activities/feeds/[^"]+\.ics)"', page)
    assert found is not None
    again = client.get("/activities/feeds/").content.decode()
    assert ".ics" not in again  # shown once
    return found[1]


def read(address: str) -> tuple[Calendar, list[Any]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.content)
    return found, sorted(found.walk("VEVENT"), key=lambda event: str(event["DTSTART"].dt))


def fresh(code: str) -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(code=code)


def test_an_activity_over_days_and_places_is_read_back_in_its_zone(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], SOON, code="A1", status="planned", title="学习，交流;讨论\n一")
    day = SOON.isoformat()
    slots = read_slots(f"{day} 09:00-11:30 会堂\n{(SOON + timedelta(days=1)).isoformat()} 二楼")
    set_programme(one, slots=slots, parts=[], by=clerk, version=one.version)
    address = subscribe(clerk, what="unit", unit="c1")
    calendar, events = read(address)
    first, second = events
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == [zone().key]
    assert first["DTSTART"].dt == datetime(SOON.year, SOON.month, SOON.day, 9, tzinfo=zone())
    assert first["DTSTART"].params["TZID"] == zone().key
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(hours=2, minutes=30)
    assert (str(first["LOCATION"]), str(first["STATUS"])) == ("会堂", "TENTATIVE")
    assert str(first["SUMMARY"]) == "学习，交流;讨论\n一"
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (SOON + timedelta(days=1), SOON + timedelta(days=2))
    assert str(second["LOCATION"]) == "二楼"


def test_moved_and_cancelled_keeps_its_uid_and_rises_in_sequence(clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], SOON, code="A1", status="planned")
    address = subscribe(clerk, what="unit", unit="c1")
    told = [read(address)[1][0]]
    life.announce(one, by=clerk, version=one.version)
    told.append(read(address)[1][0])
    later = SOON + timedelta(days=2)
    moved = replace(draft_of(fresh("A1")), starts_on=later, ends_on=later)
    actions.change(fresh("A1"), moved, by=clerk, version=fresh("A1").version)
    told.append(read(address)[1][0])
    actions.cancel(fresh("A1"), reason="停电", by=clerk, version=fresh("A1").version)
    told.append(read(address)[1][0])
    assert len({str(event["UID"]) for event in told}) == 1
    assert [str(event["STATUS"]) for event in told] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    numbers = [int(event["SEQUENCE"]) for event in told]
    assert numbers == sorted(set(numbers))
    assert told[2]["DTSTART"].dt == later
    assert "停电" in str(told[3]["DESCRIPTION"])


def test_an_unchanged_feed_is_not_sent_again(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], SOON, code="A1", status="planned")
    address = subscribe(clerk, what="unit", unit="c1")
    tag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
    one = fresh("A1")
    life.announce(one, by=clerk, version=one.version)
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200


def test_revoked_or_guessed_addresses_read_the_same_as_none(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], SOON, code="A1", status="planned", title="内部学习")
    address = subscribe(clerk, what="unit", unit="c1")
    number = re.search(r'name="revoke" value="(\d+)"', visit(clerk).get("/activities/feeds/").content.decode())
    assert number is not None
    visit(clerk).post("/activities/feeds/", {"revoke": number[1]})
    gone, never = Client().get(address), Client().get("/activities/feeds/nothing.ics")
    assert gone.status_code == never.status_code == 404
    assert "内部学习" not in gone.content.decode()


@pytest.mark.parametrize("given", [{"what": "unit", "unit": "c3"}, {"what": "series", "series": "没有"}, {"what": "x"}])
def test_what_one_may_not_read_is_refused_on_the_form(given: dict[str, str], clerk: Account, tree: Tree) -> None:
    assert visit(clerk).post("/activities/feeds/", given).status_code == 400


def test_a_member_subscribes_to_what_they_are_expected_at(member: Account, clerk: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], SOON, status="planned", title="请您来")
    assert member.person is not None
    actions.keep_roster(one, [actions.Row(member.person.pseudonym, "expected")], by=clerk)
    _calendar, events = read(subscribe(member, what="mine"))
    assert [str(event["SUMMARY"]) for event in events] == ["请您来"]
    assert "订阅请您参加的活动" in words(visit(member), "/activities/feeds/")


def test_a_longer_feed_asks_no_more_questions(clerk: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], SOON, status="planned")
    address = subscribe(clerk, what="unit", unit="c1")
    one = queries(Client(), address)
    for _turn in range(2):
        held(clerk, tree["c1"], SOON, status="planned")
    assert queries(Client(), address) == one


def test_an_empty_feed_is_still_a_calendar(clerk: Account, tree: Tree) -> None:
    calendar, events = read(subscribe(clerk, what="mine"))
    assert events == []
    assert str(calendar["X-WR-CALNAME"]) == "请我参加的活动"
