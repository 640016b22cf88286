"""The one-page brief of a dispatch meeting (调度会简报): how it went, what it decided, what was not done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.text import clipped, visible_length
from kexie.records.access.models import Account
from kexie.records.matters.models import Matter
from kexie.records.meetings.models import Called, Meeting
from kexie.records.meetings.queries import carried, counted, outcomes
from kexie.reports.agenda import due_words
from kexie.reports.document import Document, Link, Paragraph, Part
from kexie.reports.wording import day_words, numbered

LINES: Final = 22
"""Lines of a page, each of 28 letters (56 half columns). Source: GB/T 9704-2012, 5.2.3."""
COLUMNS: Final = 56
TITLE_COLUMNS: Final = 40
INDENT: Final = 4
LONGEST: Final = 40
CARRIED: Final = 6
"""Lines kept for what was carried over, if anything was."""


def build(meeting: Meeting, reader: Account | None) -> Document:
    """Return the brief of a meeting on one page, under the reader's rights: what has no room is counted, not named."""
    activity = meeting.activity
    document = Document(
        name="brief",
        title=_("%(title)s简报") % {"title": activity.title},
        byline="　".join([meeting.unit.name, day_words(activity.starts_on)]),
        unit=meeting.unit.code,
        period=f"{meeting.month.year}-{meeting.month.month:02d}",
        as_of=today(),
        made_up=activity.origin == "made_up",
    )
    went = Paragraph((_went(meeting),))
    document.head(_("会议情况"))
    document.blocks.append(went)
    title = -(-visible_length(document.title) // TITLE_COLUMNS)
    left = LINES - title - 5 - _lines(went)  # the byline, a blank line, two headings, one spare
    decided = [_line(n, one, document) for n, one in enumerate(outcomes(reader, [meeting]), start=1)]
    again = [_line(n, one, document) for n, (one, _times) in enumerate(carried(reader, meeting), start=1)]
    document.head(_("议定事项"))
    room = left - min(CARRIED, 1 + sum(map(_lines, again))) if again else left
    shown = _fitting(decided, room)
    document.blocks += shown or [Paragraph((_("没有议定要办的事项。"),))]
    if again:
        document.head(_("上次议定、还没有办结的"))
        document.blocks += _fitting(again, left - 1 - sum(map(_lines, shown)))
    return document


def _fitting(listed: Sequence[Paragraph], room: int) -> list[Paragraph]:
    """Return as many paragraphs as have room; the last line says how many more there are."""
    if sum(map(_lines, listed)) <= room:
        return list(listed)
    shown: list[Paragraph] = []
    for one in listed:
        if sum(map(_lines, [*shown, one])) > room - 1:
            break
        shown.append(one)
    return [*shown, Paragraph((_("另有 %(n)s 件，见系统。") % {"n": len(listed) - len(shown)},))]


def _lines(paragraph: Paragraph) -> int:
    """Return how many lines of a page a paragraph takes, its indent counted; rather one too many than too few."""
    said = "".join(part if isinstance(part, str) else part.said for part in paragraph.parts)
    return -(-(visible_length(said) + INDENT + 2) // COLUMNS)


def _went(meeting: Meeting) -> str:
    numbers = counted(meeting)
    said = {
        "chair": meeting.chaired or "／",
        "recorder": meeting.recorded or "／",
        "called": numbers["called"],
        "present": numbers[Called.Came.PRESENT.value],
        "excused": numbers[Called.Came.EXCUSED.value],
        "absent": numbers[Called.Came.ABSENT.value],
        "place": clipped(meeting.activity.place or _("会议室"), 20),
    }
    if meeting.activity.status != "held":
        return _("会议还没有开。地点：%(place)s，应到 %(called)s 个单位。") % said
    told = _("%(chair)s主持，%(recorder)s记录，在%(place)s召开。") % said
    came = _("应到 %(called)s 个单位，实到 %(present)s 个，请假 %(excused)s 个，缺席 %(absent)s 个。") % said
    return told + came


def _line(number: int, one: Matter, document: Document) -> Paragraph:
    state = due_words(one, document.as_of)
    if one.end != "open":
        state = _("已办结") if one.end == "closed" else _("已撤销")
    title = Link(clipped(one.title, LONGEST), f"/matters/{one.code}/")
    more = _("（%(unit)s，%(state)s）") % {"unit": clipped(one.lead.name, 12), "state": state}
    parts: tuple[Part, ...] = (numbered(3, number), title, more)
    return Paragraph(parts)
