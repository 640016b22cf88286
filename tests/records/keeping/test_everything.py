"""Everything goes out and comes in again: the same records, figures, as-of answers and seals, or nothing at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.files.actions import read, store
from kexie.records.files.models import Attachment
from kexie.records.history import actions as history
from kexie.records.keeping import tables
from kexie.records.keeping.actions import FORM, export_all
from kexie.records.keeping.archive import Sealed, Writer
from kexie.records.ledger import closings
from kexie.records.people.models import Person
from kexie.records.structure.actions import erase_person
from kexie.records.units.models import Unit
from tests.building import cast, plant, someone, value
from tests.figures.days import at
from tests.figures.stories import BEGIN, EXAMPLES, Story, Teller, stories
from tests.opened import everything
from tests.records.keeping.conftest import take

Full = tuple[Account, dict[str, Unit]]
Afresh = Callable[[], Account]
SLUGS = ("activities", "attendances", "attendees", "participations", "participants")


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}


def told(teller: Teller) -> list[object]:
    """Answer every counting indicator for the first unit as known on each day of the story."""
    days = sorted({BEGIN, *teller.days})[-4:]
    with at(teller.day):
        return [
            value(slug, teller.units[0], "2017-01-01..2019-12-31", by=["children"], as_of=day.isoformat())
            for slug in SLUGS
            for day in days
        ]


@given(story=stories())
@settings(max_examples=max(5, EXAMPLES // 8))
def test_any_history_comes_back_with_every_number_and_every_day_of_knowledge(
    home: Path, afresh: Afresh, story: Story
) -> None:
    with at(date(2010, 1, 1)):  # the book's clock never goes back
        owner = afresh()
    teller = Teller(story, owner)
    teller.begin()
    teller.live()
    with at(date(2030, 2, 1)):
        closings.close(month=date(2029, 12, 1), by=owner)
        figures = told(teller)
        export_all(home / "one.zip", by=owner)
        new = afresh()
        take(home / "one.zip", new)
        assert told(teller) == figures
        assert (closings.faults(), history.faults()) == ([], [])
        export_all(home / "two.zip", by=Account.objects.get(username="owner"))
    assert contents(home / "one.zip") == contents(home / "two.zip")


def test_every_table_goes_along_and_life_goes_on_after_it(full: Full, afresh: Afresh, home: Path) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)
    assert set(contents(home / "x.zip")) == {tables.name_of(model) for model in tables.tables()}
    take(home / "x.zip", afresh())
    owner = Account.objects.get(username="owner")
    export_all(home / "y.zip", by=owner)
    assert contents(home / "x.zip") == contents(home / "y.zip")
    number = Person._base_manager.order_by("-pk")[0].pk
    assert someone("later", owner).pk > number
    plant(owner, q="p1")
    assert (closings.faults(), history.faults()) == ([], [])


def test_the_same_file_twice_changes_nothing(full: Full, afresh: Afresh, home: Path) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)
    assert take(home / "x.zip", owner).unchanged
    new = afresh()
    assert not take(home / "x.zip", new).unchanged
    before = everything()
    assert take(home / "x.zip", Account.objects.get(username="owner")).unchanged
    assert everything() == before


def test_a_house_with_data_is_not_overwritten(full: Full, afresh: Afresh, home: Path) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)
    new = afresh()
    plant(new, mine="")
    before = everything()
    with pytest.raises(Refused, match="空库"):
        take(home / "x.zip", new)
    assert everything() == before


def test_only_an_owner_takes_everything_out_or_in(full: Full, stranger: Account, home: Path) -> None:
    owner, tree = full
    export_all(home / "x.zip", by=owner)
    for who in (stranger, cast("chair", tree["root"])):
        before = everything()
        with pytest.raises(Forbidden):
            export_all(home / "y.zip", by=who)
        with pytest.raises(Forbidden):
            take(home / "x.zip", who)
        assert everything() == before
    assert sorted(path.name for path in home.iterdir()) == ["x.zip"]


def test_files_come_along_and_open(full: Full, afresh: Afresh, home: Path) -> None:
    owner, _tree = full
    digest = store(name="记录.txt", content="会议记录".encode(), by=owner).digest
    export_all(home / "x.zip", by=owner)
    (home / "files" / digest[:2] / digest).unlink()
    assert take(home / "x.zip", afresh()).files == 1
    assert read(Attachment.objects.get(digest=digest)) == ("记录.txt", "会议记录".encode())
    assert [path.name for path in (home / "files").rglob("*") if path.is_file()] == [digest]


def test_whoever_was_erased_stays_erased_also_from_an_older_file(
    full: Full, afresh: Afresh, home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    owner, tree = full
    export_all(home / "before.zip", by=owner)
    number = value("attendances", tree["root"])
    person = Person._base_manager.get(code="x2")
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, by=owner)
    assert "示例" not in (home / "erasures").read_text()
    export_all(home / "after.zip", by=owner)
    assert take(home / "after.zip", afresh()).erased == 0
    assert not Person._base_manager.filter(code="x2").exists()
    assert take(home / "before.zip", afresh()).erased == 1
    assert not Person._base_manager.filter(code="x2").exists()
    assert value("attendances", Unit.objects.get(code="root")) == number
    assert (closings.faults(), history.faults()) == ([], [])


def test_an_erasure_that_cannot_be_listed_is_not_made(full: Full, home: Path) -> None:
    owner, _tree = full
    (home / "erasures").mkdir()
    before = everything()
    with pytest.raises(Refused, match="删除清单"):
        erase_person(person=Person._base_manager.get(code="x2"), by=owner)
    assert everything() == before


def rewritten(file: Path, out: Path, change: Callable[[str, bytes], bytes], **manifest: object) -> None:
    """Write a file anew with other contents, sealed properly: what somebody who knows how could do."""
    with Sealed(file, FORM) as sealed, Writer(out, FORM) as into:
        for name, said in sealed.files.items():
            with sealed.open(name) as content:
                into.put(name, [change(name, content.read())], rows=said.get("rows"))
        given = {key: sealed.manifest[key] for key in ("of", "migration", "position", "last_event_hash", "next")}
        into.seal(**(given | manifest))


@pytest.mark.parametrize(
    ("where", "old", "new", "said"),
    [
        ("tables/entry.csv", b",lead,", b",co,", "核验不过"),  # sound lines, another number
        ("tables/historyevent.csv", b",open,", b",shut,", "核验不过"),
        ("tables/unit.csv", b"association", b"association,x", "对不上"),
        ("tables/edge.csv", b"true", b"maybe", "对不上"),
        ("tables/host.csv", b",lead", b",boss\xff", "对不上"),
    ],
)
def test_what_was_changed_on_the_way_is_refused_and_nothing_is_kept(
    full: Full, afresh: Afresh, home: Path, where: str, old: bytes, new: bytes, said: str
) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)

    def change(name: str, content: bytes) -> bytes:
        if name != where:
            return content
        assert old in content
        return content.replace(old, new, 1)

    rewritten(home / "x.zip", home / "bad.zip", change)
    fresh = afresh()
    before = everything()
    with pytest.raises(Refused, match=said):
        take(home / "bad.zip", fresh)
    assert everything() == before


def test_lines_that_hang_in_the_air_are_refused(full: Full, afresh: Afresh, home: Path) -> None:
    owner, tree = full
    export_all(home / "x.zip", by=owner)
    root = tree["c1"].pk

    def change(name: str, content: bytes) -> bytes:
        lines = content.split(b"\n")
        kept = [line for line in lines if not line.startswith(f"{root},".encode())]
        return b"\n".join(kept) if name == "tables/unit.csv" else content

    rewritten(home / "x.zip", home / "bad.zip", change)
    fresh = afresh()
    before = everything()
    with pytest.raises(Refused):
        take(home / "bad.zip", fresh)
    assert everything() == before


@pytest.mark.parametrize(("name", "said"), [("9999_later", "更新的版本"), ("0001_spine", "较早的版本")])
def test_a_file_of_another_version_is_refused_by_name(
    full: Full, afresh: Afresh, home: Path, name: str, said: str
) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)
    rewritten(home / "x.zip", home / "other.zip", lambda _name, content: content, migration=name)
    with pytest.raises(Refused, match=said):
        take(home / "other.zip", afresh())


def test_the_walls_stand_after_it(full: Full, afresh: Afresh, home: Path) -> None:
    owner, _tree = full
    export_all(home / "x.zip", by=owner)
    take(home / "x.zip", afresh())
    for table in ("records_entry", "records_edge", "records_historyevent"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
