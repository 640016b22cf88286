"""A closed month is proved: whatever is touched in it afterwards, by whomever, shows under the month's name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import models, transaction

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.models import Book, BookLine, tables
from kexie.records.history.models import HistoryEvent
from kexie.records.ledger.closings import close, faults
from kexie.records.ledger.models import Closing, Entry
from kexie.records.ledger.queries import last_position
from kexie.records.units.models import Opening, Unit
from tests.building import held
from tests.figures.days import at
from tests.opened import without_walls

Full = tuple[Account, dict[str, Unit]]


@pytest.fixture
def closed(full: Full, clock: time_machine.Traveller) -> Full:
    """Close February too, so that January's closing is itself covered."""
    owner, tree = full
    held(owner, tree["c1"], date(2018, 2, 2))
    with at(date(2018, 3, 2)):
        close(month=date(2018, 2, 1), by=owner)
    clock.move_to(datetime(2018, 3, 3, tzinfo=UTC))
    return full


def test_what_was_closed_proves_true(closed: Full) -> None:
    assert faults() == []
    assert [closing.upto - closing.lines for closing in Closing.objects.order_by("month")] == [
        0,
        Closing.objects.order_by("month")[0].upto,
    ]


def other(field: models.Field[Any, Any], value: Any, line: BookLine) -> Any:  # noqa: PLR0911 - any column
    """Return another value that the column could hold."""
    if field.attname == "reverses_id":
        return Entry.objects.filter(reverses=None, reversal=None).exclude(pk=line.pk)[0].pk
    if isinstance(field, models.ForeignKey):
        return Unit.objects.exclude(pk=value)[0].pk
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return datetime(2001, 1, 1, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(1999, 1, 1) if field.name.endswith("from") else date(2031, 1, 1)
    if isinstance(field, models.JSONField):
        return {"other": 1}
    if isinstance(field, models.IntegerField):
        return (value or 0) + 900_000
    words = {"least": "most", "lead": "co", "exact": "about", "number": "none", "live": "migrated"}
    return words.get(value, f"{value}~"[-9:])


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_any_column_of_any_line_tampered_with_is_found(closed: Full, open_book: None, table: type[BookLine]) -> None:
    line = table._base_manager.order_by("position").first()
    assert line is not None
    named = "2018-02" if table is Closing else "2018-01"
    for field in table._meta.concrete_fields:
        changes = {field.attname: other(field, getattr(line, field.attname), line)}
        if field.attname == "state":
            changes["amount"] = 0  # the database itself would refuse an amount of nothing
        with transaction.atomic():
            assert table._base_manager.filter(pk=line.pk).update(**changes) == 1
            found = faults()
            assert any(named in sentence for sentence in found), (field.attname, found)
            transaction.set_rollback(True)
    assert faults() == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_a_line_taken_away_is_found(closed: Full, open_book: None, table: type[BookLine]) -> None:
    line = table._base_manager.order_by("position").first()
    assert line is not None
    with transaction.atomic():
        Entry._base_manager.filter(reverses=line.pk).update(reverses=None)
        table._base_manager.filter(pk=line.pk)._raw_delete(using="default")
        assert any("2018-02" in sentence if table is Closing else "2018-01" in sentence for sentence in faults())
        transaction.set_rollback(True)


def test_a_line_smuggled_in_is_found(closed: Full) -> None:
    line = Entry.objects.order_by("position").first()
    assert line is not None
    when = {"known_on": line.known_on, "recorded_at": line.recorded_at, "recorded_by": 1}
    span = {"valid_from": date.min, "valid_to": date.max}
    Opening(position=line.position, unit=line.unit, is_open=True, **span, **when).save(force_insert=True)
    assert any("2018-01" in sentence for sentence in faults())


def test_the_last_closing_taken_away_is_found(closed: Full, open_book: None) -> None:
    last = Closing.objects.order_by("-month")[0]
    after = last.position
    Closing.objects.filter(pk=last.pk)._raw_delete(using="default")
    assert any("2018-02" in sentence for sentence in faults())
    Book.objects.update(last_position=after - 1)
    assert any("2018-02" in sentence for sentence in faults())


def test_a_line_after_the_last_closing_taken_away_is_found(closed: Full, open_book: None) -> None:
    owner, tree = closed
    held(owner, tree["c1"], date(2018, 3, 2))
    assert faults() == []
    Entry.objects.filter(position=last_position())._raw_delete(using="default")
    assert faults()


def test_a_history_written_anew_from_its_beginning_is_found(closed: Full, open_book: None) -> None:
    event = HistoryEvent.objects.filter(deed="close").order_by("number")[1]
    HistoryEvent.objects.filter(pk=event.pk).update(before_hash="0" * 64)
    assert any("2018-02" in sentence for sentence in faults())


def test_a_month_is_proved_alone(closed: Full, open_book: None) -> None:
    line = Entry.objects.filter(span_from=date(2018, 2, 2)).first()
    assert line is not None
    Entry.objects.filter(pk=line.pk).update(kind="x")
    assert faults(date(2018, 1, 1)) == []
    assert any("2018-02" in sentence for sentence in faults(date(2018, 2, 1)))


def test_months_are_closed_in_order_once_over_and_only_once(full: Full) -> None:
    owner, _tree = full
    for month in (date(2018, 2, 1), date(2018, 1, 1), date(2017, 12, 1), date(2018, 3, 1)):
        with pytest.raises(Refused):
            close(month=month, by=owner)
    with at(date(2018, 3, 1)):
        assert close(month=date(2018, 2, 14), by=owner).month == date(2018, 2, 1)


def test_what_is_learnt_later_does_not_unsettle_a_closing(closed: Full) -> None:
    owner, tree = closed
    before = [closing.root for closing in Closing.objects.order_by("month")]
    held(owner, tree["c1"], date(2018, 1, 5))
    assert faults() == []
    assert [closing.root for closing in Closing.objects.order_by("month")] == before


def test_without_walls_is_the_only_way(closed: Full) -> None:
    """The fixture that opens the book raises the walls again."""
    with without_walls():
        Entry.objects.filter(pk=-1).update(kind="x")
        assert Entry.objects.filter(kind="study").update(kind="study")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Entry.objects.filter(kind="study").update(kind="study")
