"""Matters like one (同类、再次发生): found by the pairs of letters they share; a person decides whether they are."""

from __future__ import annotations

from typing import Final

from kexie.kit.bigrams import likeness, pairs
from kexie.records.access.models import Account
from kexie.records.matters.models import Link, Matter
from kexie.records.matters.queries import seen
from kexie.records.matters.workflow import End

AMONG: Final = 5_000
"""So many of the kind are looked through, the last first: some years of a province."""
ENOUGH: Final = 0.5
SHOWN: Final = 8


def likely(matter: Matter, *, to: Account) -> list[Matter]:
    """Return the matters of the kind in view that read like one, closed ones of sister units too, the likest first.

    What is tied to it already, and what was dropped, is not among them. By title: texts of a kind begin alike.
    """
    rows = seen(to).filter(workflow=matter.workflow).exclude(pk=matter.pk).exclude(end=End.DROPPED)
    tied = {*Link.objects.filter(matter=matter).values_list("other", flat=True)}
    tied |= {*Link.objects.filter(other=matter).values_list("matter", flat=True)}
    mine = pairs(matter.title)
    shares = {pk: likeness(mine, pairs(title)) for pk, title in rows.order_by("-pk").values_list("pk", "title")[:AMONG]}
    best = sorted((pk for pk in shares if shares[pk] >= ENOUGH and pk not in tied), key=lambda pk: (-shares[pk], -pk))
    found = seen(to).select_related("lead").in_bulk(best[:SHOWN])
    return [found[pk] for pk in best[:SHOWN] if pk in found]
