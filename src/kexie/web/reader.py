"""What pages of records ask of their reader: who acts, the period and day looked at, units by code and their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, cast

from django.http import HttpRequest

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.looking import asked_once
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import opening_period
from kexie.web.kit import lens


def actor(request: HttpRequest) -> Account:
    """Return the account that is signed in; only for pages behind ``seated``."""
    return cast("Account", request.user)


@dataclass(frozen=True, slots=True)
class Lens:
    """What is looked at: a period, as known on a day."""

    as_of: date
    period: Period


def lens_of(request: HttpRequest, *, typed: bool = True) -> Lens:
    """Read the lens from the address, the day also from the mast's choice; raise ``Refused`` for what cannot be read.

    Without a word the period is the association's opening period, else this year. ``typed`` false leaves the address's
    period to a form of the page's own.
    """
    if request.GET.get("as_of"):
        parse_day(request.GET["as_of"])  # says so, where the frame would pass over it
    wanted = request.GET.get("period", "").strip() if typed else ""
    return Lens(lens.lens_of(request).as_of, parse_period(wanted, today()) if wanted else opening_period())


def unit_of(request: HttpRequest, code: str, right: Right = Right.UNIT_READ) -> Unit:
    """Return the unit of an address; one that is not there and one out of reach read the same (404)."""
    try:
        return door.unit(actor(request), code, right)
    except Refused as refusal:
        raise Forbidden(refusal.lines) from refusal


def paths_of(units: Iterable[int], on: TreeOn | None = None) -> dict[int, tuple[Unit, ...]]:
    """Return for each unit (by number) the units from its root down to itself: one query however many."""
    whole = tree(on or TreeOn.now())
    ids = {unit: whole.path(unit) for unit in set(units)}
    named = Unit.objects.in_bulk({one for path in ids.values() for one in path})
    return {unit: tuple(named[one] for one in path if one in named) for unit, path in ids.items()}


class Named(NamedTuple):
    """A unit as a link says it."""

    code: str
    name: str


def names_of(units: Iterable[int]) -> dict[int, Named]:
    """Return code and name of units by number; within a look each is asked for once, however many parts name it."""
    known, wanted = _named(), set(units)
    if missing := wanted - known.keys():
        told = Unit.objects.filter(pk__in=missing).order_by().values_list("pk", "code", "name")
        known |= {pk: Named(code, name) for pk, code, name in told}
    return {pk: known[pk] for pk in wanted if pk in known}


def path_names(unit: int, on: TreeOn) -> tuple[Named, ...]:
    """Return how the units are called from the root of a tree down to one."""
    path = tree(on).path(unit)
    named = names_of(path)
    return tuple(named[one] for one in path if one in named)


@asked_once
def _named() -> dict[int, Named]:
    return {}


class Spot(NamedTuple):
    """A unit as a list names it: its code, its name, and in words where it hangs."""

    code: str
    name: str
    place: str


NOWHERE: Final = Spot("", "", "")


def spots_of(units: Iterable[int | None], on: TreeOn | None = None) -> dict[int | None, Spot]:
    """Return for each unit (by number) how a list names it: one query however many, and no more of a unit than that.

    ``None`` may be among them, for what has no unit; it is named by nothing.
    """
    whole = tree(on or TreeOn.now())
    paths = {unit: whole.path(unit) for unit in set(units) if unit is not None}
    named = names_of(one for path in paths.values() for one in path)
    found: dict[int | None, Spot] = {None: NOWHERE}
    for unit, path in paths.items():
        if unit in named:
            names = [named[one].name for one in path if one in named]
            found[unit] = Spot(*named[unit], _place(names))
    return found


def place_of(path: Iterable[Unit]) -> str:
    """Return in words where a unit stands: the names above it, without its root (which every unit shares)."""
    return _place([unit.name for unit in path])


def _place(names: Sequence[str]) -> str:
    above = names[:-1]
    return "／".join(above[1:] if len(above) > 1 else above)
