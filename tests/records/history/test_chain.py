"""The history is a chain: nothing in it is changed or taken out unseen, and a person can still be erased from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from kexie.figures.indicators import INDICATORS
from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.access.models import Account
from kexie.records.book.models import Book
from kexie.records.history import actions as history
from kexie.records.history.models import HistoryDetail, HistoryEvent
from kexie.records.ledger import closings
from kexie.records.people.models import Person
from kexie.records.structure.actions import Home, appoint, change_unit, erase_person, register, rename, settle
from kexie.records.units.models import Unit
from tests.building import figure, held, present

Full = tuple[Account, dict[str, Unit]]
NAME = "示例欧阳"


@pytest.fixture
def story(full: Full) -> Person:
    """Tell of one person in every way there is."""
    owner, tree = full
    (person,) = register([Person(code=f"code-{NAME}", name=NAME)], by=owner)
    settle([Home(person.pseudonym, tree["c1"].pk, DAY_MIN, DAY_MAX)], by=owner)
    rename(person=person, name=f"{NAME}二", audience="青年", by=owner)
    appoint(person=person, unit=tree["c1"], role="clerk", by=owner)
    Account.objects.create(username=f"sign-in-{NAME}", person=person, password=NAME)
    present(owner, held(owner, tree["p1"]), person)
    change_unit(unit=tree["c1"], name="别的", by=owner)
    watched = {"username": f"sign-in-{NAME}", "ip_address": "10.0.0.1"}
    apps.get_model("axes", "AccessLog").objects.create(**watched)
    apps.get_model("axes", "AccessAttempt").objects.create(**watched, failures_since_start=1)
    return person


def test_the_chain_proves_true(story: Person) -> None:
    assert history.faults() == []
    assert HistoryEvent.objects.count() == Book.objects.get().last_event


COLUMNS: dict[str, Callable[[Any], Any]] = {
    "at": lambda at: at + timedelta(seconds=1),
    "by": lambda by: by + 1,
    "deed": lambda deed: f"{deed}x",
    "noun": lambda noun: f"{noun}x",
    "thing": lambda thing: f"{thing}1",
    "unit": lambda unit: (unit or 0) + 1,
    "commitment": lambda _told: "f" * 64,
    "before_hash": lambda _told: "f" * 64,
    "hash": lambda _told: "f" * 64,
    "number": lambda number: number + 900,
}


def test_every_column_is_covered() -> None:
    assert set(COLUMNS) == {field.attname for field in HistoryEvent._meta.concrete_fields}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("which", ["first", "last", "detailed"])
def test_an_event_tampered_with_is_found(story: Person, open_book: None, column: str, which: str) -> None:
    events = HistoryEvent.objects.order_by("number")
    told = HistoryEvent.objects.filter(detail__isnull=which != "detailed").order_by("number")
    event = events.last() if which == "last" else told.first()
    assert event is not None
    with transaction.atomic():
        HistoryEvent.objects.filter(pk=event.pk).update(**{column: COLUMNS[column](getattr(event, column))})
        assert history.faults() != []
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", [1, 3, -1])
def test_an_event_taken_out_is_found(story: Person, open_book: None, number: int) -> None:
    pk = list(HistoryEvent.objects.order_by("number").values_list("pk", flat=True))[number]
    with transaction.atomic():
        HistoryDetail.objects.filter(event=pk).delete()
        HistoryEvent.objects.filter(pk=pk)._raw_delete(using="default")
        assert history.faults() != []
        transaction.set_rollback(True)


def test_the_end_of_the_chain_written_anew_is_found(story: Person, open_book: None) -> None:
    last = HistoryEvent.objects.order_by("-number")[0]
    last.by += 1
    HistoryEvent.objects.filter(pk=last.pk).update(by=last.by, hash=history.seal(last))
    assert history.faults() != []


@pytest.mark.parametrize("change", [{"body": {"name": "别人"}}, {"salt": b"other"}])
def test_a_detail_other_than_what_was_committed_to_is_found(story: Person, change: dict[str, Any]) -> None:
    detail = HistoryDetail.objects.filter(subject=story.pseudonym)[0]
    HistoryDetail.objects.filter(pk=detail.pk).update(**change)
    assert history.faults() != []


def test_a_commitment_tells_nothing_once_its_salt_is_gone(story: Person) -> None:
    bodies = {"a": NAME}
    assert history.commit(b"one salt", bodies) != history.commit(b"another", bodies)


def mentions(word: str) -> list[str]:
    """Return every column of every table in which a word stands, in bytes too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(f'SELECT "{column.name}" FROM "{table}"')
                for (value,) in cursor.fetchall():
                    raw = isinstance(value, (bytes, memoryview))
                    text = bytes(value).decode(errors="ignore") if raw else str(value)
                    if word in text or word.encode("unicode_escape").decode() in text:
                        found.append(f"{table}.{column.name}")
    return found


def numbers() -> list[Any]:
    root = Unit.objects.get(code="root")
    told = [figure(slug, root, by=["units:county", "kind"]) for slug in INDICATORS]
    return [(one.total, one.rows, one.passport) for one in told]


def test_erasing_a_person_takes_the_name_everywhere_and_leaves_the_rest(story: Person, full: Full) -> None:
    owner, _tree = full
    assert {"records_person.name", "records_historydetail.body", "records_account.username"} <= set(mentions(NAME))
    before, lines = numbers(), set(closings.lines(0, 10**9))
    erase_person(person=story, by=owner)
    assert mentions(NAME) == []
    assert numbers() == before
    assert set(closings.lines(0, 10**9)) == lines
    assert history.faults() == []
    assert closings.faults() == []
    account = Account.objects.get(username__startswith="erased-")
    assert not account.is_active
    assert not account.check_password(NAME)


def test_details_of_others_stay(story: Person, full: Full) -> None:
    owner, _tree = full
    (other,) = register([Person(code="other", name="示例司徒")], by=owner)
    erase_person(person=story, by=owner)
    assert mentions("示例司徒")
    assert HistoryDetail.objects.filter(subject=other.pseudonym).exists()


def test_events_hold_no_field_for_free_text() -> None:
    """What an event itself keeps for ever are numbers, hashes and our own words."""
    free = (models.TextField, models.JSONField)
    assert not [field.name for field in HistoryEvent._meta.concrete_fields if isinstance(field, free)]
