"""Figures (数): any question that a page or the command line may ask, and the records behind the answer."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from kexie.api.house import MOST, REFUSALS, account
from kexie.figures.answer import answer
from kexie.figures.catalogue import families
from kexie.figures.question import Question, ask
from kexie.figures.records import records
from kexie.kit.refusal import Refused
from kexie.records.units.kinds import MAIN

router = Router(tags=["figures"])
MOST_PERIODS: Final = 400
"""Into how many periods one question is parted: each is an answer of its own, and 9999 years of months took minutes."""


class Asked(Schema):
    """A question as it is typed: unit by code, period (2018, 2018-Q1, 2018-01..2018-05), break-downs, conditions."""

    unit: str = Field(max_length=64)
    period: str = Field(max_length=60)
    by: list[str] = Field([], max_length=4)
    where: list[str] = Field([], max_length=20)
    as_of: str = Field("", max_length=10)
    tree: str = Field("period", max_length=10)
    line: str = Field(MAIN, max_length=20, description="main, or party: the line on which units stand below each other")


class AskedRecords(Asked):
    """The same, and which part of its records."""

    start: int = Field(0, ge=0, lt=10**9, description="next of the answer before")
    limit: int = Field(50, ge=1, le=MOST)


@router.get("", response={200: dict[str, Any], **REFUSALS}, operation_id="indicators")
def index(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - every address has it
    """List the indicators."""
    return {
        "indicators": [
            {"slug": one.slug, "title": str(one.title), "unit": str(one.unit), "family": family.name}
            for family in families()
            for one in family.indicators
        ]
    }


def _question(request: HttpRequest, indicator: str, asked: Asked) -> Question:
    odd = [part for part in (indicator, asked.unit, asked.period, asked.as_of, asked.tree, asked.line) if "\0" in part]
    if odd or any("\0" in word for word in (*asked.by, *asked.where)):
        msg = "NUL"
        raise Refused(msg)
    found = ask(
        indicator,
        unit=asked.unit,
        period=asked.period,
        reader=account(request),
        by=asked.by,
        where=asked.where,
        as_of=asked.as_of,
        tree=asked.tree,
        line=asked.line,
    )
    if (many := len(found.periods())) > MOST_PERIODS:
        raise Refused(_("期间太长，分列会有 %(n)s 栏；请缩短，或者按季度、按年分。") % {"n": many})
    return found


@router.get("/{path:indicator}/records", response={200: dict[str, Any], **REFUSALS}, operation_id="records")
def behind(request: HttpRequest, indicator: str, asked: Query[AskedRecords]) -> dict[str, Any]:
    """Return the records behind a figure: newest first, with how many are hidden and why."""
    question = _question(request, indicator, asked)
    return records(question, reader=account(request), start=asked.start, limit=asked.limit).as_json()


@router.get("/{path:indicator}", response={200: dict[str, Any], **REFUSALS}, operation_id="figure")
def figure(request: HttpRequest, indicator: str, asked: Query[Asked]) -> dict[str, Any]:
    """Return a figure with its rows and its passport, as the command line prints it."""
    return answer(_question(request, indicator, asked), reader=account(request)).as_json()
