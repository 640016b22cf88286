"""A part of the house out, as the reader sees it, in the lists that can be imported; and such a part in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

import kexie
from kexie.kit.clock import now, today
from kexie.kit.intake import Outcome
from kexie.kit.refusal import Refused
from kexie.kit.sheets import read_table
from kexie.kit.sheets.harmless import harmless
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.models import Origin
from kexie.records.history.actions import Deed, write
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.keeping import lists
from kexie.records.keeping.actions import FORM
from kexie.records.keeping.archive import Sealed, Writer
from kexie.records.keeping.here import KEYS
from kexie.records.keeping.lists import Cells, Part, Rosters

UNIT: Final = "unit"
ORDER: Final = ("units", "people", "posts", "goals", "elements", "indicators", "values", "targets", "activities")
"""The lists in the order in which they are brought: each names only what came before."""
ROSTERS: Final = "rosters"


def export_unit(out: Path, *, code: str, by: Account) -> dict[str, int]:
    """Write what ``by`` may see of a unit and below into one file; return how many rows each list has.

    Each list follows its own right: who may not read people gets none, and their activities then say how many were
    there. The reading is written to the history, because names leave the house. Raises ``Refused`` as the door does.
    """
    top = door.unit(by, code)
    door.demand(by, Right.RECORD_READ, top)
    part = Part(top, by)
    rosters = Rosters(part)
    rosters.read()
    counts: dict[str, int] = {}
    with Writer(out, FORM) as into:
        for name in ORDER:
            rows = lists.activities(part, rosters.hidden) if name == "activities" else getattr(lists, name)(part)
            counts[name] = _put(into, f"lists/{name}.csv", name, rows)
        for number, rows in enumerate(rosters.rows.values(), start=1):
            _put(into, f"{ROSTERS}/{number:06}.csv", "attendance", rows)
        counts["attendance"] = sum(len(rows) for rows in rosters.rows.values())
        made_up = any(unit.origin == Origin.MADE_UP for unit in part.units.values())
        into.seal(
            of=UNIT,
            unit=top.code,
            program=kexie.__version__,
            made_at=now().isoformat(timespec="seconds"),
            tree_on=today().isoformat(),
            made_up=made_up,
            left_out={name: count for name, count in part.left_out.items() if count},
        )
        with transaction.atomic():
            write([Deed("export", "unit", str(top.pk), unit=top.pk, body={"rows": counts})], by=by.pk)
    return counts


def _put(into: Writer, name: str, of_list: str, rows: Iterable[Cells]) -> int:
    columns = [column.name for column in LISTS[of_list].columns]
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        yield _csv([columns])
        for row in rows:
            count += 1
            yield _csv([[harmless(row.get(column, "")) for column in columns]])

    into.put(name, lines())
    return count


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def take_part(sealed: Sealed, *, by: Account, dry_run: bool = False) -> dict[str, Outcome]:
    """Bring the lists of a part, one after the other, as ``import`` does; all of them or none.

    What stands here already under the same code stays as it is (its rows count as unchanged).

    Raises ``Refused`` with the first reasons where a row is rejected. A part with made-up data stays marked as such.
    """
    origin = Origin.MADE_UP.value if sealed.manifest.get("made_up") else ""
    done: dict[str, Outcome] = {}
    with transaction.atomic():
        known = {name: read() for name, (_columns, read) in KEYS.items()}
        for name, content in _contents(sealed):
            table = read_table(content, f"{name}.csv")
            columns, there = KEYS[name][0], known[name]
            fresh = [row for row in table.rows if tuple(row.cells[column] for column in columns) not in there]
            kept = len(table.rows) - len(fresh)
            table.rows[:] = fresh
            if not fresh:
                done[name] = Outcome(kept, 0, kept, 0)
                continue
            outcome = bring(LISTS[name], table, by=by, origin=origin)
            if outcome.problems:
                said = {"list": str(LISTS[name].title)}
                first = [f"{name}: {one.row} {one.column} {one.why}" for one in outcome.problems[:5]]
                raise Refused([*first, _("“%(list)s”有退回的行，整份都没有导入。") % said])
            done[name] = replace(outcome, read=outcome.read + kept, unchanged=outcome.unchanged + kept)
        if dry_run:
            transaction.set_rollback(True)
    return done


def _contents(sealed: Sealed) -> Iterator[tuple[str, bytes]]:
    """Yield each list that has rows; the rosters of all meetings are one."""
    for name in ORDER:
        if f"lists/{name}.csv" in sealed.files:
            with sealed.open(f"lists/{name}.csv") as content:
                told = content.read()
            if told.count(b"\n") > 1:
                yield name, told
    head, rows = b"", b""
    for name in sorted(sealed.files):
        if name.startswith(f"{ROSTERS}/"):
            with sealed.open(name) as content:
                head, _line, more = content.read().partition(b"\r\n")
            rows += more
    if rows:
        yield "attendance", head + b"\r\n" + rows
