"""Search finds every piece of every text in view, nothing out of view, and what was written a moment ago."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.cli import reminding
from kexie.cli.reminding import Rounds
from kexie.kit.bigrams import holds, runs, terms, tokens
from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.matters.queries import seen
from kexie.records.search import index
from kexie.records.search.sources import SOURCES
from kexie.records.search.walls import TABLES, fall
from kexie.records.units.models import Unit
from tests.building import held

Tree = dict[str, Unit]
LETTERS = st.text(alphabet="科协学会评审周期太长 ,ABab12，。\n", max_size=24)


def matches(tokens_: set[str], asked: list[tuple[str, bool]]) -> bool:
    """What the index does, in one line of Python."""
    return all(any(one.startswith(term) for one in tokens_) if begins else term in tokens_ for term, begins in asked)


@given(LETTERS, LETTERS)
def test_the_index_loses_no_text_that_holds_the_words(text: str, question: str) -> None:
    if holds(text, question):
        assert matches(tokens(text), terms(question))
    for piece in runs(text):
        for at in range(len(piece)):
            assert holds(text, piece[at:])
            assert matches(tokens(text), terms(piece[at:]))


def found(text: str, actor: Account) -> dict[str, list[str]]:
    return {slug: [str(row) for row in rows] for slug, rows in index.find(text, actor=actor, most=50).items() if rows}


def opened(chair: Account, tree: Tree, title: str, text: str = "", **more: object) -> Matter:
    due = today() + timedelta(days=9)
    new = NewMatter("decision", title, tree["root"], tree["c1"], text=text, due=due, **more)  # type: ignore[arg-type]
    return open_matter(new, by=chair)


@settings(max_examples=15)
@given(LETTERS.filter(lambda text: bool(text.strip())), LETTERS)
def test_it_answers_as_reading_every_text_in_view_would(
    chair: Account, clerk: Account, tree: Tree, text: str, question: str
) -> None:
    opened(chair, tree, "督办", text)
    for who in (chair, clerk):
        hits = set(index.find(question, actor=who, most=10_000)["matters"])
        wanted = {one for one in seen(who) if holds(SOURCES["matters"].text(one), question)}
        assert hits == (wanted if runs(question) else set())


def test_nobody_finds_what_they_may_not_see(
    chair: Account, clerk: Account, member: Account, auditor: Account, stranger: Account, owner: Account, tree: Tree
) -> None:
    """Units out of reach, the confidential layer, the stranger: all read as if there were nothing."""
    opened(chair, tree, "秘密督办", confidential=True, readers=(chair.person,))
    open_matter(NewMatter("decision", "别县督办", tree["root"], tree["c3"]), by=chair)
    held(owner, tree["c1"], title="本县督办班")
    held(owner, tree["c3"], title="别县督办班")
    told = {slug: sorted(rows) for slug, rows in found("督办", chair).items()}
    assert told == {"activities": ["别县督办班", "本县督办班"], "matters": ["别县督办", "秘密督办"]}
    assert found("秘密督办", chair) == {"matters": ["秘密督办"]}
    for who in (clerk, auditor, owner, member, stranger):
        assert "matters" not in found("秘密", who)
        for slug, rows in index.find("督办", actor=who, most=99).items():
            assert set(rows) <= set(SOURCES[slug].seen(who))
    assert [str(one) for one in index.find("督办班", actor=clerk, most=9)["activities"]] == [
        str(Activity.objects.knowing("test").get(title="本县督办班"))
    ]
    assert found("督办", stranger) == found("督办", member) == {}


def test_what_is_written_changed_or_gone_is_so_in_the_next_search(chair: Account, tree: Tree) -> None:
    """However it was written: the database marks it, no writer has to remember."""
    matter = opened(chair, tree, "建科普馆", "选址在文化中心")
    assert found("文化中心", chair) == {"matters": ["建科普馆"]}
    Matter.objects.knowing("test").filter(pk=matter.pk).update(text="选址在体育馆")
    assert found("文化中心", chair) == {}
    assert found("体育馆", chair) == {"matters": ["建科普馆"]}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kexie_search")
        cursor.execute("SELECT COUNT(*) FROM kexie_search_stale")
        assert cursor.fetchone() == (0,), "nothing is left to take in"
    assert found("体育馆", chair) == {}
    assert index.rebuild() >= len(tree) + 1
    assert found("体育馆", chair) == {"matters": ["建科普馆"]}


def test_after_a_great_import_nobody_waits_long_and_the_worker_takes_it_in(
    chair: Account, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever searches takes in a part and is told that there is more; the worker goes on without being asked."""
    index.keep_up()
    monkeypatch.setattr(index, "AT_ONCE", 2)
    for at in range(5):
        opened(chair, tree, f"建馆{at}")
    early = index.find("建馆", actor=chair, most=9, wait=0)["matters"]
    assert len(early) < 5
    assert index.behind()
    rounds = Rounds()
    assert rounds.texts()
    assert not index.behind()
    assert not rounds.texts(), "not again at once"
    assert len(index.find("建馆", actor=chair, most=9, wait=0)["matters"]) == 5
    monkeypatch.setattr(reminding, "SPELL", 0.0)
    opened(chair, tree, "建馆5")
    rounds = Rounds()
    assert rounds.texts()
    assert rounds.texts(), "at once: a spell was not enough"


def test_words_are_found_in_any_width_case_and_order_and_signs_find_nothing(chair: Account, tree: Tree) -> None:
    opened(chair, tree, "ＩＳＯ９００１ 认证的准备", "由学会部牵头")
    for asked in ("iso9001", "认证 ISO", "学会部 准备", "准", "９００１"):
        assert found(asked, chair)["matters"] == ["ＩＳＯ９００１ 认证的准备"], asked
    for asked in ("", "%", "_", '"', "' OR 1", "\\", "认准", "*", "NEAR("):
        assert "matters" not in found(asked, chair), asked


def test_every_source_has_its_table_its_right_and_its_own_number() -> None:
    assert {one.number: one.model._meta.db_table for one in SOURCES.values()} == TABLES


def test_a_table_made_anew_by_a_migration_is_marked_again(chair: Account, tree: Tree) -> None:
    """On SQLite a changed table is another one, without its triggers; PostgreSQL keeps them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL changes a table in place")
    with connection.cursor() as cursor:
        for statement in fall("sqlite", {3: "records_matter"}):
            cursor.execute(statement)
    opened(chair, tree, "无人标记")
    assert found("无人标记", chair) == {}
    index.mend()
    assert found("无人标记", chair) == {"matters": ["无人标记"]}
    opened(chair, tree, "又一件")
    assert found("又一件", chair) == {"matters": ["又一件"]}
