"""A writer of its own process, for the race in test_race.py; and the one who counts at the end."""

# ruff: noqa: PLC0415 - models exist only after django.setup()
from __future__ import annotations

import json
import random
import sys
from datetime import date
from typing import Any

import django
from django.db import transaction


def write(seed: int, rounds: int) -> None:
    """Append lines to many tables in transactions of random length; a third of them is rolled back."""
    from kexie.records.book.actions import append
    from kexie.records.history.actions import Deed
    from kexie.records.history.actions import write as tell
    from kexie.records.ledger.models import Alias, Entry
    from kexie.records.people.models import Membership
    from kexie.records.units.models import Edge, Opening, Unit

    unit = Unit.objects.get()
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    span = {"valid_from": date.min, "valid_to": date.max}
    for turn in range(rounds):
        made: list[Any] = [
            Entry(
                uid=f"{seed}:{turn}", source="race", source_id=seed, line="x", measure="activities", unit=unit,
                role="lead", thing=f"{seed}:{turn}", amount=1, span_from=date.min, span_to=date.min,
            ),
            Edge(unit=unit, parent=None, **span),
            Opening(unit=unit, is_open=True, **span),
            Membership(subject=seed, unit=unit, **span),
            Alias(pseudonym=seed, into=seed),
        ]  # fmt: skip
        draw.shuffle(made)
        with transaction.atomic():
            for _part in range(draw.randint(1, 2)):
                part, made = made[:2], made[2:]
                append(part, by=seed)
            tell([Deed("race", "unit", str(turn))], by=seed)
            if draw.random() < 1 / 3:
                transaction.set_rollback(True)


def open_one() -> str:
    """Open a matter, by an owner; return its code."""
    from kexie.records.access.models import Account
    from kexie.records.matters.opening import NewMatter, open_matter
    from kexie.records.units.models import Unit

    owner, unit = Account.objects.create(username="owner", is_owner=True), Unit.objects.get()
    return open_matter(NewMatter("decision", "示例", unit, unit), by=owner).code


def move(code: str) -> str:
    """Sign for a matter as it stood when it was opened, once told to; return "moved", or why not."""
    from kexie.kit.refusal import Refused
    from kexie.records.access.models import Account
    from kexie.records.matters.actions import take_step
    from kexie.records.matters.models import Matter

    owner, matter = Account.objects.get(), Matter.objects.knowing("test").get(code=code)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        take_step(matter, "sign", by=owner, version=1)
    except Refused as refusal:
        return str(refusal)
    return "moved"


def tally() -> dict[str, Any]:
    """Return every position with its instant, the tally, and what the history finds wrong with itself."""
    from kexie.records.book.models import Book, tables
    from kexie.records.history.actions import faults

    columns = ("position", "recorded_at", "recorded_by")
    told = sorted(row for table in tables() for row in table._base_manager.values_list(*columns))
    book = Book.objects.get()
    return {
        "positions": [position for position, _at, _by in told],
        "instants": [at.isoformat() for _position, at, _by in told],
        "writers": sorted({by for _position, _at, by in told}),
        "last": book.last_position,
        "events": book.last_event,
        "faults": faults(),
    }


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "plant":
        from kexie.records.units.models import Unit

        Unit.objects.create(code="root", name="示例", kind="association")
    elif sys.argv[1] == "open":
        sys.stdout.write(open_one())
    elif sys.argv[1] == "move":
        sys.stdout.write(move(sys.argv[2]))
    else:
        sys.stdout.write(json.dumps(tally()))
