"""Two records read alike and somebody who knows says that they are not one: remembered, and taken back if wrong."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.history.actions import Deed, write
from kexie.records.ledger.models import Apart

ACTIVITY = "activity"
PERSON = "person"
Pair = tuple[int, int]


def pair(one: int, other: int) -> Pair:
    """Return two numbers in the order in which they are kept."""
    return (one, other) if one < other else (other, one)


def apart(noun: str) -> dict[Pair, Apart]:
    """Return every pair of a noun (activities by number, persons by pseudonym) that was said not to be one."""
    return {(row.one, row.other): row for row in Apart.objects.filter(noun=noun).order_by("pk")}


def keep_apart(noun: str, one: int, other: int, *, by: Account) -> None:
    """Remember that two are not one; said twice is said once. The caller has checked the right over both."""
    if one == other:
        raise ValueError(noun)
    first, second = pair(one, other)
    with transaction.atomic():
        row, made = Apart.objects.get_or_create(noun=noun, one=first, other=second, defaults={"by": by.pk, "at": now()})
        if made:
            _write("keep_apart", row, by)


def ask_again(noun: str, one: int, other: int, *, by: Account) -> None:
    """Take back that two are not one; the caller has checked the right over both. ``Refused`` if nobody said so."""
    first, second = pair(one, other)
    with transaction.atomic():
        row = Apart.objects.filter(noun=noun, one=first, other=second).first()
        if row is None:
            raise Refused(_("这一对没有记为“不是同一个”。"))
        _write("ask_again", row, by)
        row.delete()


def _write(deed: str, row: Apart, by: Account) -> None:
    """Write the deed to the history of both; a person stands there by a pseudonym, in the deletable details alone."""
    subject = row.one if row.noun == PERSON else None
    thing = "" if row.noun == PERSON else str(row.one)
    write([Deed(deed, row.noun, thing, subject=subject, body={"one": row.one, "other": row.other})], by=by.pk)
