"""Requests and tours in words: stages as shapes, times at the place and at home."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question, Where
from kexie.kit.clock import today, zone
from kexie.kit.periods import parse_period
from kexie.kit.text import joined
from kexie.records.activities.rules import unpacked
from kexie.records.speakers import flow, queries
from kexie.records.speakers.models import LectureRequest, PoolSpeaker, Tour
from kexie.records.speakers.slots import zone_of
from kexie.records.speakers.words import LANGUAGES
from kexie.web.templatetags import kit

SHAPES: Final = {
    flow.ASKED: "due",
    flow.MATCHED: "doing",
    flow.INVITED: "doing",
    flow.CONFIRMED: "done",
    flow.HELD: "closed",
    flow.CALLED_OFF: "na",
    flow.WITHDRAWN: "na",
    flow.UNMET: "late",
}


def stage_tag(request: LectureRequest) -> SafeString:
    """Return where a request stands as shape and word."""
    at = queries.standing(request)
    return kit.tag(SHAPES[at], str(flow.STAGES[at].title))


def when(request: LectureRequest) -> str:
    """Return when a lecture is: by our clocks, and by those of its place where they differ."""
    begins, ends = (at.astimezone(zone()) for at in (request.begins_at, request.ends_at))
    said = f"{begins:%Y-%m-%d %H:%M}—{ends:%H:%M}"
    where = zone_of(request.zone)
    if where.utcoffset(begins) != begins.utcoffset():
        there = request.begins_at.astimezone(where)
        said += _("（当地 %(at)s，%(zone)s）") % {"at": f"{there:%m-%d %H:%M}", "zone": where.key}
    return said


def tongue(slug: str) -> str:
    """Return the word for a language."""
    return str(LANGUAGES.get(slug, slug))


def fields_of(speaker: PoolSpeaker) -> str:
    """Return the fields of a speaker in words."""
    return joined(unpacked(speaker.fields))


def tongues_of(speaker: PoolSpeaker) -> str:
    """Return the languages of a speaker in words."""
    return joined(tongue(slug) for slug in unpacked(speaker.languages))


def question_of(tour: Tour) -> Question:
    """Return the question whose figure is what a tour has held: sessions of its series on its days."""
    period = parse_period(f"{tour.starts_on}..{tour.ends_on}", today())
    return Question(INDICATORS["activities"], tour.unit, period, where=Where(series=(tour.title,)), as_of=today())
