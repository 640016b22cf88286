"""Talking with a sender, and publishing an answer: with consent, without names, looked over by who did not give it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.actions import case_of, fresh
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import mover, numbers
from kexie.records.matters.workflow import Part
from kexie.records.matters.workflows.voice import ANSWERED, ENDED
from kexie.records.people.models import Person
from kexie.records.voices.models import PublishedAnswer, Voice, VoiceWord

LONGEST = 5_000


def voice_of(matter: Matter) -> Voice | None:
    """Return the letter behind a matter that the caller may see."""
    rows = Voice.objects.knowing("the caller has fetched its matter through the door").select_related("person")
    return rows.filter(matter=matter).first()


def may_know(actor: Account, matter: Matter) -> bool:
    """Tell whether somebody may read who signed: the unit that received it, not everyone who works on it."""
    return door.may(actor, Right.MATTER_ISSUE, matter.unit)


def ask_sender(matter: Matter, text: str, *, by: Account) -> VoiceWord:
    """Ask the sender something; they read it with their receipt code."""
    if not text.strip() or len(text) > LONGEST:
        raise Refused(_("请写要问的话，最多 %(n)s 字。") % {"n": LONGEST})
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=None)
        if not mover(by, current).parts & {Part.ISSUER, Part.LEAD}:
            raise Forbidden(_("要由收信单位或主责单位来问。"))
        voice = voice_of(current)
        if voice is None or current.end == "dropped":
            raise Refused(_("这件心声没有可以问的提出人。"))
        said = VoiceWord.objects.create(voice=voice, from_sender=False, text=text.strip(), on=today(), collected=True)
        write([Deed("ask_sender", "matter", str(current.pk), unit=current.unit_id)], by=by.pk)
    return said


def publish(matter: Matter, *, title: str, question: str, answer: str, by: Account) -> PublishedAnswer:
    """Publish an answer in words without names; refused without the sender's consent, and to who gave the answer."""
    written = {"title": title.strip(), "question": question.strip(), "answer": answer.strip()}
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=None)
        who = mover(by, current)
        if Part.ISSUER not in who.parts:
            raise Forbidden(_("要由收信单位来公开。"))
        wrong = _faults(current, written)
        if who.who in case_of(current).doers:
            wrong.append(_("答复是您写的，公开前要由别人看过；请由没有参与答复的人来公开。"))
        if wrong:
            raise Refused(wrong)
        told, _made = PublishedAnswer.objects.update_or_create(matter=current, defaults={**written, "on": today()})
        write([Deed("publish", "matter", str(current.pk), unit=current.unit_id, body=written)], by=by.pk)
    return told


def withdraw(matter: Matter, *, by: Account) -> None:
    """Take a published answer back."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=None)
        if Part.ISSUER not in mover(by, current).parts:
            raise Forbidden(_("要由收信单位来撤回。"))
        if not PublishedAnswer.objects.filter(matter=current).delete()[0]:
            raise Refused(_("这件答复没有公开。"))
        write([Deed("unpublish", "matter", str(current.pk), unit=current.unit_id)], by=by.pk)


def _faults(matter: Matter, written: dict[str, str]) -> list[str]:
    voice = voice_of(matter)
    wrong = []
    if voice is None or not voice.consent:
        wrong.append(_("提出人没有同意公开。"))
    if matter.stage not in {ANSWERED, ENDED}:
        wrong.append(_("答复以后才能公开。"))
    if not all(written.values()) or len(written["title"]) > 100 or max(map(len, written.values())) > LONGEST:  # noqa: PLR2004
        wrong.append(_("标题（最多 100 字）、问题和答复都要写。"))
    whole = "".join(written.values())
    names = [one for one in _names(matter, voice) if len(one) > 1 and one in whole]
    wrong += [_("公开的文字里有姓名“%(name)s”；请去掉。") % {"name": name} for name in names]
    return wrong


def _names(matter: Matter, voice: Voice | None) -> set[str]:
    """Return the names that must not stand in a public text: the senders', and of everybody who moved the matter."""
    people = Person.objects.knowing("no name of theirs may be published")
    moved = {step.who for step in matter.steps.all() if step.who > 0}
    names = set(people.filter(pseudonym__in=moved).values_list("name", flat=True))
    if voice is not None:
        names |= {voice.name, voice.contact, *voice.authors} - {""}
        if voice.person_id is not None and numbers([voice.person_id]):
            names |= set(people.filter(pk=voice.person_id).values_list("name", flat=True))
    return names
