"""Defining elements and indicators, and stating values: every change restates the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.periods import Period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.book.actions import append, lock
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.ledger.models import MeasureVersion
from kexie.records.structure.articles import named
from kexie.records.units.models import Unit
from kexie.records.values.definitions import Definition, Element, defined, same
from kexie.records.values.models import Statement
from kexie.records.values.operators import PART

WHY = "stating values"
SOURCE = "statement"


@dataclass(frozen=True, slots=True)
class Said:
    """What a unit says for an element and a period; ``amount`` in the element's step.

    ``withdraws``: it never meant to say what stands, so that nothing is reported again; the unit stays asked.
    """

    element: str
    unit: Unit
    period: Period
    role: str = PART
    state: str = "number"
    amount: int = 0
    bound: str = "exact"
    source: str = ""
    origin: str = "live"
    withdraws: bool = False

    @property
    def key(self) -> tuple[str, int, date, date, str]:
        """Return what there is one statement of."""
        return self.element, self.unit.pk, self.period.first, self.period.last, self.role

    def differs(self, old: Statement) -> bool:
        """Tell whether this says anything new; what is merely awaited withdraws nothing."""
        if self.state == "awaited":
            return self.withdraws and old.state != "awaited"
        told = (self.state, self.amount, self.bound, self.source)
        return told != (old.state, old.amount, old.bound, old.source)


def define(definitions: Sequence[Definition], *, by: Account, known_on: Mapping[str, date] | None = None) -> int:
    """Append definitions that say something new as the next version of their code; return how many were new.

    It needs the right to define. Raises ``Refused`` for a change of decimals, frequency or sort once values are stated:
    the numbers already in the book would change their meaning.
    """
    if not door.may_anywhere(by, Right.MEASURE_DEFINE):
        raise Forbidden(_("您没有定义数据元素和指标的权限。"))
    told = known_on or {}
    with transaction.atomic():
        lock()
        standing = defined(one.code for one in definitions)
        new = [one for one in definitions if one.code not in standing or not same(one, standing[one.code])]
        wrong = [why for one in new if (why := fault(one, standing.get(one.code)))]
        if wrong:
            raise Refused(wrong)
        lines = [_version(one, standing.get(one.code)) for one in new]
        if lines:
            append(lines, by=by.pk, known_on=lambda line: told.get(getattr(line, "slug", "")))
            write([Deed("define", "measure", line.slug) for line in lines], by=by.pk)
    return len(lines)


def _version(one: Definition, old: Definition | None) -> MeasureVersion:
    return MeasureVersion(
        slug=one.code,
        version=old.version + 1 if old else 1,
        definition=one.definition(),
        valid_from=DAY_MIN,
        valid_to=DAY_MAX,
        founding=old is None,
    )


def fault(new: Definition, old: Definition | None) -> str:
    """Return the sentence that says why a definition cannot become the next version of its code, or nothing."""
    forbidden = named((new.code, new.name))
    if forbidden or old is None or not (isinstance(new, Element) or isinstance(old, Element)):
        return forbidden
    if not isinstance(new, Element) or not isinstance(old, Element):
        return _("“%(code)s”已是另一种定义（数据元素或指标）；请换一个编号。") % {"code": new.code}
    if (new.decimals, new.frequency) == (old.decimals, old.frequency):
        return ""
    if not Statement.objects.knowing(WHY).filter(element=new.code).exists():
        return ""
    said = {"code": new.code, "decimals": old.decimals, "frequency": old.frequency}
    return _("“%(code)s”已有数值，小数位（%(decimals)s）和频率（%(frequency)s）不能再改；请另设一个编号。") % said


def state(
    said: Sequence[Said], *, by: Account, known_on: Mapping[tuple[str, int, date, date, str], date] | None = None
) -> int:
    """State values: new ones are added, others changed, and the ledger says them; return how many were new.

    It needs the right to state values in every unit concerned. Raises ``Refused`` otherwise. ``known_on`` only for
    what is taken over from another system.
    """
    reach = reached(by, Right.VALUE_STATE)
    for one in said:
        if reach is not None and one.unit.pk not in reach:
            door.demand(by, Right.VALUE_STATE, one.unit)
    told = known_on or {}
    with transaction.atomic():
        lock()
        standing = stated(said)
        fresh = {one.key: one for one in said if one.key not in standing and not one.withdraws}
        made = Statement._base_manager.bulk_create(  # noqa: SLF001 - a guarded model's bulk insert
            [_row(one, told.get(key) or today()) for key, one in fresh.items()], batch_size=500
        )
        changed = [
            _changed(standing[one.key], one) for one in said if one.key in standing and one.differs(standing[one.key])
        ]
        fields = ["state", "amount", "bound", "source"]
        Statement._base_manager.bulk_update(changed, fields, batch_size=500)  # noqa: SLF001 - the same
        touched = [*made, *changed]
        wanted = {Source(SOURCE, row.pk): _lines(row) for row in touched}
        days = {Source(SOURCE, row.pk): told[key] for row in touched if (key := key_of(row)) in told}
        restate(wanted, by=by.pk, known_on=days)
        write([Deed("state", "value", f"{row.element}:{row.pk}", unit=row.unit_id) for row in touched], by=by.pk)
    return len(touched)


def key_of(row: Statement) -> tuple[str, int, date, date, str]:
    """Return what there is one statement of."""
    return row.element, row.unit_id, row.first, row.last, row.role


def stated(said: Sequence[Said]) -> dict[tuple[str, int, date, date, str], Statement]:
    """Return the statements that stand already for what is said."""
    wanted = {one.key for one in said}
    found: dict[tuple[str, int, date, date, str], Statement] = {}
    units = list({one.unit.pk for one in said})
    elements = {one.element for one in said}
    for start in range(0, len(units), 5_000):
        part = units[start : start + 5_000]
        for row in Statement.objects.knowing(WHY).filter(element__in=elements, unit__in=part):
            if key_of(row) in wanted:
                found[key_of(row)] = row
    return found


def _row(one: Said, asked_on: date) -> Statement:
    return Statement(
        element=one.element,
        unit=one.unit,
        first=one.period.first,
        last=one.period.last,
        role=one.role,
        state=one.state,
        amount=one.amount,
        bound=one.bound,
        source=one.source,
        origin=one.origin,
        asked_on=asked_on,
    )


def _changed(old: Statement, one: Said) -> Statement:
    old.state, old.amount, old.bound, old.source = one.state, one.amount, one.bound, one.source
    return old


def _lines(row: Statement) -> list[Line]:
    """Return what the ledger says of a statement: one entry of the unit itself; nothing while it is awaited."""
    if row.state == "awaited":
        return []
    return [
        Line(
            measure=row.element,
            unit=row.unit_id,
            role="home",
            thing=f"{SOURCE}:{row.pk}",
            amount=row.amount,
            span_from=row.first,
            span_to=row.last,
            bound=row.bound,
            state=row.state,
            kind=row.role,
            origin=row.origin,
        )
    ]


def new_element(code: str, decimals: int, frequency: str) -> Element:
    """Return the element that a list of values brings along: named by its code, added up as sums."""
    return Element(code, code, decimals, frequency)
