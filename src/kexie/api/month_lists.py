"""Monthly lists (月度清单): filled by the records, kept by the unit, sent up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.meetings import lists, queries
from kexie.records.meetings.lists import Line
from kexie.records.meetings.models import MonthList
from kexie.records.meetings.splitting import split_sides
from kexie.records.units.models import Unit

router = Router(tags=["month-lists"])


class Wanted(Lot):
    """Which lists."""

    unit: str = ""
    month: date | None = None


class Which(Schema):
    """Whose list, of which month (any day of it)."""

    unit: str = Field(max_length=64)
    month: date


class Item(Body):
    """A line: its words, and the record that it came from (as ``filled`` gives it)."""

    text: str = Field(max_length=300)
    source: str = Field("", max_length=80)


class Kept(Body):
    """A list as it stands; ``version`` 0: there was none yet."""

    unit: str = Field(max_length=64)
    month: date
    version: int = Field(ge=0, lt=2**31)
    done: list[Item] = Field([], max_length=50)
    following: list[Item] = Field([], max_length=50)


class Sent(Versioned):
    """Whose list is sent; ``few``: there was no more."""

    unit: str = Field(max_length=64)
    month: date
    few: bool = False


class Back(Versioned):
    """Whose list is taken back."""

    unit: str = Field(max_length=64)
    month: date


class Pasted(Body):
    """A unit's text as it was written: headed or numbered, in one piece."""

    text: str = Field(min_length=1)


def _shown(listed: Sequence[MonthList]) -> list[Answer]:
    return [
        {
            "unit": one.unit.code,
            "month": one.month,
            "sent_at": one.sent_at,
            "origin": one.origin,
            "version": one.version,
            "done": [{"text": item.text, "source": item.source} for item in one.items.all() if item.side == "done"],
            "following": [
                {"text": item.text, "source": item.source} for item in one.items.all() if item.side == "next"
            ],
        }
        for one in listed
    ]


def _unit(request: HttpRequest, code: str) -> Unit:
    return door.unit(account(request), code, Right.MATTER_READ)


def _list(request: HttpRequest, code: str, month: date) -> MonthList:
    rows = queries.lists_of(account(request)).filter(unit=_unit(request, code), month=month.replace(day=1))
    found = rows.first()
    if found is None:
        raise Forbidden(_("没有这份清单，或您无权查看。"))
    return found


@router.get("", response={200: Answer, **REFUSALS}, operation_id="month_lists")
def index(request: HttpRequest, wanted: Query[Wanted]) -> Answer:
    """List the monthly lists in reach."""
    rows = queries.lists_of(account(request))
    if wanted.unit:
        rows = rows.filter(unit=_unit(request, wanted.unit))
    if wanted.month:
        rows = rows.filter(month=wanted.month.replace(day=1))
    return lot_of(rows.prefetch_related("items"), wanted, _shown)


@router.get("/filled", response={200: Answer, **REFUSALS}, operation_id="filled_month_list")
def filled(request: HttpRequest, which: Query[Which]) -> Answer:
    """Return what the records say that a unit did in a month and means to do in the next; nothing is kept."""
    done, following = lists.filled(_unit(request, which.unit), which.month, by=account(request))
    sides = {"done": done, "following": following}
    return {side: [{"text": one.text, "source": one.source} for one in found] for side, found in sides.items()}


@router.post("/split", response={200: Answer, **REFUSALS}, operation_id="split_month_list")
def split(request: HttpRequest, sent: Pasted) -> Answer:  # noqa: ARG001 - every address has it
    """Return a unit's own text split into items, a side each; nothing is kept."""
    done, following = split_sides(sent.text)
    return {"done": done, "following": following}


@router.post("", response={200: Answer, **REFUSALS}, operation_id="keep_month_list")
@deed
def keep(request: HttpRequest, sent: Kept) -> Answer:
    """Keep a unit's list of a month."""
    sides = [[Line(one.text, one.source) for one in side] for side in (sent.done, sent.following)]
    unit, who = _unit(request, sent.unit), account(request)
    return _shown([lists.keep_list(unit, sent.month, sides[0], sides[1], by=who, version=sent.version)])[0]


@router.post("/send", response={200: Answer, **REFUSALS}, operation_id="send_month_list")
@deed
def send(request: HttpRequest, sent: Sent) -> Answer:
    """Send a list up: three to nine lines a side, or fewer where there was no more."""
    found = _list(request, sent.unit, sent.month)
    return _shown([lists.send_list(found, few=sent.few, by=account(request), version=sent.version)])[0]


@router.post("/take_back", response={200: Answer, **REFUSALS}, operation_id="take_month_list_back")
@deed
def take_back(request: HttpRequest, sent: Back) -> Answer:
    """Take a sent list back to mend it."""
    found = _list(request, sent.unit, sent.month)
    return _shown([lists.take_list_back(found, by=account(request), version=sent.version)])[0]
