"""What an association may choose: read strictly, all or none, by owners alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kexie.kit.clock import day_of, keep_zone, zone
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.history.models import HistoryEvent
from kexie.records.structure.association import chosen, describe, own, zone_of
from kexie.records.structure.choices import DARK, LIGHT, SETTINGS, WASHES
from kexie.web.kit.stylesheet import SOURCES
from tests.opened import everything


def test_what_was_chosen_holds_and_empty_goes_back_to_the_default(owner: Account) -> None:
    describe(by=owner, name="示例协会", accent="1C4F87", retention_rosters="5年")
    assert chosen() | {} == dict.fromkeys((one.key for one in SETTINGS), "") | {
        "name": "示例协会", "accent": "#1c4f87", "retention_rosters": "5",
    }  # fmt: skip
    describe(by=owner, accent="")
    assert chosen()["accent"] == ""
    assert chosen()["name"] == "示例协会"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("accent", "#ffcc00", "对比不足 4.5"),
        ("accent", "vermilion", "不是颜色"),
        ("zone", "Mars/Olympus", "时区"),
        ("zone", "../etc/passwd", "时区"),
        ("retention_rosters", "0", "C10"),
        ("retention_rosters", "31", "1 到 30"),
        ("retention_rosters", "一年", "1 到 30"),
        ("quiet_hours", "off", "C9"),
        ("quiet_hours", "0", "C9"),
        ("quiet_hours", "22:00-06:00", "C9"),
        ("quiet_hours", "08:30-17:30", "C9"),
        ("quiet_hours", "25:00-08:00", "不是静音时段"),
        ("days_off", "2026", "120"),
        ("days_off", "某天", "期间"),
        ("opening_period", "某时", "期间"),
        ("term_unit", "一个非常非常长的叫法", "8 个字以内"),
        ("term_unit", "<b>", "不带符号"),
        ("term_unit", "%(name)s", "不带符号"),
        ("nothing", "x", "没有“nothing”这个设置"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_and_nothing_is_kept(
    owner: Account, key: str, value: str, said: str
) -> None:
    before = everything()
    with pytest.raises(Refused, match=said):
        describe(by=owner, name="新名", **{key: value})
    assert everything() == before


def test_only_an_owner_chooses(chair: Account, clerk: Account, stranger: Account) -> None:
    before = everything()
    for who in (chair, clerk, stranger):
        with pytest.raises(Forbidden):
            describe(by=who, name="别的")
    assert everything() == before


def test_the_history_says_what_changed_and_only_that(owner: Account) -> None:
    describe(by=owner, name="甲")
    describe(by=owner, name="甲", zone="Asia/Urumqi")
    describe(by=owner, name="甲")
    bodies = [event.detail.body for event in HistoryEvent.objects.filter(deed="describe").order_by("number")]
    assert [body["after"] for body in bodies] == [{"name": "甲"}, {"zone": "Asia/Urumqi"}]


def test_days_begin_and_end_by_the_zone_that_was_chosen(owner: Account) -> None:
    late = datetime(2018, 5, 31, 17, 0, tzinfo=UTC)
    assert day_of(late).isoformat() == "2018-06-01"
    describe(by=owner, zone="Asia/Urumqi")
    assert zone_of(own()) == ZoneInfo("Asia/Urumqi")
    keep_zone(ZoneInfo("Europe/London"))
    try:
        assert day_of(late).isoformat() == "2018-05-31"
    finally:
        keep_zone(None)
    assert str(zone()) == "Asia/Shanghai"


def test_the_grounds_that_colours_are_held_against_are_those_of_the_stylesheet() -> None:
    text = (SOURCES / "tokens.css").read_text(encoding="utf-8")
    light = text[: text.index("prefers-color-scheme")]
    dark = text[text.index('[data-scheme="dark"] {') :]
    for part, grounds, nth in ((light, LIGHT, 0), (dark, DARK, 1)):
        washes = {f"{state}-wash": both[nth] for state, both in WASHES.items()}
        for name, ground in {**dict(zip(("paper", "sheet", "sunk"), grounds, strict=True)), **washes}.items():
            assert re.search(rf"--{name}: (#\w+)", part)[1] == ground, name  # type: ignore[index]
