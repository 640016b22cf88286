"""What inspections credit: a unit in scope is inspected once a term, on the day of its first feedback."""

from __future__ import annotations

from collections.abc import Mapping

from kexie.records.inspections.models import Inspection, InspectionTerm, Round, TermUnit
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.ledger.measures import UNITS_INSPECTED


def series_of(term: InspectionTerm) -> str:
    """Return the series under which a term's inspections are counted, so that a figure can ask for them."""
    return f"inspection-term-{term.pk}"


def post(term: InspectionTerm, *, by: int) -> int:
    """Make the ledger say which units of a term were inspected; return how many lines that took."""
    scope = set(TermUnit.objects.filter(term=term).values_list("unit_id", flat=True))
    rows = Inspection.objects.knowing("posting to the ledger").filter(round__term=term).select_related("round")
    first: dict[int, Inspection] = {}
    every = list(rows.order_by("fed_back_on", "pk"))
    for one in every:
        if one.fed_back_on is not None and one.round.kind != Round.Kind.RELOOK and one.unit_id in scope:
            first.setdefault(one.unit_id, one)
    counted = {one.pk for one in first.values()}
    wanted: Mapping[Source, list[Line]] = {
        Source("inspection", one.pk): [_line(one, term)] if one.pk in counted else [] for one in every
    }
    return restate(wanted, by=by)


def _line(one: Inspection, term: InspectionTerm) -> Line:
    assert one.fed_back_on is not None  # noqa: S101 - for the type checker
    return Line(
        measure=UNITS_INSPECTED.slug,
        unit=one.unit_id,
        role="lead",
        thing=f"inspection:{one.pk}",
        amount=1,
        span_from=one.fed_back_on,
        span_to=one.fed_back_on,
        kind=one.round.kind,
        tags=f";series={series_of(term)};",
        origin=term.origin,
    )
