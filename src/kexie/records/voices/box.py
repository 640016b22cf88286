"""The letter box (信箱): what anybody drops in, and what senders drop in later. Nothing here knows an account.

A letter lies in the box until somebody of the unit collects it (``collecting``), in no order: so no line of the book,
of the history or of a matter is written at the time somebody spoke. Of that time only the day is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import odd_character
from kexie.records.files.actions import store
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.records.voices.codes import Code, new_code, opens, sealed
from kexie.records.voices.hearings import Desk, desk_of
from kexie.records.voices.models import Voice, VoiceFile, VoiceWord
from kexie.records.voices.papers import Paper, endings

BOX: Final = "the sender drops a letter, nobody reads one"
LONGEST_TITLE, LONGEST_TEXT, MOST_AUTHORS = 100, 5_000, 50
A_DAY: Final = 500
"""How many letters a unit's box takes in a day: beyond it, it is a flood, and the unit is asked to be called."""
WORDS_A_DAY: Final = 20
"""How many more words a sender can add to one voice in a day."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody says. ``person``: a signed-in sender who signs; ``name`` and ``contact``: what others sign with."""

    unit: Unit
    sort: str
    topic: str
    title: str
    text: str
    person: Person | None = None
    name: str = ""
    contact: str = ""
    joint: str = ""
    consent: bool = False
    papers: tuple[Paper, ...] = ()
    origin: str = "live"


def drop(letter: Letter, code: Code) -> Code:
    """Put a letter into the box under a receipt code, and return the code under which it lies.

    The same code again is the same letter (a button pressed twice). Raises ``Refused`` with every fault.
    """
    letter = _trimmed(letter)
    wrong = _faults(letter, desk_of(letter.unit))
    if wrong:
        raise Refused(wrong)
    kinds = endings(letter.papers)
    with transaction.atomic():
        known = Voice.objects.knowing(BOX).filter(handle=code.handle).first()
        if known is not None and opens(code, known.secret):
            return code
        if known is not None:
            code = new_code()
        waiting = Voice.objects.knowing(BOX).filter(unit=letter.unit, on=today())
        if waiting.count() >= A_DAY:
            raise Refused(_("这个信箱今天收到的太多，暂时收不下；请明天再来，或直接联系该单位。"))
        kept = Voice.objects.create(
            unit=letter.unit,
            on=today(),
            handle=code.handle,
            secret=sealed(code),
            sort=letter.sort,
            topic=letter.topic,
            title=letter.title,
            text=letter.text,
            person=letter.person,
            name="" if letter.person is not None else letter.name,
            contact=letter.contact,
            joint=letter.joint,
            consent=letter.consent,
            origin=letter.origin,
        )
        _keep_papers(kept, letter, kinds)
    return code


def _keep_papers(voice: Voice, letter: Letter, kinds: Sequence[str]) -> None:
    for number, (paper, ending) in enumerate(zip(letter.papers, kinds, strict=True), 1):
        attachment = store(name=f"{_('附件')}{number}.{ending}", content=paper.content, by=None)
        VoiceFile.objects.create(voice=voice, attachment=attachment)


def _trimmed(letter: Letter) -> Letter:
    authors = "\n".join(line.strip() for line in letter.joint.splitlines() if line.strip())
    return Letter(
        unit=letter.unit,
        sort=letter.sort,
        topic=letter.topic,
        title=" ".join(letter.title.split()),
        text=letter.text.strip(),
        person=letter.person,
        name=letter.name.strip(),
        contact=letter.contact.strip(),
        joint=authors,
        consent=letter.consent,
        papers=letter.papers,
        origin=letter.origin,
    )


def _faults(letter: Letter, desk: Desk) -> list[str]:
    choices = {detail.slug: dict(detail.choices) for detail in VOICE.details}
    wrong = []
    if letter.sort not in choices["sort"] or letter.topic not in choices["topic"]:
        wrong.append(_("请选类别和事由。"))
    if not letter.title or not letter.text:
        wrong.append(_("请写标题和内容。"))
    if len(letter.title) > LONGEST_TITLE or len(letter.text) > LONGEST_TEXT:
        said = {"title": LONGEST_TITLE, "text": LONGEST_TEXT}
        wrong.append(_("标题最多 %(title)s 字，内容最多 %(text)s 字；更长的请放在附件里。") % said)
    if len(letter.name) > 60 or len(letter.contact) > 120:  # noqa: PLR2004 - the columns' own
        wrong.append(_("姓名最多 60 字，联系方式最多 120 字。"))
    if len(letter.joint.splitlines()) > MOST_AUTHORS or len(letter.joint) > LONGEST_TEXT:
        wrong.append(_("联名最多 %(n)s 人，一行一人。") % {"n": MOST_AUTHORS})
    if any(odd_character(text) for text in (letter.title, letter.text, letter.name, letter.contact, letter.joint)):
        wrong.append(_("有看不见的控制字符；请重新输入。"))
    if desk.names_required and letter.person is None and not letter.name:
        wrong.append(_("“%(unit)s”要求署名；要匿名，请选别的单位。") % {"unit": letter.unit.name})
    if (letter.joint or letter.contact) and letter.person is None and not letter.name:
        wrong.append(_("匿名的不能写联系方式和联名人；请去掉，或写上姓名。"))
    return wrong


def say_more(voice: Voice, *, says: str, text: str, rating: str = "") -> VoiceWord:
    """Put a sender's further word into the box: more, solved, or not solved (with what is missing), and a rating."""
    text = text.strip()
    if says not in VoiceWord.Says.values or rating not in VoiceWord.Rating.values:
        raise Refused(_("请选：补充、已解决，或没有解决。"))
    if says != VoiceWord.Says.SOLVED and not text:
        raise Refused(_("请写明还有什么没有解决。") if says == VoiceWord.Says.NOT_SOLVED else _("请写要补充的话。"))
    if len(text) > LONGEST_TEXT or odd_character(text):
        raise Refused(_("最多 %(n)s 字，不能有控制字符。") % {"n": LONGEST_TEXT})
    with transaction.atomic():
        said = VoiceWord.objects.filter(voice=voice, from_sender=True)
        last = said.order_by("-pk").first()
        same = last is not None and (last.says, last.text, last.rating, last.on) == (says, text, rating, today())
        if last is not None and same:  # the button was pressed twice
            return last
        if said.filter(on=today()).count() >= WORDS_A_DAY:
            raise Refused(_("今天补充得太多了；请明天再来。"))
        return VoiceWord.objects.create(voice=voice, from_sender=True, says=says, text=text, rating=rating, on=today())
