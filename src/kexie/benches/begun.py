"""How a bench of one list or room begins: on an empty database of its own, with an owner and everything in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.db import connection

from kexie.figures.bench.measure import Row
from kexie.records.access.models import Account
from kexie.records.ledger.actions import put_in_force


def migrated(measured: Callable[[int], Iterator[Row]], size: int) -> Iterator[Row]:
    """Make the tables, then yield what is measured on them."""
    call_command("migrate", verbosity=0)
    yield from measured(size)


def begun() -> tuple[Account, str]:
    """Return the owner who acts, and what the name of a row ends with on this database."""
    owner = Account.objects.create(username="bench-owner", is_owner=True)
    put_in_force(by=owner)
    return owner, "" if connection.vendor == "sqlite" else ", PostgreSQL"
