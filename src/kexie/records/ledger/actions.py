"""Writing to the ledger: restating what a source says, merging persons. Both are set-based and idempotent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import Stamp, append, lock, take
from kexie.records.book.bulk import among, insert
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.measures import SHIPPED, Measure
from kexie.records.ledger.models import Alias, Closing, Entry, MeasureVersion
from kexie.records.ledger.queries import resolve
from kexie.records.people.queries import home_on, homes
from kexie.records.units.models import Unit

CHUNK = 5_000


class Source(NamedTuple):
    """The record that a line is posted for: the kind of record and its number."""

    kind: str
    number: int


class Line(NamedTuple):
    """What an entry is to say. ``span_from`` is the counting day; ``goals`` and ``tags`` are written ``;a;b;``."""

    measure: str
    unit: int
    role: str
    thing: str
    amount: int
    span_from: date
    span_to: date
    bound: str = "exact"
    subject: int | None = None
    state: str = "number"
    kind: str = ""
    goals: str = ""
    tags: str = ""
    origin: str = "live"

    @property
    def name(self) -> str:
        """Return what tells the lines of one source apart."""
        return f"{self.measure}:{self.role}:{self.unit}"


_VERSION = {measure.slug: measure.version for measure in SHIPPED}


def says(entry: Entry) -> Line:
    """Return what a live entry says."""
    return Line(*(getattr(entry, name) for name in SAID))


SAID: Final = (
    "measure",
    "unit_id",
    "role",
    "thing",
    "amount",
    "span_from",
    "span_to",
    "bound",
    "subject",
    "state",
    "kind",
    "goals",
    "tags",
    "origin",
)
"""The columns of an entry that hold what its ``Line`` says, in that order."""


class _Stood(NamedTuple):
    """A live entry as far as restating needs it."""

    position: int
    known_on: date
    version: int
    measure_version: int
    line: Line


class _New(NamedTuple):
    """An entry to be appended: what it says, and which live entry it takes out (then its amount is negated)."""

    source: Source
    name: str
    line: Line
    version: int
    measure_version: int
    reverses: _Stood | None = None


def restate(wanted: Mapping[Source, Sequence[Line]], *, by: int, known_on: Mapping[Source, date] | None = None) -> int:
    """Make the ledger say exactly ``wanted`` for the given sources; return how many lines were appended.

    A live entry that says something else is reversed, a missing one is posted with the next version; what already
    stands is left alone, so restating twice appends nothing. ``known_on`` gives days only for what is taken over from
    another system. Amounts are whole numbers in the measure's step. Raises ``ValueError`` if the lines of one thing
    differ in amount: that is a defect of the caller.
    """
    _check_amounts(line for lines in wanted.values() for line in lines)
    with transaction.atomic():
        lock()  # what stands is read under the lock: two who restate one source would else post the same version
        new: list[_New] = []
        for part in _parts(wanted):
            live, versions = _standing(part)
            for source in part:
                new += _changes(source, live.get(source, _NOTHING), wanted[source], versions)
        if new:
            stamp = take(len(new))
            insert(Entry, COLUMNS, _rows(new, stamp, by, known_on or {}))
    return len(new)


_NOTHING: Final[Mapping[str, _Stood]] = {}
COLUMNS: Final = (
    "position",
    "recorded_at",
    "recorded_by",
    "known_on",
    "uid",
    "source",
    "source_id",
    "line",
    "version",
    "measure_version",
    "reverses_id",
    "moment",
    *SAID,
)
"""Every column of an entry, in the order of ``_rows``."""


def _rows(new: Sequence[_New], stamp: Stamp, by: int, told: Mapping[Source, date]) -> Iterator[tuple[object, ...]]:
    """Yield the entries as rows; a reversal is never known before what it reverses."""
    for position, one in enumerate(new, start=stamp.first):
        source, line, undone = one.source, one.line, one.reverses
        known = told.get(source)
        if known is not None and undone is not None:
            known = max(known, undone.known_on)
        uid = f"{source.kind}:{source.number}:{one.name}:{one.version}"
        head = (position, stamp.at, by, known or stamp.day)
        if undone is None:
            yield *head, uid, *source, one.name, one.version, one.measure_version, None, None, *line
        else:
            taken = line._replace(amount=-line.amount)
            uid = f"{uid}:reversed"
            yield *head, uid, *source, one.name, one.version, one.measure_version, undone.position, None, *taken


def _check_amounts(lines: Iterable[Line]) -> None:
    amounts: dict[tuple[str, str], int] = {}
    for line in lines:
        if amounts.setdefault((line.measure, line.thing), line.amount) != line.amount:
            message = f"{line.thing}: one thing carries one amount"
            raise ValueError(message)


def _parts(wanted: Mapping[Source, object]) -> Iterator[list[Source]]:
    """Yield the sources in lots of one kind each."""
    by_kind: dict[str, list[Source]] = {}
    for source in wanted:
        by_kind.setdefault(source.kind, []).append(source)
    for sources in by_kind.values():
        for start in range(0, len(sources), CHUNK):
            yield sources[start : start + CHUNK]


Standing = dict[Source, dict[str, _Stood]]
Versions = dict[tuple[Source, str], int]


def _standing(sources: Collection[Source]) -> tuple[Standing, Versions]:
    """Return the live entries of some sources of one kind by line name, and the last version of each line."""
    kind = next(iter(sources)).kind
    found = among(Entry.objects.filter(source=kind), "source_id", (source.number for source in sources))
    names = ("source_id", "line", "reverses_id", "position", "known_on", "version", "measure_version", *SAID)
    rows = list(found.values_list(*names))
    gone = {row[2] for row in rows if row[2] is not None}
    live: Standing = {}
    versions: Versions = {}
    for number, name, reverses, position, known_on, version, measure_version, *said in rows:
        if reverses is not None:
            continue
        source = Source(kind, number)
        versions[source, name] = max(versions.get((source, name), 0), version)
        if position not in gone:
            live.setdefault(source, {})[name] = _Stood(position, known_on, version, measure_version, Line(*said))
    return live, versions


def _changes(source: Source, live: Mapping[str, _Stood], wanted: Sequence[Line], versions: Versions) -> Iterator[_New]:
    names = {line.name: line for line in wanted}
    for name, stood in live.items():
        if names.get(name) != stood.line:
            yield _New(source, name, stood.line, stood.version, stood.measure_version, stood)
    for name, line in names.items():
        if name not in live or live[name].line != line:
            yield _New(source, name, line, versions.get((source, name), 0) + 1, _VERSION.get(line.measure, 1))


def merge_persons(*, pseudonym: int, into: int, by: Account, known_on: date | None = None) -> None:
    """Say that two pseudonyms are one person from now on; entries stay as they are.

    It needs the right to manage people where both are at home. Raises ``Refused`` if they already are one person (a
    circle would never end).
    """
    _demand_people([pseudonym, into], by)
    with transaction.atomic():
        lock()  # else two mergings at once could make a circle
        whole = resolve([pseudonym, into])
        if whole[pseudonym] == whole[into]:
            raise Refused(_("这两个人员编号已经是同一个人。"))
        append([Alias(pseudonym=whole[pseudonym], into=whole[into])], by=by.pk, known_on=known_on)
        write([Deed("merge", "person", str(pseudonym), subject=pseudonym)], by=by.pk)


def _demand_people(pseudonyms: Collection[int], by: Account) -> None:
    """Raise ``Forbidden`` unless the actor manages people where each is at home; of the homeless the owner decides."""
    told = homes(pseudonyms)
    for pseudonym in pseudonyms:
        home = home_on(told.get(pseudonym, []), today())
        if home is None:
            door.demand_owner(by)
        else:
            door.demand(by, Right.PEOPLE_MANAGE, Unit.objects.get(pk=home))


def part_persons(*, pseudonym: int, by: Account, known_on: date | None = None) -> None:
    """Undo a merging: the pseudonym stands for itself again from now on."""
    _demand_people([pseudonym], by)
    with transaction.atomic():
        lock()
        if resolve([pseudonym])[pseudonym] == pseudonym:
            raise Refused(_("这个人员编号没有并入别人。"))
        append([Alias(pseudonym=pseudonym, into=pseudonym)], by=by.pk, known_on=known_on)
        write([Deed("part", "person", str(pseudonym), subject=pseudonym)], by=by.pk)


def refuse_if_closed() -> None:
    """Raise ``Refused`` once any month is closed: another system's book is taken over before the first closing."""
    last = Closing.objects.order_by("-month").first()
    if last is not None:
        said = {"month": f"{last.month:%Y-%m}"}
        raise Refused(_("%(month)s 已结账，不能再接管其他系统的台账（recorded_on）。") % said)


def measure_of(slug: str) -> Measure:
    """Return a shipped measure; ``KeyError`` if there is none of that slug."""
    return {measure.slug: measure for measure in SHIPPED}[slug]


def put_in_force(*, by: Account) -> int:
    """Write the shipped measures to the book, each version once; return how many were new."""
    with transaction.atomic():
        lock()
        known = set(MeasureVersion.objects.values_list("slug", "version"))
        new = [
            MeasureVersion(
                slug=measure.slug,
                version=measure.version,
                definition=measure.definition(),
                valid_from=DAY_MIN,
                valid_to=DAY_MAX,
                founding=measure.version == 1,
            )
            for measure in SHIPPED
            if (measure.slug, measure.version) not in known
        ]
        if new:
            append(new, by=by.pk)
    return len(new)
