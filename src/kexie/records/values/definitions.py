"""What an element and an indicator row are, and how their versions stand in the book.

A definition is appended to the book as one more version of its code, in the one list of measures: so a code has one
meaning, an older day of knowledge reads the older definition, and closings cover them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MIN
from kexie.kit.days import add_months
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY, Kind
from kexie.kit.text import clipped, half_width, trimmed
from kexie.records.ledger.models import MeasureVersion
from kexie.records.units.queries import structure_mark

MAX_CODE: Final = 40
RESERVED: Final = frozenset(
    {
        *("activities", "attendance", "attendances", "attendees", "participations", "participants"),
        *("activities_planned", "matters_opened", "matters_closed", "matters_confirmed"),
        *("matters_in_time", "matters_overdue"),
        *("completions", "graduates", "body_studies", "topics_studied"),
        *("units_inspected", "voices_rated", "voices_content"),
    }
)
"""Codes of what the house itself counts; a test holds them against the shipped indicators and measures."""
TAKEN: Final = RESERVED | {"branches_due", "branches_held", "branches_held_share"}
"""Codes that nothing else may bear: those, and what follows from rules, which stands in no formula."""
_GOOD: Final = re.compile(r"(\d{1,4})\s*(d|days?|天|日|m|months?|个?月|y|years?|年)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Element:
    """A number that units state: its step (10^-decimals), how often, and how it is added up over time and units.

    ``valid_for`` says how long a reading of a stock stays good: ``"90d"``, ``"3m"``; empty: within the asked year.
    """

    code: str
    name: str
    decimals: int
    frequency: str
    time_operator: str = "sum"
    unit_operator: str = "sum"
    valid_for: str = ""
    version: int = 0

    def definition(self) -> dict[str, Any]:
        """Return what is written to the book."""
        return {"what": "element"} | {
            key: value for key, value in asdict(self).items() if key not in {"code", "version"}
        }

    @property
    def kind(self) -> Kind:
        """Return the sort of period it is stated for."""
        return Kind(self.frequency)

    def good_from(self, day: date) -> date:
        """Return the first day of readings that still hold on a day: of the year, or as far back as they stay good."""
        if not self.valid_for:
            return date(day.year, 1, 1)
        count, unit = int(self.valid_for[:-1]), self.valid_for[-1]
        try:
            return day - (count - 1) * ONE_DAY if unit == "d" else add_months(day + ONE_DAY, -count)
        except (OverflowError, Refused):
            return DAY_MIN


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator by formula: numerator × factor ÷ denominator, rounded to ``decimals`` where it is printed."""

    code: str
    name: str
    numerator: str
    denominator: str = "1"
    factor: str = "1"
    decimals: int = 2
    version: int = 0

    def definition(self) -> dict[str, Any]:
        """Return what is written to the book."""
        return {"what": "indicator"} | {k: value for k, value in asdict(self).items() if k not in {"code", "version"}}

    def times(self) -> Fraction:
        """Return the factor, exact."""
        return Fraction(self.factor)


Definition = Element | Row


def same(one: Definition, other: Definition) -> bool:
    """Tell whether two definitions say the same, whatever their versions."""
    return replace(one, version=0) == replace(other, version=0)


def digest(definitions: Iterable[Definition]) -> str:
    """Return twelve characters that change with anything that is computed from these definitions."""
    rules = sorted((one.code, json.dumps(one.definition(), sort_keys=True, ensure_ascii=False)) for one in definitions)
    return hashlib.sha256(json.dumps(rules, ensure_ascii=False).encode()).hexdigest()[:12]


def defined(codes: Iterable[str] | None = None, known: date | None = None) -> dict[str, Definition]:
    """Return elements and indicators by code (all, or those named), each in its latest version known by a day.

    A definition is a fact of structure, so all of them are remembered in this process until the structure changes.
    """
    told = _every(str(connection.settings_dict["NAME"]), structure_mark())
    wanted = None if codes is None else frozenset(codes)
    return {
        one.code: one
        for since, one in told
        if (known is None or since <= known) and (wanted is None or one.code in wanted)
    }


@lru_cache(maxsize=4)
def _every(database: str, mark: int) -> tuple[tuple[date, Definition], ...]:  # noqa: ARG001 - what it is remembered by
    """Return every version, the later ones last, with the day from which it is known."""
    found: list[tuple[date, Definition]] = []
    for line in MeasureVersion.objects.order_by("version"):
        given, since = dict(line.definition), DAY_MIN if line.founding else line.known_on
        match given.pop("what", ""):
            case "element":
                found.append((since, Element(code=line.slug, version=line.version, **given)))
            case "indicator":
                found.append((since, Row(code=line.slug, version=line.version, **given)))
    return tuple(found)


def parse_good(text: str) -> str:
    """Read how long a reading stays good: ``90``, ``90d``, ``3 months``, ``1年``; ``year`` is one year.

    Returns ``"90d"`` or ``"3m"``; a bare number is of days. Raises ``Refused`` otherwise.
    """
    typed = half_width(trimmed(text)).lower()
    word = {"year": "12m", "half": "6m", "quarter": "3m", "month": "1m", "day": "1d"}.get(typed)
    if word:
        return word
    found = _GOOD.fullmatch(typed)
    if found is None or not int(found[1]):
        raise Refused(_("“%(text)s”不是有效期；请写 90天、3个月 或 1年，空着表示当年有效。") % {"text": clipped(text)})
    count, unit = int(found[1]), found[2] or "d"
    if unit[0] in "y年":
        return f"{count * 12}m"
    return f"{count}m" if unit[0] in "m月个" else f"{count}d"
