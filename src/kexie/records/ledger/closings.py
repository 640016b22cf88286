"""Closings (结账): a Merkle root over every line of the book, so that nobody can change it unseen.

The root covers the closing before, what the closing says of itself, and the head of the history's chain at that
moment (found again in the event that tells of the closing). So a closing taken away, or a history rewritten from
its beginning, shows as well.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all
from kexie.records.book.actions import append, lock
from kexie.records.book.models import Book, BookLine, tables
from kexie.records.history.actions import FIRST, Deed, write
from kexie.records.history.models import HistoryEvent
from kexie.records.ledger.models import Closing
from kexie.records.units.kinds import AGGREGATE
from kexie.records.units.models import Unit
from kexie.records.units.queries import roots
from kexie.records.units.rules import TreeOn

MAX_POSITION: Final = 2**63 - 1


def written(line: models.Model) -> bytes:
    """Return a line as bytes: its table and every column by name, days and instants in ISO, instants in UTC."""
    columns = {field.attname: _plain(getattr(line, field.attname)) for field in line._meta.concrete_fields}  # noqa: SLF001
    named = [line._meta.model_name, columns]  # noqa: SLF001 - Django's own name for what every model has
    return json.dumps(named, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def lines(after: int, upto: int) -> Iterator[BookLine]:
    """Yield the lines of positions ``after + 1 … upto`` in order, from every table of the book."""
    found = [between(table, after, upto).order_by("position").iterator(chunk_size=2000) for table in tables()]
    return heapq.merge(*found, key=lambda line: line.position)


def between(table: type[BookLine], after: int, upto: int) -> models.QuerySet[BookLine]:
    """Return the lines of one table at positions ``after + 1 … upto``."""
    return table._base_manager.filter(position__gt=after, position__lte=upto)  # noqa: SLF001 - whatever its manager hides


def merkle(leaves: Iterator[bytes], head: str) -> tuple[str, int]:
    """Return the root over the leaves' hashes (with ``head`` as first leaf), and how many leaves there were.

    Pairs are hashed upwards and an odd one is carried, so a proof for one line needs log2(lines) hashes.
    """
    level = [hashlib.sha256(b"\x00" + head.encode()).digest()]
    count = 0
    for leaf in leaves:
        count += 1
        level.append(hashlib.sha256(b"\x00" + leaf).digest())
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex(), count


def _head(month: date, upto: int, before: str, history: str) -> str:
    """Return what a root covers beside the lines: the closing's own words, the root before, the history's head."""
    return f"{month.isoformat()}|{upto}|{before}|{history}"


def _own_roots() -> list[Unit]:
    return [top for top in roots(TreeOn.now()) if top.kind != AGGREGATE]


def may_close(who: Account | None) -> bool:
    """Tell whether somebody may close months: who holds the right in every root of the organisation."""
    own = _own_roots()
    return all(door.may(who, Right.MONTH_CLOSE, top) for top in own) if own else has_all(who)


def close(*, month: date, by: Account) -> Closing:
    """Close a month: everything known by now is fixed. Later knowledge about it shows as a restatement.

    It needs the right in every root of the organisation. Raises ``Refused`` if the month is not over, is closed
    already, or an earlier one closed after it.
    """
    own = _own_roots()
    for top in own:
        door.demand(by, Right.MONTH_CLOSE, top)
    if not own:
        door.demand_owner(by)
    first = month.replace(day=1)
    if first >= today().replace(day=1):
        raise Refused(_("%(month)s 还没有过完，不能结账。") % {"month": f"{first:%Y-%m}"})
    with transaction.atomic():
        book = lock()
        last = Closing.objects.order_by("-month").first()
        if last is not None and last.month >= first:
            raise Refused(_("已结账到 %(month)s；只能按月份先后结账。") % {"month": f"{last.month:%Y-%m}"})
        after = last.upto if last is not None else 0
        head = _head(first, book.last_position, last.root if last else "", book.last_event_hash or FIRST)
        root, count = merkle((written(line) for line in lines(after, book.last_position)), head)
        closing = Closing(month=first, upto=book.last_position, lines=count, root=root)
        append([closing], by=by.pk)
        write([Deed("close", "month", f"{first:%Y-%m}")], by=by.pk)
    return closing


def faults(upto: date | None = None) -> list[str]:
    """Return what does not fit in the closed months up to one (default all), a sentence each; empty: it is proved.

    Asked for all, the lines that no closing covers yet are counted too: a position without its line is a fault.
    """
    found: list[str] = []
    after, before = 0, ""
    closings = Closing.objects.order_by("month")
    heads = dict(HistoryEvent.objects.filter(deed="close", noun="month").values_list("thing", "before_hash"))
    if upto is not None:
        closings = closings.filter(month__lte=upto.replace(day=1))
        heads = {name: head for name, head in heads.items() if name <= f"{upto:%Y-%m}"}
    for closing in closings:
        name = f"{closing.month:%Y-%m}"
        head = _head(closing.month, closing.upto, before, heads.pop(name, ""))
        root, count = merkle((written(line) for line in lines(after, closing.upto)), head)
        if count != closing.upto - after:
            found.append(_miscounted(name, closing.upto - after - count))
        elif root != closing.root or count != closing.lines:
            found.append(_("%(month)s 结账后台账被改动过，指纹不符。") % {"month": name})
        after, before = closing.upto, closing.root
    found += [_("操作记录里有 %(month)s 的结账，台账里却没有。") % {"month": name} for name in sorted(heads)]
    if upto is None:
        last = Book.objects.filter(pk=1).values_list("last_position", flat=True).first() or 0
        missing = last - after - sum(between(table, after, last).count() for table in tables())
        beyond = sum(between(table, last, MAX_POSITION).count() for table in tables())
        if missing or beyond:
            found.append(_miscounted(_("最近一次结账之后"), missing or -beyond))
    return found


def _miscounted(month: str, missing: int) -> str:
    said = {"month": month, "n": abs(missing)}
    return (_("%(month)s 的台账少了 %(n)s 行。") if missing > 0 else _("%(month)s 的台账多了 %(n)s 行。")) % said
