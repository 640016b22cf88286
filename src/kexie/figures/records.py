"""The records behind a figure, as its reader may see them: shown ones as rows, hidden ones as a number with the reason.

One record is what the figure counts once: a thing, or for figures on persons a person. A person's row bears a label
that is made anew for each question, so that nobody can follow a person from one list to the next (DOMAIN §4, C10).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from kexie.figures.answer import few_reason, hidden_reason, sight_of, withheld
from kexie.figures.engine import rhythm, stated, terms
from kexie.figures.engine.derived import lines
from kexie.figures.engine.ledger import reading_of
from kexie.figures.engine.oracle import Cell, Count, Sql, behind
from kexie.figures.engine.paths import Counter
from kexie.figures.engine.trees import Ints, Unfit
from kexie.figures.engine.view import view
from kexie.figures.formulas.statements import Stated
from kexie.figures.formulas.value import rounded
from kexie.figures.indicators import DERIVED, UNPOSTED
from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.figures.question import Question
from kexie.kit.periods import Period
from kexie.kit.text import joined
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached, tops
from kexie.records.book.queries import written
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids, below_is
from kexie.records.units.rules import TreeOn
from kexie.records.values.operators import MOST_DECIMALS


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure. ``source``/``id`` name the row it was posted from."""

    source: str
    id: int
    thing: str
    unit: str
    unit_name: str
    on: date
    amount: int | Decimal | None
    bound: str
    origin: str

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT has it."""
        return {
            "source": self.source,
            "id": self.id,
            "thing": self.thing,
            "unit": self.unit,
            "on": self.on.isoformat(),
            "amount": self.amount,
            "bound": self.bound,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class Records:
    """A page of records, how many there are in all, how many are hidden and why, and where the next page begins."""

    records: tuple[Record, ...]
    count: int
    hidden: int
    reason: str
    next: int | None

    def as_json(self) -> dict[str, Any]:
        """Return the page as CONTRACT has it."""
        return {
            "records": [record.as_json() for record in self.records],
            "count": self.count,
            "hidden": {"count": self.hidden, "reason": self.reason},
            "next": self.next,
        }


def records(question: Question, *, reader: Account | None, start: int = 0, limit: int | None = None) -> Records:
    """Return the records behind the question's total: newest first, from ``start``, at most ``limit``.

    ``count`` is the number of records that the reader's own rights show plus the hidden ones, the same for everyone;
    only where the figure itself is withheld ("<5") the hidden ones are not told.
    """
    if question.indicator.counts is Counts.FORMULA:
        return _statements(question, reader, start, limit)
    if question.indicator.counts is Counts.RULED:
        return _branches(question, reader, start, limit)
    counted = _counted(question)
    sight = _sight(question, reader)
    seen = _seen(reader) if sight is Sight.SOME else "1 = 1"
    shown = {Sight.ALL: counted.records, Sight.NONE: 0}.get(sight)
    made = _made(question, reached(reader, Right.RECORD_READ) if sight is Sight.SOME else None)
    if shown is None:
        shown = len(made[0]) if made is not None else _shown(question, seen)
    span = _Span(start, limit, shown)
    persons = question.indicator.counts is Counts.PERSONS
    rows = _rows(question, seen if made is None else _narrowed(seen, made, span), span) if shown else []
    page = tuple(_record(row, question if persons else None) for row in rows)
    more = limit is not None and start + len(page) < shown
    after = start + len(page) if more else None
    hidden = max(counted.records - shown, 0)  # somebody may have posted between the two looks
    if hidden and withheld(question, counted.value, question.unit, sight_of(reader)):
        return Records(page, shown, 0, few_reason(), after)
    return Records(page, counted.records, hidden, hidden_reason() if hidden else "", after)


class Sight(Enum):
    """Whether the reader's posts reach all units that a figure counts, some of them or none."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Span:
    """A page of the ``shown`` records: from ``start`` at most ``limit``; no limit: all that are left."""

    start: int
    limit: int | None
    shown: int

    @property
    def until(self) -> int:
        return self.shown if self.limit is None else min(self.start + self.limit, self.shown)


def _counted(question: Question) -> Count:
    """Return the figure itself: how many records there are, and what they come to, by the quickest way there is."""
    top = question.unit.pk
    return Counter.now().count(replace(question, by=()), question.period, [top]).cells.get(Cell(top), Count())


