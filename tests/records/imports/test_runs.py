from __future__ import annotations

import pytest

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.files.models import Attachment
from kexie.records.history.actions import faults
from kexie.records.history.models import HistoryDetail
from kexie.records.imports import runs
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun
from kexie.records.units.models import Unit

UNITS = "编号,名称,种类\nR,示例根,科协\n".encode()


def test_every_list_names_the_right_it_needs() -> None:
    assert set(runs.NEEDED) == set(LISTS)


def test_looking_keeps_no_row_and_keeping_keeps_what_was_looked_at(owner: Account) -> None:
    run = runs.take("units", name="单位.csv", content=UNITS, by=owner)
    assert (run.read, run.accepted, run.state) == (1, 1, "previewed")
    assert not Unit.objects.exists()
    runs.keep(run, by=owner, only_good=False)
    assert Unit.objects.get().code == "R"
    with pytest.raises(Refused, match="已经导入过"):
        runs.keep(run, by=owner, only_good=False)
    with pytest.raises(Refused, match="不能放弃"):
        runs.leave(ImportRun.objects.get())


def test_the_history_says_how_many_and_holds_no_row(owner: Account) -> None:
    run = runs.take("units", name="单位.csv", content=UNITS, by=owner)
    runs.keep(run, by=owner, only_good=True)
    told = HistoryDetail.objects.get(event__noun="import").body
    assert told == {"read": 1, "accepted": 1, "unchanged": 0, "rejected": 0, "problems": [], "notes": []}
    assert faults() == []


def test_a_file_that_cannot_be_read_leaves_nothing(owner: Account) -> None:
    with pytest.raises(Refused):
        runs.take("units", name="单位.csv", content="工号\n1\n".encode(), by=owner)
    assert not ImportRun.objects.exists()
    assert not Attachment.objects.exists()


def test_who_could_keep_no_row_of_a_list_does_not_bring_it(clerk: Account, stranger: Account) -> None:
    known = {"people", "activities", "attendance", "values", "enrolments", "topics", "speakers", "requests", "visits"}
    assert set(runs.lists_for(clerk)) == known
    assert runs.lists_for(stranger) == []
    for who, of_list in ((clerk, "units"), (stranger, "activities"), (clerk, "nothing")):
        with pytest.raises(Forbidden):
            runs.take(of_list, name="x.csv", content=UNITS, by=who)


def test_a_run_is_its_bringers_own(owner: Account, clerk: Account) -> None:
    run = runs.take("units", name="单位.csv", content=UNITS, by=owner)
    assert runs.mine(run.pk, owner) == run
    with pytest.raises(Forbidden):
        runs.mine(run.pk, clerk)
