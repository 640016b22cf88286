"""Emptying the box (取信): letters become matters, further words reach theirs, all at the time of who collects."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, posts_with
from kexie.records.book.actions import lock
from kexie.records.matters.actions import take_checked
from kexie.records.matters.joining import merged_into
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_checked
from kexie.records.matters.parts import numbers
from kexie.records.matters.posting import post
from kexie.records.matters.rules import Given, Mover
from kexie.records.matters.workflow import Part
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.voices.models import Voice, VoiceWord

MINE: Final = "only how many wait in the boxes of the collector's own units, or their collecting"
CONFIRMS: Final = {VoiceWord.Says.SOLVED.value, VoiceWord.Says.NOT_SOLVED.value}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in somebody's boxes: letters, and further words of senders."""

    letters: int = 0
    words: int = 0

    @property
    def count(self) -> int:
        """Return how many pieces lie there."""
        return self.letters + self.words


def waiting(actor: Account) -> Waiting:
    """Return how much lies in the boxes of the units where the actor has a post that issues matters."""
    units = None if has_all(actor) else sorted({held.unit_id for held in posts_with(actor, Right.MATTER_ISSUE)})
    if units is not None and not units:
        return Waiting()
    # in one question, as plain SQL: it is asked whenever somebody comes home, and nearly always there is nothing
    mine = "" if units is None else f" AND voice.unit_id IN ({','.join(map(str, units))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM records_voice voice WHERE voice.matter_id IS NULL{mine}),"
            " (SELECT count(*) FROM records_voiceword word JOIN records_voice voice ON voice.id = word.voice_id"
            f" WHERE word.from_sender AND NOT word.collected AND voice.matter_id IS NOT NULL{mine})"
        )
        return Waiting(*cursor.fetchone())


def _box(actor: Account) -> Q:
    if has_all(actor):
        return Q()
    return Q(unit__in=[held.unit_id for held in posts_with(actor, Right.MATTER_ISSUE)])


def _letters(actor: Account) -> QuerySet[Voice]:
    return Voice.objects.knowing(MINE).filter(_box(actor), matter=None)


def _words(actor: Account) -> QuerySet[VoiceWord]:
    voices = Voice.objects.knowing(MINE).filter(_box(actor), matter__isnull=False)
    return VoiceWord.objects.filter(voice__in=voices.values("pk"), from_sender=True, collected=False)


def collect(*, by: Account) -> Waiting:
    """Empty the actor's boxes; return how much there was. Letters are taken in no order, by random draw."""
    for unit in {voice.unit for voice in _letters(by).select_related("unit")}:
        door.demand(by, Right.MATTER_ISSUE, unit)
    with transaction.atomic():
        lock()
        letters = list(_letters(by).select_related("unit"))
        secrets.SystemRandom().shuffle(letters)
        for voice in letters:
            _take_in(voice, by)
        words = list(_words(by).select_related("voice__matter").order_by("pk"))
        for word in words:
            _take_word(word)
    return Waiting(len(letters), len(words))


def _take_in(voice: Voice, by: Account) -> None:
    new = NewMatter(
        workflow=VOICE.slug,
        title=voice.title,
        text=voice.text,
        unit=voice.unit,
        lead=voice.unit,
        details={"sort": voice.sort, "topic": voice.topic},
        opened_on=voice.on,
        origin=voice.origin,
    )
    voice.matter = open_checked(new, by=by.pk, who=0)
    voice.title = voice.text = ""  # written once: from now on in the matter
    voice.save(force_update=True)


def _take_word(word: VoiceWord) -> None:
    """Let a sender's word do what it says; where the matter has moved on meanwhile it stays a word and no more."""
    assert word.voice.matter is not None  # noqa: S101 - chosen so
    word.collected = True
    word.save(force_update=True, update_fields=["collected"])
    matter = Matter.objects.knowing(MINE).get(pk=merged_into(word.voice.matter).pk)
    if word.rating:
        _rate(matter, word)
        post([matter.pk], by=0)
    if word.says in CONFIRMS:
        with suppress(Refused):  # it stands in the exchange; the stage may have no such step any more
            take_checked(matter, word.says, sender(word.voice), by=0, given=Given(reason=word.text))


def sender(voice: Voice) -> Mover:
    """Return the sender as somebody who moves their matter: 0 where the house does not know who it is."""
    who = numbers([voice.person_id]).get(voice.person_id, 0) if voice.person_id is not None else 0
    return Mover(who=who, parts=frozenset({Part.SENDER}))


def _rate(matter: Matter, word: VoiceWord) -> None:
    """Keep how content the sender is beside the matter, where the ledger reads it: of the work, not of the sender."""
    matter.details = {**matter.details, "rating": word.rating, "rated_on": word.on.isoformat()}
    matter.save(force_update=True, update_fields=["details"])
