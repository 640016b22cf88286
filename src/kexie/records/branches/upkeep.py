"""Keeping the rhythm in step: a branch's year is worked out anew when something it depends on was written.

Whatever happens to an activity, wherever it is done, posts to the book; openings and closings stand in the book, too.
So the lines of the book since the last time name the branches to look at again.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max

from kexie.records.book.actions import lock
from kexie.records.book.bulk import insert
from kexie.records.book.models import Book
from kexie.records.branches.anew import worked_out
from kexie.records.branches.facts import WHY, facts_of, held_in
from kexie.records.branches.masks import lines
from kexie.records.branches.models import Branch, Rhythm, RhythmMark
from kexie.records.branches.packed import LAID_OUT, packed
from kexie.records.branches.rules import CLASS_EVERY, RULES
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Association, Opening

SETTING: Final = "party_class"
_AT_ONCE: Final = 2_000


def class_every() -> str:
    """Return how often the association asks for 党课; empty: no number is set."""
    chosen = Association.objects.filter(pk=1).values_list("chosen", flat=True).first() or {}
    word = str(chosen.get(SETTING, ""))
    return word if word in CLASS_EVERY else ""


def catch_up(year: int) -> int:
    """Bring a year's rhythm up to date; return how many branches were looked at again."""
    rules = class_every()
    mark = _mark(year, rules)
    if mark is not None and mark.position == _position():
        return 0
    with transaction.atomic():
        lock()
        position = _position()
        mark = _mark(year, rules)
        if mark is not None:
            news = Branch.objects.knowing(WHY).filter(unit_id__in=_news(mark.position))
            again = work_out(list(news.values_list("pk", flat=True)), year, rules)
        else:
            again = work_out_all(year, rules)
        told = {"position": position, "rules": rules, "laid_out": LAID_OUT} | (
            {"stamp": _stamp()} if again or mark is None else {}
        )
        RhythmMark.objects.update_or_create(year=year, defaults=told)
    return again


def _mark(year: int, rules: str) -> RhythmMark | None:
    """Return the mark of a year that was worked out under these settings and the rules of the code as they are."""
    return RhythmMark.objects.filter(year=year, rules=rules, laid_out=LAID_OUT).first()


def _position() -> int:
    return Book.objects.filter(pk=1).values_list("last_position", flat=True).first() or 0


def _news(since: int) -> set[int]:
    held = Entry.objects.filter(position__gt=since, kind__in=list(RULES)).values_list("unit_id", flat=True)
    opened = Opening.objects.filter(position__gt=since).values_list("unit_id", flat=True)
    return set(held) | set(opened)


def touch(branches: Collection[int]) -> None:
    """Work out anew every year that is kept of branches whose members, committee, groups or meetings changed."""
    for year, rules in RhythmMark.objects.values_list("year", "rules"):
        work_out(sorted(branches), year, rules)
    RhythmMark.objects.update(stamp=_stamp())


def _stamp() -> int:
    """Return a number that was never given: one that counts up is given twice where a deed is taken back."""
    return secrets.randbits(62)


def work_out(branches: Collection[int], year: int, rules: str) -> int:
    """Work out a year of branches from the records; return how many."""
    listed = sorted(branches)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        found = list(Branch.objects.knowing(WHY).filter(pk__in=part))
        facts = facts_of(found)
        held = held_in(found, date(year, 1, 1), date(year, 12, 31))
        Rhythm.objects.knowing(WHY).filter(branch_id__in=part, year=year).delete()
        rows = []
        for branch in part:
            told = lines(facts[branch], year, held.get(branch, ()), rules)
            asked, met = (
                packed({kind: bits for kind, bits, _met in told}),
                packed({kind: bits for kind, _a, bits in told}),
            )
            rows.append((branch, year, asked, met))
        insert(Rhythm, ("branch_id", "year", "asked", "held"), rows)
    return len(listed)


def work_out_all(year: int, rules: str) -> int:
    """Work out a year of all branches at once; return how many they are."""
    found = worked_out(year, rules)
    Rhythm.objects.knowing(WHY).filter(year=year).delete()
    rows = ((year, branch, asked, held) for branch, asked, held in found.lines())
    insert(Rhythm, ("year", "branch_id", "asked", "held"), rows)
    return len(found.branches)


def known_until() -> int:
    """Return the last number given to a mark: what an answer about the rhythm may be remembered by."""
    return RhythmMark.objects.aggregate(last=Max("position"))["last"] or 0
