"""What every import has in common: read, check all rows, keep everything or nothing (or the good rows, if asked)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.bulk import uncollected
from kexie.kit.clock import today
from kexie.kit.columns import AnyColumn, day_column
from kexie.kit.intake import Outcome, ParsedRow, match_headers, read_rows
from kexie.kit.sheets import Problem, Table
from kexie.kit.text import clipped
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.ledger.actions import refuse_if_closed

RECORDED_ON = day_column("recorded_on", "得知日期", help=gettext_lazy("接管其他系统台账时用"))


@dataclass(slots=True)
class Intake:
    """The rows of one import on their way in. ``origin`` is what records made from them say of themselves.

    ``unread`` are the codes of rows that could not be read: others may refer to them. ``notes`` are told beside.
    """

    rows: list[ParsedRow]
    by: Account
    origin: str = "live"
    problems: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    unchanged: int = 0
    unread: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)

    def reject(self, row: ParsedRow, column: str, why: str) -> None:
        """Refuse a row, naming the column and how to mend it."""
        self.problems.append(Problem(row.number, column, clipped(str(row.values.get(column) or "")), why))
        self.refused.add(row.number)

    def good(self) -> list[ParsedRow]:
        """Return the rows that nothing is wrong with so far."""
        return [row for row in self.rows if row.number not in self.refused]

    def known_on(self, row: ParsedRow) -> date | None:
        """Return the day on which another system knew of the row; ``None``: we learn it now."""
        day: date | None = row.values.get("recorded_on")
        return day


Keep = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be imported: its name, its columns, and how its rows are checked and kept.

    ``right`` is what it takes: who holds it nowhere is turned away before a row is read, so that no answer tells
    which codes exist.
    ``above``: rows of the template's example before the columns' own one.
    ``plan`` rejects what cannot stand, counts what is unchanged and returns what keeps the rest.
    """

    name: str
    title: str | Promise
    columns: tuple[AnyColumn, ...]
    plan: Callable[[Intake], Keep]
    right: Right
    above: tuple[Mapping[str, str], ...] = ()


@uncollected()
def bring(
    listing: Listing,
    table: Table,
    *,
    by: Account,
    keep_good: bool = False,
    dry_run: bool = False,
    migrate: bool = False,
    origin: str = "",
) -> Outcome:
    """Bring a table into a list, in one transaction; ``dry_run`` does everything and then takes it back.

    Without ``keep_good`` one bad row keeps everything out. ``migrate`` takes over another system's ledger: rows may say
    when they were known (``recorded_on``), only while no month is closed; their origin is *migrated* unless given.
    Raises ``Refused`` when the table as a whole cannot be read.
    """
    if migrate:
        refuse_if_closed()
    parsed, bad = read_rows(table, (*listing.columns, RECORDED_ON))
    intake = Intake(parsed, by, origin or ("migrated" if migrate else "live"))
    intake.problems += bad
    intake.refused |= {problem.row for problem in bad}
    intake.unread = _unread(listing, table, intake.refused)
    _check_known(intake, allowed=migrate)
    with transaction.atomic():
        keep = listing.plan(intake)
        kept = keep_good or not intake.problems
        if kept:
            keep()
        if dry_run:
            transaction.set_rollback(True)
    intake.problems = _as_headed(listing, table, intake.problems)
    return _outcome(table, intake, kept=kept)


def _headers(listing: Listing, table: Table) -> dict[str, str]:
    """Return ``{English name: header of this table}``."""
    return {column.name: header for header, column in match_headers(table, (*listing.columns, RECORDED_ON)).items()}


def _as_headed(listing: Listing, table: Table, problems: list[Problem]) -> list[Problem]:
    """Return problems with their columns as this table heads them: who filled in 期间 looks for 期间."""
    if not problems:
        return problems
    headers = _headers(listing, table)
    return [replace(problem, column=headers.get(problem.column, problem.column)) for problem in problems]


def _unread(listing: Listing, table: Table, refused: set[int]) -> frozenset[str]:
    """Return what stands in the first column of the list, its code, in the rows that could not be read."""
    if not refused:
        return frozenset()
    header = _headers(listing, table)[listing.columns[0].name]
    return frozenset(row.cells[header] for row in table.rows if row.number in refused)


def _check_known(intake: Intake, *, allowed: bool) -> None:
    for row in intake.good():
        day = row.values["recorded_on"]
        if day is None:
            continue
        if not allowed:
            intake.reject(row, "recorded_on", _("“得知日期”只能在接管其他系统台账（--migrate）时填写；请删去这一列。"))
        elif day > today():
            intake.reject(row, "recorded_on", _("得知日期晚于今天；请更正。"))


def _outcome(table: Table, intake: Intake, *, kept: bool) -> Outcome:
    rejected = len(intake.refused)
    rest = len(table.rows) - rejected - intake.unchanged
    notes = [*table.notes, *intake.notes]
    if not kept and rest:
        notes.append(_("另有 %(count)s 行无误，因有退回的行，一行也没有导入。") % {"count": rest})
    return Outcome(
        read=len(table.rows),
        accepted=rest if kept else 0,
        unchanged=intake.unchanged,
        rejected=rejected,
        problems=tuple(sorted(intake.problems, key=lambda problem: problem.row)),
        notes=tuple(notes),
    )


def twice(intake: Intake, key: Callable[[ParsedRow], Any], column: str, why: str) -> None:
    """Reject every row after the first that has the same key."""
    seen: dict[Any, int] = {}
    for row in intake.good():
        first = seen.setdefault(key(row), row.number)
        if first != row.number:
            intake.reject(row, column, why % {"row": first})


def in_parts(values: Iterable[Any], size: int = 5_000) -> Iterable[Sequence[Any]]:
    """Yield distinct values in lots that a query can take."""
    listed = list(dict.fromkeys(values))
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