def _sight(question: Question, reader: Account | None) -> Sight:
    reach = reached(reader, Right.RECORD_READ)
    if reach is None:
        return Sight.ALL
    return _seen_of(below_ids([question.unit.pk], question.tree_on(question.period)), reach)


@lru_cache(maxsize=64)
def _seen_of(inside: frozenset[int], reach: frozenset[int]) -> Sight:
    if inside <= reach:
        return Sight.ALL
    return Sight.NONE if inside.isdisjoint(reach) else Sight.SOME


_KEYS: Final = "position thing role subject span_from"
"""What tells which entries stand on a page; what they say is read of those alone."""


def _ranked(question: Question, period: Period, seen: str) -> Sql:
    """Return SQL whose ``ranked`` has each record once as ``nth = 1``, of the entries that the reader may see."""
    what = _what(question)
    sql = behind(question, period, seen, _KEYS)
    sql.add(
        "ranked",
        f"""SELECT live.*, row_number() OVER (PARTITION BY {what}
                ORDER BY CASE live.role WHEN 'lead' THEN 0 ELSE 1 END, live.position) AS nth
            FROM live WHERE {what} IS NOT NULL""",
        [],
    )
    return sql


def _what(question: Question) -> str:
    return "live.person" if question.indicator.counts is Counts.PERSONS else "live.thing"


def _made(question: Question, reach: Collection[int] | None) -> tuple[Ints, Ints] | None:
    """Return which matters stand behind a figure made of other lines, and their days; ``None``: ask the book."""
    made_of = view() if question.indicator.slug in DERIVED else None
    if made_of is None:
        return None
    try:
        return terms.matters(made_of, question, reach)
    except Unfit:
        return None


def _narrowed(seen: str, made: tuple[Ints, Ints], span: _Span) -> str:
    """Return the condition on entries that also names the matters from which a page is filled, unless they are many.

    Whole days are named: within a day the book says the order.
    """
    numbers, days = made
    last = days[min(span.until, len(days)) - 1] if len(days) else 0
    some = numbers[days >= last].tolist()
    if len(some) > MOST_NAMED:
        return seen
    return f"({seen}) AND entry.source = 'matter' AND entry.source_id IN ({', '.join(map(str, some)) or 0})"


MOST_NAMED: Final = 20_000
"""More matters than this are looked for by the whole book: far pages, and files of everything."""


def _shown(question: Question, seen: str) -> int:
    sql = behind(question, question.period, seen)
    with connection.cursor() as cursor:
        cursor.execute(*sql.then(f"SELECT count(DISTINCT {_what(question)}) FROM live"))
        return int(cursor.fetchone()[0])


def _rows(question: Question, seen: str, span: _Span) -> list[tuple[Any, ...]]:
    """Return the entries of a page, newest first, looking no further back than it takes to fill the page."""
    end = "" if span.limit is None else f" LIMIT {int(span.limit)} OFFSET {int(span.start)}"
    want = span.until - span.start
    rows: list[tuple[Any, ...]] = []
    table, made = lines(question.indicator.slug, question.as_of)
    for period in _backwards(question, span):
        sql = _ranked(question, period, seen)
        order = "span_from DESC, ranked.position DESC"
        sql.add("page", f"SELECT * FROM ranked WHERE nth = 1 ORDER BY ranked.{order}{end}", [])
        told = (
            "SELECT entry.source, entry.source_id, entry.thing, page.person, unit.code, unit.name, page.span_from, "
            f"entry.amount, entry.bound, entry.origin FROM page JOIN {table} entry ON entry.position = page.position "
            "JOIN records_unit unit ON unit.id = entry.unit_id ORDER BY page.span_from DESC, page.position DESC"
        )
        with connection.cursor() as cursor:
            cursor.execute(*sql.then(told, made))
            rows = cursor.fetchall()
        if len(rows) >= want:
            break
    return rows


def _backwards(question: Question, span: _Span) -> Iterator[Period]:
    """Yield ends of the question's period, each several times as long as the one before, at last the whole.

    An activity and an attendance have one day, so the newest lie in such an end; of whatever else there may be several.
    """
    whole = question.period
    asked = question.indicator
    one_day = asked.counts is Counts.AMOUNTS and reading_of(asked.measure, asked.roles) is not None
    if span.until < span.shown and one_day and asked.slug not in {**UNPOSTED, **DERIVED}:
        book = str(connection.settings_dict["NAME"]), written().lines
        first, last = _ends(*book, asked.measure, (whole.first, whole.last))
        if first is not None and last is not None:
            length = (last - first).days + 1
            back = length * span.until * _ROOM // span.shown
            while back < length:
                yield Period(last - timedelta(days=back), whole.last)
                back = max(back, 1) * _LONGER
    yield whole


