"""The records behind a figure, as its reader may see them: shown ones as rows, hidden ones as a number with the reason.

One record is what the figure counts once: a thing, or for figures on persons a person. A person's row bears a label
that is made anew for each question, so that nobody can follow a person from one list to the next (DOMAIN §4, C10).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from kexie.figures.answer import few_reason, hidden_reason, sight_of, withheld
from kexie.figures.engine import stated
from kexie.figures.engine.oracle import Cell, begin
from kexie.figures.formulas.statements import Stated
from kexie.figures.formulas.value import rounded
from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.figures.question import Question
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, reached, tops
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_list
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
    persons = question.indicator.counts is Counts.PERSONS
    sql = begin(question, question.period, [question.unit.pk], walk=False)
    seen, params = _seen(reader)
    sql.add("seen(unit_id)", seen, params)
    what = "live.person" if persons else "live.thing"
    sql.add(
        "ranked",
        f"""SELECT live.*, seen.unit_id IS NOT NULL AS shown, row_number() OVER (PARTITION BY {what}
                ORDER BY CASE WHEN seen.unit_id IS NULL THEN 1 ELSE 0 END,
                         CASE live.role WHEN 'lead' THEN 0 ELSE 1 END, live.position) AS nth
            FROM live JOIN reach ON reach.unit_id = live.unit_id LEFT JOIN seen ON seen.unit_id = live.unit_id
            WHERE {"live.person IS NOT NULL" if persons else "1 = 1"}""",
        [],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            *sql.then(
                "SELECT count(*), coalesce(sum(CASE WHEN shown THEN 1 ELSE 0 END), 0), coalesce(sum(amount), 0) "
                "FROM ranked WHERE nth = 1"
            )
        )
        count, shown, amount = (int(number) for number in cursor.fetchone())
        end = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(start)}"
        cursor.execute(
            *sql.then(
                "SELECT ranked.source, ranked.source_id, ranked.thing, ranked.person, unit.code, unit.name, "
                "ranked.span_from, ranked.amount, ranked.bound, ranked.origin FROM ranked "
                "JOIN records_unit unit ON unit.id = ranked.unit_id WHERE nth = 1 AND shown "
                "ORDER BY ranked.span_from DESC, ranked.position DESC" + end
            )
        )
        rows = cursor.fetchall()
    page = tuple(_record(row, question if persons else None) for row in rows)
    more = limit is not None and start + len(page) < shown
    after = start + len(page) if more else None
    hidden = count - shown
    if hidden and withheld(question, count if persons else amount, question.unit, sight_of(reader)):
        return Records(page, shown, 0, few_reason(), after)
    return Records(page, count, hidden, hidden_reason() if hidden else "", after)


def _statements(question: Question, reader: Account | None, start: int, limit: int | None) -> Records:
    """Return the statements behind a stated value or a formula; what the house counts itself is asked for by itself."""
    top = question.unit.pk
    found = stated.count(replace(question, by=()), question.period, [top])[Cell(top)]
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
        _("其中有由台账计数的；请另查：%(codes)s。") % {"codes": "、".join(sorted(_counted_in(question)))}
        if counted
        else ""
    )
    unseen = hidden_reason() if hidden > counted else ""
    return Records(rows, found.records, hidden, unseen + reason, after)


def _counted_in(question: Question) -> frozenset[str]:
    return question.indicator.counted if isinstance(question.indicator, Formula) else frozenset()


def _statement(code: str, one: Stated, unit: Unit) -> Record:
    exact = one.number
    amount = rounded(exact, 0, MOST_DECIMALS) if exact is not None else None
    thing = f"{code} {Period(one.first, one.last)}"
    return Record(
        "statement", one.source_id, thing, unit.code, unit.name, one.first, amount, one.bound.value, one.origin
    )


def _seen(reader: Account | None) -> tuple[str, list[Any]]:
    """Return SQL of the units whose records the reader may see."""
    if has_all(reader):
        return "SELECT id FROM records_unit", []
    parts = [below_list(units, TreeOn.now(line)) for line, units in tops(reader, Right.RECORD_READ).items()]
    return " UNION ".join(parts) or "SELECT id FROM records_unit WHERE 1 = 0", []


def _record(row: tuple[Any, ...], question: Question | None) -> Record:
    source, number, thing, person, code, name, on, amount, bound, origin = row
    if question is not None:
        thing, amount, bound = f"person:{_label(int(person), question)}", 1, "exact"
    day = on if isinstance(on, date) else date.fromisoformat(str(on))
    return Record(source, int(number), thing, code, name, day, int(amount), bound, origin)


def _label(person: int, question: Question) -> str:
    asked = f"{question.indicator.slug}|{question.unit.pk}|{question.period}|{question.where}|{question.as_of}|{person}"
    return hmac.new(settings.SECRET_KEY.encode(), asked.encode(), hashlib.sha256).hexdigest()[:12]
