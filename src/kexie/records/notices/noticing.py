"""Notices in the outbox: put in from what nouns want told, looked over unit by unit, dropped when it is so no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.history.actions import Deed, write
from kexie.records.notices.models import Message, Notice, Reminder
from kexie.records.notices.rules import Times
from kexie.records.notices.wanted import TOPICS, Topic
from kexie.records.units.models import Unit

WHY: Final = "keeping the outbox"
_LOT: Final = 500
States = Collection[Reminder.State]


def collect_notices(day: date, times: Times) -> int:
    """Put in whatever nouns want told that does not stand there yet; return how much is new."""
    made, first = 0, times.first(day)
    for topic in TOPICS.values():
        wanted = {(one.person, one.key): one for one in topic.wanted(day)}
        there = set(Notice.objects.knowing(WHY).filter(topic=topic.slug).values_list("person_id", "key"))
        rows = [
            Notice(
                topic=topic.slug,
                key=one.key,
                unit_id=one.unit,
                person_id=one.person,
                line=one.line[:300],
                path=one.path,
                send_on=first,
            )
            for name, one in sorted(wanted.items())
            if name not in there
        ]
        # two collectors at once: the second one's row is the first one's
        Notice._base_manager.bulk_create(rows, batch_size=_LOT, ignore_conflicts=True)  # noqa: SLF001
        made += len(rows)
    return made


def lapse_notices(day: date) -> int:
    """Drop what waits and is no longer so: the meeting was planned, the minutes were signed; return how much."""
    dropped = 0
    waiting = Notice.objects.knowing(WHY).filter(state__in=(Reminder.State.WAITING, Reminder.State.RELEASED))
    for slug in sorted(set(waiting.values_list("topic", flat=True))):
        topic = TOPICS.get(slug)
        wanted = {(one.person, one.key) for one in topic.wanted(day)} if topic is not None else set()
        rows = waiting.filter(topic=slug).values_list("pk", "person_id", "key")
        gone = [pk for pk, person, key in rows if (person, key) not in wanted]
        for start in range(0, len(gone), _LOT):
            dropped += waiting.filter(pk__in=gone[start : start + _LOT]).update(state=Reminder.State.DROPPED)
    return dropped


def release_notices(topic: Topic, unit: Unit, *, by: Account) -> int:
    """Let what waits of a unit go when its day comes; return how much that is."""
    return _look_over(topic, unit, Reminder.State.RELEASED, (Reminder.State.WAITING,), by=by)


def hold_back_notices(topic: Topic, unit: Unit, *, by: Account) -> int:
    """Keep what waits of a unit from going; return how much that is."""
    return _look_over(topic, unit, Reminder.State.DROPPED, (Reminder.State.WAITING, Reminder.State.RELEASED), by=by)


def notices_again(topic: Topic, unit: Unit, *, by: Account) -> int:
    """Let go once more what could not be delivered, or nobody knows whether it was; a person's call."""
    door.demand(by, topic.right, unit)
    with transaction.atomic():
        lost = (Message.State.FAILED, Message.State.SENDING)
        rows = Notice.objects.knowing(WHY).filter(topic=topic.slug, unit=unit, state=Reminder.State.TOLD)
        changed = rows.filter(message__state__in=lost).update(state=Reminder.State.RELEASED, message=None)
        _written("release", unit, topic, changed, by)
    return changed


def _look_over(topic: Topic, unit: Unit, state: Reminder.State, before: States, *, by: Account) -> int:
    door.demand(by, topic.right, unit)
    with transaction.atomic():
        rows = Notice.objects.knowing(WHY).filter(topic=topic.slug, unit=unit, state__in=before)
        changed = rows.update(state=state)
        _written("release" if state is Reminder.State.RELEASED else "hold_back", unit, topic, changed, by)
    return changed


def _written(deed: str, unit: Unit, topic: Topic, changed: int, by: Account) -> None:
    if changed:
        write([Deed(deed, "unit", str(unit.pk), unit=unit.pk, body={"n": changed, "topic": topic.slug})], by=by.pk)