@lru_cache(maxsize=64)
def _ends(database: str, book: object, measure: str, span: tuple[date, date]) -> tuple[date | None, date | None]:  # noqa: ARG001 - what it is remembered by
    """Return the first and the last day of a span on which there is any entry of a measure."""
    lines = Entry.objects.filter(measure=measure, span_from__range=span)
    days = lines.order_by("span_from").values_list("span_from", flat=True)
    return days.first(), days.last()


_ROOM: Final = 2
"""Days are not equally full: so many times as many as would hold the page if they were."""
_LONGER: Final = 4


def _statements(question: Question, reader: Account | None, start: int, limit: int | None) -> Records:
    """Return the statements behind a stated value or a formula; what the house counts itself is asked for by itself."""
    top = question.unit.pk
    found = stated.over_rows(replace(question, by=()), (question.period,), [top])[top]
    if found.few and not sight_of(reader)(question.unit):
        return Records((), 0, 0, few_reason(), None)
    reach = reached(reader, Right.RECORD_READ)
    seen = [told for told in found.taken if reach is None or told[1].unit in reach]
    seen.sort(key=lambda told: (told[1].last, told[1].position), reverse=True)
    page = seen[start : None if limit is None else start + limit]
    units = Unit.objects.in_bulk({told.unit for _code, told in page})
    rows = tuple(_statement(code, one, units[one.unit]) for code, one in page)
    after = start + len(page) if limit is not None and start + len(page) < len(seen) else None
    hidden = found.records - len(seen)
    counted = found.records - len(found.taken)
    reason = (
        _("其中有由台账计数的；请另查：%(codes)s。") % {"codes": joined(sorted(_counted_in(question)))}
        if counted
        else ""
    )
    unseen = hidden_reason() if hidden > counted else ""
    return Records(rows, found.records, hidden, unseen + reason, after)


def _branches(question: Question, reader: Account | None, start: int, limit: int | None) -> Records:
    """Return the branches behind a figure of the rhythm, each once; of a share also those that did not hold it (0)."""
    listed = rhythm.behind(question)
    reach = reached(reader, Right.RECORD_READ)
    seen = [one for one in listed if reach is None or one.unit in reach]
    page = seen[start : None if limit is None else start + limit]
    units = Unit.objects.in_bulk({one.unit for one in page})
    rows = tuple(
        Record(
            "branch",
            one.branch,
            f"branch:{one.branch}",
            units[one.unit].code,
            units[one.unit].name,
            one.on,
            one.amount,
            "exact",
            units[one.unit].origin,
        )
        for one in page
    )
    after = start + len(page) if limit is not None and start + len(page) < len(seen) else None
    hidden = len(listed) - len(seen)
    return Records(rows, len(listed), hidden, hidden_reason() if hidden else "", after)


def _counted_in(question: Question) -> frozenset[str]:
    return question.indicator.counted if isinstance(question.indicator, Formula) else frozenset()


def _statement(code: str, one: Stated, unit: Unit) -> Record:
    exact = one.number
    amount = rounded(exact, 0, MOST_DECIMALS) if exact is not None else None
    thing = f"{code} {Period(one.first, one.last)}"
    return Record(
        "statement", one.source_id, thing, unit.code, unit.name, one.first, amount, one.bound.value, one.origin
    )


def _seen(reader: Account | None) -> str:
    """Return SQL of the condition that the reader, who may not see all records, may see an ``entry``."""
    reach = tops(reader, Right.RECORD_READ).items()
    parts = [below_is("entry.unit_id", units, TreeOn.now(line)) for line, units in reach]
    return f"({' OR '.join(parts)})" if parts else "1 = 0"


def _record(row: tuple[Any, ...], question: Question | None) -> Record:
    source, number, thing, person, code, name, on, amount, bound, origin = row
    if question is not None:
        thing, amount, bound = f"person:{_label(int(person), question)}", 1, "exact"
    day = on if isinstance(on, date) else date.fromisoformat(str(on))
    return Record(source, int(number), thing, code, name, day, int(amount), bound, origin)


def _label(person: int, question: Question) -> str:
    asked = f"{question.indicator.slug}|{question.unit.pk}|{question.period}|{question.where}|{question.as_of}|{person}"
    return hmac.new(settings.SECRET_KEY.encode(), asked.encode(), hashlib.sha256).hexdigest()[:12]
