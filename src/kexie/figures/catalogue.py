"""Which indicators there are, in families: what the house counts, what is computed, what units state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.figures.indicators import DERIVED, INDICATORS, RULED, Indicator, formula
from kexie.kit.spans import Period
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.records.values.operators import PART


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators that belong together, under a head."""

    name: str
    indicators: tuple[Indicator, ...]


def families(known: date | None = None) -> list[Family]:
    """Return every indicator known by a day: counted, by formula, and stated ones by the beginning of their codes."""
    listed = formula.listed(known)
    counted = Family(_("台账计数"), (*INDICATORS.values(), *DERIVED.values()))
    found = [counted, Family(_("组织生活"), tuple(RULED.values()))]
    computed = tuple(one for one in listed if one.element is None)
    found += [Family(_("公式指标"), computed)] if computed else []
    stated: dict[str, list[Indicator]] = {}
    for one in listed:
        if one.element is not None:
            stated.setdefault(one.slug.partition(".")[0] if "." in one.slug else "", []).append(one)
    for head, ones in sorted(stated.items()):
        name = _("填报的数：%(head)s") % {"head": head} if head else _("填报的数")
        found.append(Family(name, tuple(ones)))
    return found


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a stated number was last reported: by whom (the lowest unit above them all), and for which period."""

    unit: Unit
    period: Period


def latest(codes: list[str]) -> dict[str, Latest]:
    """Return for each element where and for when it was last stated; those never stated are left out."""
    told = Entry.objects.filter(measure__in=codes, kind=PART, reverses=None)
    ends = dict(told.values_list("measure").annotate(end=Max("span_to")).order_by())
    if not ends:
        return {}
    found: dict[str, tuple[Period, set[int]]] = {}
    for code, unit, first, last in told.filter(span_to__in=set(ends.values())).values_list(
        "measure", "unit_id", "span_from", "span_to"
    ):
        if ends[code] == last:
            period, units = found.get(code, (Period(first, last), set()))
            found[code] = period, units | {unit}
    whole = tree(TreeOn.now())
    tops = {code: _above([whole.path(unit) for unit in units]) for code, (_period, units) in found.items()}
    named = Unit.objects.in_bulk({top for top in tops.values() if top})
    return {code: Latest(named[tops[code]], period) for code, (period, _units) in found.items() if tops[code] in named}


def _above(paths: list[list[int]]) -> int:
    """Return the last unit that all paths share; 0 where they share none."""
    top = 0
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        top = step[0]
    return top
