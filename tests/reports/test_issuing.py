"""An issue says the same for ever; what has changed since is told with the lines that changed it; a file is proved."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.issues import actions
from kexie.records.issues.actions import Words
from kexie.records.issues.models import Issue, IssueText, Report
from kexie.records.units.models import Unit
from kexie.reports.catalogue import json
from kexie.reports.draft import compose
from kexie.reports.issuing import changes, faults, issue, issued, recounted, verify
from tests.building import held
from tests.figures.days import at
from tests.opened import everything
from tests.reports.test_draft import piece, written

Tree = dict[str, Unit]


@pytest.fixture
def draft(chair: Account, owner: Account, tree: Tree) -> Report:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=30)
    begun = actions.begin(unit=tree["root"], title="示例报告", period="2018", by=chair)
    return written(begun, chair, "共【数1】。\n【表2】", piece(), piece("table", "kind"))


@pytest.fixture
def frozen(chair: Account, draft: Report) -> Issue:
    return Issue.objects.select_related("text").get(pk=issue(draft, seen=draft.version, by=chair).pk)


def test_the_same_day_gives_the_same_bytes(chair: Account, owner: Account, tree: Tree, draft: Report) -> None:
    with at(date(2030, 1, 5)):
        kept = actions.save(draft, Words(draft.title, draft.period, draft.text, date(2030, 1, 2)), seen=4, by=chair)
        one = issue(kept, seen=kept.version, by=chair)
    with at(date(2030, 2, 1)):
        held(owner, tree["c1"], date(2018, 4, 1), headcount=12)
        again = json(compose(kept, chair).document)
    assert again == IssueText.objects.get(issue=one).content


def test_a_draft_that_does_not_stand_is_not_issued(chair: Account, draft: Report) -> None:
    kept = actions.save(draft, Words(draft.title, draft.period, "共【数8】。"), seen=draft.version, by=chair)
    before = everything()
    with pytest.raises(Refused, match="【数8】"):
        issue(kept, seen=kept.version, by=chair)
    assert everything() == before


def test_what_is_issued_is_printed_as_it_was(chair: Account, owner: Account, tree: Tree, frozen: Issue) -> None:
    held(owner, tree["c1"], date(2018, 4, 1), headcount=12)
    document = issued(frozen)
    assert [live.said for live in document.notes] == ["1场"]
    assert "第 1 次签发" in document.stamp
    assert json(document) == frozen.text.content


def test_what_changed_since_is_told_with_the_lines_because_of_which(
    chair: Account, owner: Account, tree: Tree, frozen: Issue
) -> None:
    assert changes(frozen, chair) == []
    assert recounted(frozen, chair) == (3, 0)
    late = held(owner, tree["c3"], date(2018, 4, 1), headcount=12)
    held(owner, tree["c3"], date(2017, 4, 1), headcount=5)
    told = changes(frozen, chair)
    assert [(one.where, one.was.said, one.now) for one in told] == [
        ("数 1", "1场", "2场"), ("表或图里的数", "1", "2场"), ("表或图里的数", "1", "2场"),
    ]  # fmt: skip
    [(position, day, unit, amount)] = told[0].because
    assert (told[0].lines, day, unit, amount) == (1, "2018-04-01", "示例c3", 1)
    assert position > frozen.position
    assert Activity.objects.knowing("the test asks").filter(pk=late.pk).exists()


def test_who_may_not_see_the_records_is_told_the_number_only(
    clerk: Account, owner: Account, tree: Tree, frozen: Issue
) -> None:
    held(owner, tree["c3"], date(2018, 4, 1), headcount=12)
    told = changes(frozen, clerk)
    assert (told[0].now, told[0].lines, told[0].because) == ("2场", 0, ())


def test_a_file_is_proved_by_its_bytes(chair: Account, draft: Report, frozen: Issue) -> None:
    good = frozen.text.content.encode()
    assert verify(good).issue == frozen
    assert verify(good).standing.word == "good"
    with pytest.raises(Refused, match="改动过"):
        verify(good.replace("1场".encode(), "2场".encode()))
    for junk in (b"", b"{}", b"\xff\xfe", b"%PDF-1.7"):
        with pytest.raises(Refused):
            verify(junk)


def test_an_archive_that_was_changed_is_found_out(chair: Account, frozen: Issue, open_book: None) -> None:
    assert faults() == []
    IssueText.objects.filter(pk=frozen.pk).update(content="{}")
    assert len(faults()) == 1
    IssueText.objects.filter(pk=frozen.pk).delete()
    assert len(faults()) == 1
