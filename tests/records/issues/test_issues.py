"""Drafts and issues: who may write, who may freeze, and that what is frozen stays."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.book.guarded import UnscopedReadError
from kexie.records.issues import actions, queries
from kexie.records.issues.actions import Words
from kexie.records.issues.models import Issue, IssueText, Report
from kexie.records.ledger.closings import faults
from kexie.records.units.models import Unit
from tests.building import cast
from tests.opened import everything

Tree = dict[str, Unit]
DAY = date(2018, 5, 31)
NUMBER = {"form": "number", "indicator": "activities", "unit": "", "period": "", "where": [], "by": "", "caption": ""}


@pytest.fixture
def draft(clerk: Account, tree: Tree) -> Report:
    return actions.begin(unit=tree["c1"], title="月报", period="2018-05", by=clerk)


@pytest.fixture
def head(tree: Tree) -> Account:
    return cast("chair", tree["c1"], "head")


def test_a_clerk_writes_and_every_change_has_its_version(clerk: Account, draft: Report) -> None:
    words = Words("月报", "2018-05", "一、总体", DAY)
    kept = actions.save(draft, words, seen=1, by=clerk)
    assert (kept.version, kept.text, kept.as_of) == (2, "一、总体", DAY)
    assert actions.save(kept, words, seen=2, by=clerk).version == 2
    kept, number = actions.add_piece(kept, NUMBER, seen=2, by=clerk)
    assert (number, kept.pieces[0]["n"], kept.version) == (1, 1, 3)
    assert actions.drop_piece(kept, 1, seen=3, by=clerk).pieces == []


def test_of_two_who_write_the_second_is_told_and_nothing_is_overwritten(
    clerk: Account, chair: Account, draft: Report
) -> None:
    actions.save(draft, Words("月报", "2018-05", "甲写的"), seen=1, by=clerk)
    before = everything()
    for act in (
        lambda: actions.save(draft, Words("月报", "2018-05", "乙写的"), seen=1, by=chair),
        lambda: actions.add_piece(draft, NUMBER, seen=1, by=chair),
        lambda: actions.drop_piece(draft, 1, seen=1, by=chair),
        lambda: actions.issue(draft, "{}", as_of=DAY, seen=1, by=chair),
    ):
        with pytest.raises(Refused, match=r"别人|看过"):
            act()
    assert everything() == before


def test_strangers_members_and_auditors_neither_write_nor_issue(
    stranger: Account, member: Account, auditor: Account, draft: Report, tree: Tree
) -> None:
    before = everything()
    words = Words("x", "2018", "")
    for who in (stranger, member, auditor):
        acts = (
            partial(actions.begin, unit=tree["c1"], title="x", period="2018", by=who),
            partial(actions.save, draft, words, seen=1, by=who),
            partial(actions.add_piece, draft, NUMBER, seen=1, by=who),
            partial(actions.issue, draft, "{}", as_of=DAY, seen=1, by=who),
            partial(queries.draft, who, draft.code),
        )
        for act in acts:
            with pytest.raises(Forbidden):
                act()
    assert everything() == before


def test_who_writes_does_not_issue_and_who_issues_may_take_back(clerk: Account, head: Account, draft: Report) -> None:
    before = everything()
    with pytest.raises(Forbidden, match="签发"):
        actions.issue(draft, "{}", as_of=DAY, seen=1, by=clerk)
    assert everything() == before
    frozen = actions.issue(draft, '{"a": 1}', as_of=DAY, seen=1, by=head)
    assert frozen.digest == hashlib.sha256(b'{"a": 1}').hexdigest()
    assert frozen.upto == frozen.position - 1
    assert queries.standing(frozen).word == "good"
    with pytest.raises(Forbidden):
        actions.withdraw(frozen, "错了", by=clerk)
    with pytest.raises(Refused, match="为什么"):
        actions.withdraw(frozen, " ", by=head)
    actions.withdraw(frozen, "错了", by=head)
    assert queries.standing(frozen) == queries.Standing("withdrawn", why="错了")
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw(frozen, "又错", by=head)


def test_a_later_issue_replaces_the_earlier_which_stays(head: Account, draft: Report) -> None:
    first = actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    with pytest.raises(Refused, match="完全相同"):
        actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    second = actions.issue(draft, "2", as_of=DAY, seen=1, by=head)
    assert (first.number, second.number) == (1, 2)
    assert queries.standing(first) == queries.Standing("replaced", by=second)
    assert IssueText.objects.get(issue=first).content == "1"


def test_what_is_issued_cannot_be_changed_and_is_covered_by_the_book(head: Account, draft: Report) -> None:
    frozen = actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    with pytest.raises(DatabaseError, match="kexie: "), transaction.atomic():
        IssueText.objects.filter(pk=frozen.pk).delete()
    for table in (Issue, IssueText):
        with pytest.raises(DatabaseError, match="kexie: "), transaction.atomic():
            table.objects.filter(pk=frozen.pk).update(**({"number": 7} if table is Issue else {"content": "x"}))
    assert faults() == []


def test_an_issue_taken_out_of_the_book_is_missed(head: Account, draft: Report, open_book: None) -> None:
    frozen = actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    IssueText.objects.filter(pk=frozen.pk).delete()
    Issue.objects.filter(pk=frozen.pk).delete()
    assert any("少了 1 行" in fault for fault in faults())


def test_issues_are_seen_by_those_who_see_the_unit_s_records(
    head: Account, auditor: Account, member: Account, stranger: Account, draft: Report, tree: Tree
) -> None:
    frozen = actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    elsewhere = cast("clerk", tree["c3"], "other")
    assert queries.issue(auditor, frozen.position) == frozen
    for who in (member, stranger, elsewhere, None):
        assert list(queries.issues(who)) == []
        with pytest.raises(Forbidden):
            queries.issue(who, frozen.position)


@pytest.mark.parametrize("text", ["", "zz", "1234", "g" * 16, "0" * 63, "\x00" * 16])
def test_what_is_no_fingerprint_finds_nothing(head: Account, draft: Report, text: str) -> None:
    actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    assert queries.of_digest(text) is None


def test_a_fingerprint_is_found_as_it_is_read_out(head: Account, draft: Report) -> None:
    frozen = actions.issue(draft, "1", as_of=DAY, seen=1, by=head)
    for said in (frozen.digest, frozen.digest.upper(), queries.spaced(frozen.digest), frozen.digest[:16]):
        assert queries.of_digest(said) == frozen


def test_drafts_are_read_through_the_door_only(draft: Report) -> None:
    with pytest.raises(UnscopedReadError):
        list(Report.objects.all())


@pytest.mark.parametrize(
    "words",
    [
        Words("", "2018", ""),
        Words("x" * 201, "2018", ""),
        Words("x", "2018", "y" * 200_001),
        Words("x\x00", "2018", ""),
    ],
)
def test_words_that_cannot_be_kept_are_refused_and_nothing_changes(clerk: Account, draft: Report, words: Words) -> None:
    before = everything()
    with pytest.raises(Refused):
        actions.save(draft, words, seen=1, by=clerk)
    assert everything() == before
