"""Activities (活动): read one by one or in lots, and moved along their life; recorded as rows of ``/lists``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Body, Lot, account, deed, lot_of
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities import life
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import hosted
from kexie.records.activities.rules import unpacked
from kexie.records.activities.stages import stage

router = Router(tags=["activities"])


class Wanted(Lot):
    """Which activities: hosted by ``unit`` or below it, of a kind or series, beginning in a span of days."""

    unit: str = ""
    kind: str = ""
    series: str = ""
    since: date | None = None
    until: date | None = None


class Move(Body):
    """The version that one saw, and the reason where a deed needs one."""

    version: int = Field(ge=1, lt=2**31)
    reason: str = Field("", max_length=200)


def shown(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """Return activities without anybody's name: a roster is its organiser's, on the pages."""
    return [
        {
            "code": one.code,
            "kind": one.kind,
            "title": one.title,
            "unit": one.unit.code,
            "co_hosts": [host.unit.code for host in one.hosts.all() if host.role != "lead"],
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "status": one.status,
            "stage": stage(one).value,
            "count": one.count,
            "headcount": one.headcount,
            "bound": one.bound,
            "goals": unpacked(one.goals),
            "place": one.place,
            "series": one.series,
            "reason": one.reason,
            "origin": one.origin,
            "version": one.version,
        }
        for one in activities
    ]


@router.get("", response={200: dict[str, Any], **REFUSALS}, operation_id="activities")
def index(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List the activities whose records one may read."""
    who = account(request)
    rows = door.seen(who, Right.RECORD_READ, Activity)
    if wanted.unit:
        rows = hosted(rows, door.unit(who, wanted.unit).pk)
    for name, value in (("kind", wanted.kind), ("series", wanted.series)):
        if value:
            rows = rows.filter(**{name: value.replace("\0", "")})
    if wanted.since:
        rows = rows.filter(starts_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(starts_on__lte=wanted.until)
    return lot_of(rows.select_related("unit").prefetch_related("hosts__unit"), wanted, shown)


MOVES: Final[dict[str, Callable[..., object]]] = {
    "announce": life.announce,
    "finish": life.finish,
    "check": life.check,
    "send_back": life.send_back,
}


@router.post("/{path:code}/steps/{step}", response={200: dict[str, Any], **REFUSALS}, operation_id="move_activity")
@deed
def move(
    request: HttpRequest, code: str, step: Literal["announce", "finish", "check", "send_back"], sent: Move
) -> dict[str, Any]:
    """Announce it, say that its record is complete, check it, or send it back (with the reason)."""
    who = account(request)
    found = _one(request, code)
    given = {"reason": sent.reason} if step == "send_back" else {}
    if sent.reason and not given:
        raise Refused(_("这一步不用写原因。"))
    MOVES[step](found, by=who, version=sent.version, **given)
    return shown([_one(request, code)])[0]


@router.get("/{path:code}", response={200: dict[str, Any], **REFUSALS}, operation_id="activity")
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return one activity."""
    return shown([_one(request, code)])[0]


def _one(request: HttpRequest, code: str) -> Activity:
    return door.get(account(request), Right.RECORD_READ, Activity, code=code.replace("\0", ""))
