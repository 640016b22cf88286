"""Which other figures a change of structure may touch, beside the house's own counts, and in which periods.

Terms that ran out, what branches owe, what is planned, what units state and what is computed of all that: for each the
months, quarters and years in which there is anything of it. Asking one too many costs a count; one too few is a lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from django.db.models import Max, Min

from kexie.figures.formulas.evaluate import needs_of
from kexie.figures.formulas.windows import Reading
from kexie.figures.indicators import DERIVED, RULED, UNPOSTED, Indicator, formula
from kexie.figures.indicators.formula import Formula
from kexie.figures.question import BY_PERIOD
from kexie.kit.clock import today
from kexie.kit.spans import Kind, Period, calendar_span
from kexie.records.activities.models import Activity
from kexie.records.branches.models import Branch
from kexie.records.ledger.models import Entry
from kexie.records.values.models import Statement

Asked = tuple[Indicator, Period]
Told = dict[str, set[tuple[date, date]]]
"""The periods for which each element is stated or asked."""
WHY: Final = "telling which figures a change of structure would change"
NAMED: Final = 500
"""So many units are named in a question; more than that, all are looked at."""


def horizon(on: date) -> list[Period]:
    """Return the months, quarters and years that end on a day or later, until today and the last thing that is told."""
    ends = Statement.objects.knowing(WHY).aggregate(first=Min("first"), last=Max("last"))
    begun = Entry.objects.aggregate(first=Min("span_from"))["first"]
    first = min([today(), *(day for day in (ends["first"], begun) if day is not None)])
    last = max([on, today(), *([ends["last"]] if ends["last"] is not None else [])])
    years = range(max(on.year, first.year), last.year + 1)
    days = [date(year, month, 1) for year in years for month in range(1, 13)]
    found = {calendar_span(day, Kind(word)) for day in days for word in BY_PERIOD} | _planned(on)
    return sorted((span for span in found if span.last >= on), key=lambda span: (span.first, span.last))


def _planned(on: date) -> set[Period]:
    ahead = Activity.objects.knowing(WHY).filter(status="planned", starts_on__gte=on.replace(month=1, day=1))
    days = ahead.values_list("starts_on", flat=True).order_by().distinct()
    return {calendar_span(day, Kind(word)) for day in days for word in BY_PERIOD}


def others(on: date, spans: Collection[Period], held: Collection[Period], moved: Collection[int]) -> list[Asked]:
    """Return what may read otherwise where some units lie elsewhere, are open or closed.

    ``spans``: what ``horizon`` tells; ``held``: those in which the book has entries.
    """
    past = [span for span in spans if span.first <= today()]
    planned = _planned(on)
    found = [(one, span) for one in UNPOSTED.values() for span in spans if span in planned]
    some = {"unit__in": list(moved)} if len(moved) <= NAMED else {}  # of whom there is nothing there, nothing changes
    if Entry.objects.filter(measure="matters_opened", **some).exists():
        found += [(one, span) for one in DERIVED.values() for span in past]
    if Branch.objects.knowing(WHY).filter(**some).exists():
        found += [(one, span) for one in RULED.values() for span in past]
    return found + list(_stated(spans, held, moved))


def _stated(spans: Collection[Period], held: Collection[Period], moved: Collection[int]) -> Iterator[Asked]:
    told = _told(moved)
    years = {span.first.year for span in held}
    for one in formula.listed():
        if one.element is None and any(part.code in told for part in one.parts):
            yield from ((one, span) for span in spans)  # it may count who owes, also where nobody says anything
        elif one.counted:
            yield from ((one, span) for span in spans if not years.isdisjoint({span.first.year, span.first.year - 1}))
        elif one.slug in told:
            yield from ((one, span) for span in spans if _speaks(one, span, told[one.slug]))


def _told(moved: Collection[int]) -> Told:
    """Return for each element that some units state, or are asked for, the periods for which anybody does.

    Whoever is asked owes it in every period: where somebody else says that there is no such item, it may be missing for
    another reason without them.
    """
    rows = Statement.objects.knowing(WHY).order_by()
    if len(moved) <= NAMED:
        rows = rows.filter(element__in=set(rows.filter(unit__in=moved).values_list("element", flat=True).distinct()))
    found: Told = {}
    for code, first, last in rows.values_list("element", "first", "last").distinct():
        found.setdefault(code, set()).add((first, last))
    return found


def _speaks(one: Formula, span: Period, told: set[tuple[date, date]]) -> bool:
    """Tell whether anything that is told of an element lies in the days from which it is read."""
    for element, window, stock in needs_of(one.definition, {}, Reading((span,))):
        end = max(period.last for period in window)
        for first, last in told:
            if any(period.first <= first and last <= period.last for period in window):
                return True
            if stock and element.good_from(end) <= last <= end:
                return True
    return False
