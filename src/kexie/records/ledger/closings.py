"""Closings (结账): a Merkle root over every line of the book, so that nobody can change it unseen."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import append, lock
from kexie.records.book.models import BookLine
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.models import Alias, Closing, Entry, MeasureVersion
from kexie.records.people.models import Membership
from kexie.records.units.models import Edge, Opening

TABLES: Final[tuple[type[BookLine], ...]] = (Entry, Edge, Opening, Membership, Alias, MeasureVersion, Closing)
"""Every table whose lines share the one sequence of positions."""


def written(line: models.Model) -> bytes:
    """Return a line as bytes: its table and every column by name, days and instants in ISO, instants in UTC."""
    columns = {field.attname: _plain(getattr(line, field.attname)) for field in line._meta.concrete_fields}
    text = json.dumps([line._meta.model_name, columns], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def lines(after: int, upto: int) -> Iterator[BookLine]:
    """Yield the lines of positions ``after + 1 … upto`` in order, from every table of the book."""
    found = [
        table._base_manager.filter(position__gt=after, position__lte=upto).order_by("position").iterator(chunk_size=2000)
        for table in TABLES
    ]
    return heapq.merge(*found, key=lambda line: line.position)


def merkle(leaves: Iterator[bytes], before: str) -> tuple[str, int]:
    """Return the root over the leaves' hashes (with the root before as first leaf), and how many leaves there were.

    Pairs are hashed upwards and an odd one is carried, so a proof for one line needs log2(lines) hashes.
    """
    level = [hashlib.sha256(b"\x00" + before.encode()).digest()]
    count = 0
    for leaf in leaves:
        count += 1
        level.append(hashlib.sha256(b"\x00" + leaf).digest())
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex(), count


def close(*, month: date, by: Account) -> Closing:
    """Close a month: everything known by now is fixed. Later knowledge about it shows as a restatement.

    Raises ``Refused`` if the month is not over, is closed already, or an earlier one closed after it.
    """
    first = month.replace(day=1)
    if first >= today().replace(day=1):
        raise Refused(_("%(month)s 还没有过完，不能结账。") % {"month": f"{first:%Y-%m}"})
    with transaction.atomic():
        book = lock()
        last = Closing.objects.order_by("-month").first()
        if last is not None and last.month >= first:
            raise Refused(_("已结账到 %(month)s；只能按月份先后结账。") % {"month": f"{last.month:%Y-%m}"})
        after = last.upto if last is not None else 0
        root, count = merkle((written(line) for line in lines(after, book.last_position)), last.root if last else "")
        closing = Closing(month=first, upto=book.last_position, lines=count, root=root)
        append([closing], by=by.pk)
        write([Deed("close", "month", f"{first:%Y-%m}")], by=by.pk)
    return closing


def faults(upto: date | None = None) -> list[str]:
    """Return what does not fit in the closed months up to one (default all), a sentence each; empty: it is proved."""
    found: list[str] = []
    after, before = 0, ""
    closings = Closing.objects.order_by("month")
    if upto is not None:
        closings = closings.filter(month__lte=upto.replace(day=1))
    for closing in closings:
        root, count = merkle((written(line) for line in lines(after, closing.upto)), before)
        if count != closing.upto - after:
            said = {"month": f"{closing.month:%Y-%m}", "n": closing.upto - after - count}
            found.append(_("%(month)s 结账时的台账少了 %(n)s 行。") % said)
        elif root != closing.root:
            found.append(_("%(month)s 结账后台账被改动过，指纹不符。") % {"month": f"{closing.month:%Y-%m}"})
        after, before = closing.upto, closing.root
    return found
