"""What a sender reads of their voice: every step in plain words, what is said to and fro, and what they may say now.

Only what concerns the sender stands here: no reasons among offices, no names of those who work on it, no other senders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from kexie.kit.clock import day_of
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.matters.joining import merged_into
from kexie.records.matters.models import Extension, Matter, StepTaken
from kexie.records.matters.workflows.voice import ANSWERED, ENDED, VOICE
from kexie.records.units.models import Unit
from kexie.records.voices.codes import Code, opens
from kexie.records.voices.models import PublishedAnswer, Voice, VoiceWord

PROVED: Final = "the receipt code proves the sender"
OWN: Final = "the sender's own voices"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, told to the sender."""

    on: date
    said: str
    text: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """A voice as its sender sees it; ``matter`` is the one it lives on in, ``None`` while it lies in the box."""

    voice: Voice
    matter: Matter | None
    title: str
    text: str
    stage: str
    due: date | None
    news: tuple[News, ...]
    asked: bool
    """Whether the sender is asked if it is solved."""
    may_reopen: bool
    published: bool


def by_code(code: Code) -> Voice:
    """Return the voice of a receipt code; raise ``Refused``, as slowly, where there is none."""
    found = Voice.objects.knowing(PROVED).select_related("unit", "matter").filter(handle=code.handle).first()
    if not opens(code, found.secret if found is not None else "") or found is None:
        raise Refused(_("没有这个回执码；请核对。回执码丢了谁也找不回来，可以再写一封。"))
    return found


def of_sender(account: Account) -> list[Voice]:
    """Return the voices that an account's person signed, the newest first."""
    if account.person_id is None:
        return []
    rows = Voice.objects.knowing(OWN).filter(person_id=account.person_id).select_related("unit", "matter")
    return list(rows.order_by("-pk"))


def own(account: Account, number: int) -> Voice | None:
    """Return one voice that an account's person signed."""
    return next((voice for voice in of_sender(account) if voice.pk == number), None)


def unseen(account: Account) -> int:
    """Return how many of one's signed voices have moved since one last looked: one query."""
    if account.person_id is None:
        return 0
    with connection.cursor() as cursor:  # as plain SQL: it is asked whenever somebody comes home
        cursor.execute(
            "SELECT count(*) FROM records_voice voice JOIN records_matter matter ON matter.id = voice.matter_id"
            " WHERE voice.person_id = %s AND matter.version > voice.seen",
            [account.person_id],
        )
        return int(cursor.fetchone()[0])


def mark_seen(voice: Voice) -> None:
    """Say that a signed sender has seen how it stands."""
    if voice.matter is not None:
        Voice.objects.knowing(OWN).filter(pk=voice.pk).update(seen=voice.matter.version)


def followed(voice: Voice) -> Followed:
    """Return what the sender sees."""
    words = [_word(one) for one in voice.words.all()]
    if voice.matter is None:
        said = _("已投进“%(unit)s”的信箱，等取信。") % {"unit": voice.unit.name}
        news = (News(voice.on, said), *words)
        stage = _("在信箱里")
        return Followed(
            voice, None, voice.title, voice.text, stage, None, news, asked=False, may_reopen=False, published=False
        )
    matter = merged_into(voice.matter)
    told = [News(voice.on, _("投进“%(unit)s”的信箱。") % {"unit": voice.unit.name})]
    told += _steps(voice.matter) + (_steps(matter) if matter.pk != voice.matter.pk else [])
    stage_ = VOICE.by_stage[matter.stage]
    return Followed(
        voice=voice,
        matter=matter,
        title=voice.matter.title,
        text=voice.matter.text,
        stage=str(stage_.title),
        due=matter.due if matter.end == "open" else None,
        news=tuple(sorted([*told, *words], key=lambda one: one.on)),
        asked=matter.stage == ANSWERED,
        may_reopen=matter.stage == ENDED,
        published=PublishedAnswer.objects.filter(matter=matter).exists(),
    )


def _word(word: VoiceWord) -> News:
    if not word.from_sender:
        return News(word.on, _("办理单位问您："), word.text)
    said = {
        VoiceWord.Says.MORE: _("您补充："),
        VoiceWord.Says.SOLVED: _("您说已经解决。"),
        VoiceWord.Says.NOT_SOLVED: _("您说没有解决："),
    }[VoiceWord.Says(word.says)]
    waits = "" if word.collected else _("（在信箱里，等取信）")
    return News(word.on, said + waits, word.text, own=True)


def _steps(matter: Matter) -> list[News]:
    steps = list(matter.steps.all())
    leads = Unit.objects.in_bulk([one.body["lead"] for one in steps if "lead" in one.body])
    more = {one.pk: one for one in Extension.objects.filter(matter=matter)}
    found = []
    for step in steps:
        said = _said(step, leads, more)
        if said:
            text = str(step.body.get("answer", ""))
            if step.step in {"not_adopt", "drop"}:
                text = "\n".join(filter(None, [text, _("理由：%(why)s") % {"why": step.body.get("reason", "")}]))
            found.append(News(day_of(step.at), said, text))
    return found


def _said(step: StepTaken, leads: dict[int, Unit], more: dict[int, Extension]) -> str:
    lead = leads.get(step.body.get("lead", 0))
    named = {"unit": lead.name if lead is not None else ""}
    said = {
        "open": _("已收信并登记，等分办。"),
        "route": _("已分办给“%(unit)s”。") % named,
        "reroute": _("已改由“%(unit)s”办理。") % named,
        "decline": _("办理单位退回，等重新分办。"),
        "sign": _("办理单位已签收，正在办理。"),
        "answer": _("已答复："),
        "adopt": _("已答复，采纳："),
        "not_adopt": _("已答复，没有采纳："),
        "solved": _("按您的意见，记为已经解决。"),
        "not_solved": _("按您的意见，重新办理。"),
        "close": _("期满没有收到您的意见，由没有参与答复的人复核后办结；您仍可以说没有解决。"),
        "drop": _("没有受理："),
        "merge": _("与同类的心声并在一起办理，以下是那一件的进展。"),
        "merged_in": "",
    }
    if step.step in {"extension", "extension_granted", "extension_refused"}:
        return _extension(step, more)
    return said.get(step.step, "")


def _extension(step: StepTaken, more: dict[int, Extension]) -> str:
    asked = more.get(step.body.get("extension", 0))
    if asked is None or step.step == "extension":
        return ""
    if step.step == "extension_refused":
        return _("办理单位申请延期，没有同意。")
    return _("办理时限延到 %(due)s，原因：%(why)s") % {"due": asked.new_due, "why": asked.reason}
