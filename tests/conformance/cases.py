"""Another system's published cases, read from beside the project and said in our own words; nothing of them is kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from kexie.kit.clock import today
from kexie.kit.periods import Period, parse_period
from kexie.records.values.definitions import Element, Row

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("KEXIE_CONFORMANCE") or ROOT.parent / "shared" / "conformance") / "dhis2"
FILES = ("integration_analytics_service.json", "integration_query_modifiers.json")
OPERATORS = {
    "SUM": ("sum", "sum"),
    "AVERAGE": ("average", "average"),
    "MAX": ("max", "max"),
    "MIN": ("min", "min"),
    "COUNT": ("count", "sum"),
    "LAST": ("last", "sum"),
    "MAX_SUM_ORG_UNIT": ("max", "sum"),
    "MIN_SUM_ORG_UNIT": ("min", "sum"),
}
"""Their one word for both axes: ours over time, ours over units."""
NUMBERS = {"true": 1, "false": 0}
_SAID = (
    (r"#\{(\w+)\.DEFAULT_COC\}", r"{\1}"),
    (r"#\{([\w.]+)\}", r"{\1}"),
    (r"R\{(\w+)\.REPORTING_RATE\}", r"rate({\1})"),
    (r"\.periodOffset\(", ".offset("),
    (r"\.yearToDate\(", ".year_to_date("),
    (r"\.minDate\(", ".since("),
    (r"\.maxDate\(", ".until("),
    (r"\[periodInYear\]", "period_in_year"),
    (r"\[yearlyPeriodCount\]", "periods_in_year"),
    (r"subExpression\(", "each("),
)


def formula(theirs: str) -> str:
    """Return a formula in our grammar."""
    ours = theirs
    for pattern, said in _SAID:
        ours = re.sub(pattern, said, ours)

    def operators(found: re.Match[str]) -> str:
        time, units = OPERATORS[found[1]]
        return f".time({time}).units({units})"

    return re.sub(r"\.aggregationType\((\w+)\)", operators, ours)


def period(text: str) -> Period:
    """Read a period as they write it: 201701, 2017Q1, 2017."""
    return parse_period(f"{text[:4]}-{text[4:]}" if re.fullmatch(r"\d{6}", text) else text, today())


@dataclass(frozen=True)
class Asked:
    """One value that is asked: which definition, of which units together, over which periods together."""

    code: str
    units: tuple[str, ...]
    periods: tuple[Period, ...]
    expected: Decimal | None


@dataclass
class Case:
    """One case: what it defines and what it asks. ``outside``: why it is out of scope."""

    name: str
    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    outside: str = ""


@dataclass(frozen=True)
class Number:
    """One stated number: element, unit, period."""

    element: str
    unit: str
    period: Period
    value: int


class World:
    """One of the files: its tree, elements, numbers and cases."""

    def __init__(self, file: Path) -> None:
        self.told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        self.units: list[dict[str, Any]] = self.told["organisationUnits"]
        numeric = {one["id"]: one for one in self.told["dataElements"] if one["valueType"] in {"INTEGER", "BOOLEAN"}}
        self.numbers = list(self._numbers(numeric))
        self.asked_for = [(name, unit) for name, one in self._sets().items() for unit in one["orgUnits"]]
        time = {code: OPERATORS[one["aggregationType"]] for code, one in numeric.items()}
        stated = dict.fromkeys([*numeric, *(one.element for one in self.numbers), *self._sets()])
        self.elements = [
            Element(code, code, 0, "month", *time.get(code.partition(".")[0], ("sum", "sum"))) for code in stated
        ]

    def _sets(self) -> dict[str, Any]:
        return dict(self.told.get("dataSets", {}))

    def _numbers(self, numeric: dict[str, Any]) -> Iterator[Number]:
        for one in self.told["dataValues"]:
            if one["dataElement"] not in numeric:
                continue
            value = NUMBERS.get(one["value"]) if one["value"] in NUMBERS else int(one["value"])
            assert value is not None
            yield Number(one["dataElement"], one["orgUnit"], period(one["period"]), value)
            if one.get("categoryOptionCombo"):  # a part of an element is an element of its own with us
                part = f"{one['dataElement']}.{one['categoryOptionCombo']}"
                yield Number(part, one["orgUnit"], period(one["period"]), value)
        for one in self.told.get("completeDataSetRegistrations", []):
            if one["orgUnit"] in self._sets()[one["dataSet"]]["orgUnits"]:
                yield Number(one["dataSet"], one["orgUnit"], period(one["period"]), 1)
        broken: dict[tuple[str, str, str], int] = {}
        for one in self.told.get("validationResults", []):
            key = (one["rule"], one["orgUnit"], one["period"])
            broken[key] = broken.get(key, 0) + 1
        for (rule, unit, month), count in broken.items():
            yield Number(rule, unit, period(month), count)

    def cases(self) -> Iterator[Case]:
        """Yield the cases; codes of rows carry the case's number, since every case names its own ``indicatorAA``."""
        for place, told in enumerate(self.told["cases"]):
            yield self._modifier(place, told) if "query" not in told else self._query(place, told)

    def _modifier(self, place: int, told: dict[str, Any]) -> Case:
        case = Case(told["test"])
        code = f"c{place}.x"
        if "'" in told["numerator"]:
            case.outside = "texts as values"
        else:
            case.rows = [Row(code, code, formula(told["numerator"]), formula(told["denominator"]))]
        for one in told["periods"]:
            case.asked.append(
                Asked(code, tuple(told["orgUnitFilter"]), (period(one),), _number(told["expected"].get(one)))
            )
        return case

    def _query(self, place: int, told: dict[str, Any]) -> Case:
        query, case = told["query"], Case(told["test"])
        named = {name: f"c{place}.{name}" for name in told["indicators"]}
        for name, one in told["indicators"].items():
            if "'" in one["numerator"]:
                case.outside = "dates as values" if ">=" in one["numerator"] else "texts as values"
                continue
            top = re.sub(r"N\{(\w+)\}", lambda found: f"N{{{named[found[1]]}}}", one["numerator"])
            case.rows.append(Row(named[name], name, formula(top), formula(one["denominator"]), str(one["factor"])))
        for name in query.get("DataElements", []):
            operator = query["AggregationType"]
            time, units = OPERATORS[operator if isinstance(operator, str) else operator[0]]
            named[name] = f"c{place}.{name}"
            case.rows.append(Row(named[name], name, f"{{{name}}}.time({time}).units({units})"))
        for name in query.get("ReportingRates", []):
            named[name] = f"c{place}.rate"
            case.rows.append(Row(named[name], name, f"rate({{{name.partition('.')[0]}}})"))
        named |= {rule: rule for rule in query.get("ValidationRules", [])}
        for name, (unit, together), (when, periods) in product(named, self._units(query), self._periods(query)):
            key = "-".join([name, *([unit] if unit else []), *([when] if when else [])])
            case.asked.append(Asked(named[name], together, periods, _number(told["expected"].get(key))))
        return case

    def _units(self, query: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the units asked one by one (with the word in the key), or together (without)."""
        listed = query.get("OrganisationUnits") or ([query["OrganisationUnit"]] if "OrganisationUnit" in query else [])
        if listed:
            return [(unit, (unit,)) for unit in listed]
        together = query.get("FilterOrganisationUnits") or [one["id"] for one in self.units if not one["parent"]]
        return [("", tuple(together))]

    def _periods(self, query: dict[str, Any]) -> list[tuple[str, tuple[Period, ...]]]:
        listed = query.get("Periods") or ([query["Period"]] if "Period" in query else [])
        if listed:
            return [(one, (period(one),)) for one in listed]
        if "StartDate" in query:
            return [("", (parse_period(f"{query['StartDate']}..{query['EndDate']}", today()),))]
        return [("", tuple(period(one) for one in query["FilterPeriods"]))]


def _number(told: float | None) -> Decimal | None:
    return None if told is None else Decimal(str(told))
