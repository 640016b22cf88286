"""What no setting may bring: one line an article, tried from outside."""

from __future__ import annotations

import pytest

from kexie.data import yearbook
from kexie.figures.indicators import INDICATORS
from kexie.kit.refusal import Refused
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.ledger.measures import SHIPPED
from kexie.records.structure.articles import ARTICLES, broken_by, named
from kexie.records.structure.association import describe
from kexie.records.structure.choices import SETTINGS
from tests.opened import everything

FORBIDDEN = [
    ("C1", "leaderboard", "on"),
    ("C1", "home.streak", "7"),
    ("C1", "积分", "开"),
    ("C1", "units-active-rate", "on"),
    ("C2", "check_in", "position"),
    ("C2", "定位签到", "开"),
    ("C2", "photo.on.save", "required"),
    ("C2", "face recognition", "on"),
    ("C3", "manual_total", "on"),
    ("C3", "derived_figures", "off"),
    ("C4", "prefill", "off"),
    ("C5", "request_basis", "optional"),
    ("C6", "app_required", "yes"),
    ("C6", "spreadsheets", "off"),
    ("C7", "appraisal_counts", "traces"),
    ("C7", "留痕计分", "1"),
    ("C8", "voices", "off"),
    ("C8", "reply_term", "none"),
    ("C9", "quiet_hours", "off"),
    ("C9", "remind", "after"),
    ("C10", "retention_rosters", "永久"),
    ("C10", "person.identity_card", "on"),
    ("C10", "reading_log", "off"),
    ("C11", "bounds", "off"),
    ("C12", "public_names", "always"),
    ("C12", "consent", "off"),
    ("C13", "colour_only", "on"),
    ("C0", "loyalty", "on"),
    ("C0", "思想打分", "开"),
]


@pytest.mark.parametrize(("code", "key", "value"), FORBIDDEN)
def test_a_forbidden_setting_is_refused_with_its_article_and_nothing_changes(
    owner: Account, code: str, key: str, value: str
) -> None:
    before = everything()
    with pytest.raises(Refused) as refusal:
        describe(by=owner, **{key: value})
    assert f"（{code} 条）" in refusal.value.lines[0]
    assert everything() == before


def test_every_article_is_expressed() -> None:
    assert {code for code, _key, _value in FORBIDDEN} == {article.code for article in ARTICLES}
    assert [article.code for article in ARTICLES[:-1]] == [f"C{number}" for number in range(1, 14)]


@pytest.mark.parametrize("given", ["打卡", "积分榜", "忠诚度"])
def test_a_forbidden_thing_comes_in_under_no_other_name(owner: Account, given: str) -> None:
    with pytest.raises(Refused, match="不能设"):
        describe(by=owner, term_unit=given)


def test_what_we_offer_ourselves_breaks_no_article() -> None:
    assert [one.key for one in SETTINGS if broken_by(one.key)] == []


def test_no_number_of_ours_and_none_of_the_yearbook_is_forbidden() -> None:
    titles = [str(one.title) for one in INDICATORS.values()] + [str(one.title) for one in SHIPPED]
    for table in yearbook.TABLES:
        titles += [cell for row in read_table(yearbook.elements_file(table)).rows for cell in row.cells.values()]
    assert [title for title in titles if named([title])] == []


@pytest.mark.parametrize("name", ["人均在线时长", "会员积分", "单位活跃率", "党员忠诚度", "留痕数"])
def test_a_number_that_may_not_be_rewarded_may_not_be_defined_either(name: str) -> None:
    assert "不能定义" in named(["x.y", name])
