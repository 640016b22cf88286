"""The days and places of an activity, and its programme: typed a line each, kept as rows.

2018-05-03 09:00-11:30 南京会堂          a day and place
2018-05-03 09:00-09:40 开幕；专家（经济学）  a line of the programme, the speaker behind a semicolon
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions
from kexie.records.activities.models import Activity, Item, Sitting
from kexie.records.activities.queries import draft_of
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write

MOST: Final = 200
"""More lines than this are no programme."""
_DAY = r"(?P<day>\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?)"
_TIMES = r"(?P<begins>\d{1,2}[:.]\d{2})(?:\s*[-~—–至到]+\s*(?P<ends>\d{1,2}[:.]\d{2}))?"
_HALF: Final = str.maketrans("０１２３４５６７８９：", "0123456789:")
_LINE: Final = re.compile(rf"^(?:{_DAY})?\s*(?:{_TIMES})?\s*(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Slot:
    """A day and place; ``begins`` None: the whole day or not said."""

    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""

    def line(self) -> str:
        """Return it as it is typed."""
        return " ".join(filter(None, (self.on.isoformat(), times(self.begins, self.ends), self.place)))


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the programme."""

    title: str
    on: date | None = None
    begins: time | None = None
    ends: time | None = None
    speaker: str = ""

    def line(self) -> str:
        """Return it as it is typed."""
        said = f"{self.title}；{self.speaker}" if self.speaker else self.title
        return " ".join(filter(None, (self.on.isoformat() if self.on else "", times(self.begins, self.ends), said)))


def times(begins: time | None, ends: time | None) -> str:
    """Return times as they are read: 09:00—11:30, 09:00, or nothing."""
    if begins is None:
        return ""
    return f"{begins:%H:%M}—{ends:%H:%M}" if ends else f"{begins:%H:%M}"


def read_slots(text: str) -> list[Slot]:
    """Read days and places, a line each, in the order of their days; raise ``Refused`` naming each bad line."""
    found, wrong = [], []
    for number, line in _lines(text):
        try:
            day, begins, ends, rest = _read(line)
            if day is None:
                raise Refused(_("要以日期开头，例：2018-05-03 09:00-11:30 会堂"))  # noqa: TRY301 - told with its line
            found.append(Slot(day, begins, ends, one_line(rest)[:200]))
        except Refused as refusal:
            wrong.append(_at(number, line, refusal))
    if wrong:
        raise Refused(wrong)
    return sorted(found, key=lambda slot: (slot.on, slot.begins or time.min))


def read_parts(text: str) -> list[Part]:
    """Read a programme, a line each, in the order typed; raise ``Refused`` naming each bad line."""
    found, wrong = [], []
    for number, line in _lines(text):
        try:
            day, begins, ends, rest = _read(line)
            title, _sign, speaker = rest.replace("；", ";").replace("\t", ";").partition(";")
            if not one_line(title):
                raise Refused(_("没有写内容，例：09:00-09:40 开幕；主持人"))  # noqa: TRY301 - told with its line
            found.append(Part(one_line(title)[:200], day, begins, ends, one_line(speaker)[:120]))
        except Refused as refusal:
            wrong.append(_at(number, line, refusal))
    if wrong:
        raise Refused(wrong)
    return found


def _lines(text: str) -> list[tuple[int, str]]:
    listed = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(listed) > MOST:
        raise Refused(_("最多写 %(most)s 行。") % {"most": MOST})
    return listed


def _at(number: int, line: str, refusal: Refused) -> str:
    return _("第 %(row)s 行“%(line)s”：%(why)s") % {"row": number, "line": clipped(line), "why": refusal.lines[0]}


def _read(line: str) -> tuple[date | None, time | None, time | None, str]:
    found = _LINE.match(line.translate(_HALF).strip())
    assert found is not None  # noqa: S101 - every part of it may be missing
    day = parse_day(found["day"].replace(" ", "")) if found["day"] else None
    begins, ends = _time(found["begins"]), _time(found["ends"])
    if ends and begins and ends <= begins:
        raise Refused(_("结束时间不晚于开始时间。"))
    return day, begins, ends, found["rest"]


def _time(text: str | None) -> time | None:
    if not text:
        return None
    hour, minute = (int(part) for part in text.replace(".", ":").split(":"))
    try:
        return time(hour, minute)
    except ValueError as error:
        raise Refused(_("没有 %(time)s 这个时间。") % {"time": text}) from error


def set_programme(activity: Activity, *, slots: list[Slot], parts: list[Part], by: Account, version: int) -> Activity:
    """Keep the days and places and the programme of an activity in place of those before.

    The days say when the activity begins and ends, and the first place is its place; however many there are, it is
    ONE activity, counted on its first day. Raises ``Refused`` where a line of the programme lies outside those days,
    or the roster has days that are none of them any more.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    first = slots[0].on if slots else activity.starts_on
    last = slots[-1].on if slots else activity.ends_on
    outside = [part.line() for part in parts if part.on is not None and not first <= part.on <= last]
    if outside:
        said = {"first": first, "last": last}
        raise Refused(
            [
                _("“%(line)s”不在活动的日期 %(first)s 至 %(last)s 之内。") % {**said, "line": clipped(one)}
                for one in outside
            ]
        )
    with transaction.atomic():
        lock()
        draft = draft_of(activity)
        if slots:
            draft = replace(draft, starts_on=first, ends_on=last, place=slots[0].place or draft.place)
        changed = actions.change(activity, draft, by=by, version=version)
        Sitting.objects.filter(activity=activity).delete()
        Item.objects.filter(activity=activity).delete()
        Sitting.objects.bulk_create(Sitting(activity=activity, **_as_row(slot)) for slot in slots)
        Item.objects.bulk_create(
            Item(
                activity=activity,
                order=order,
                on=part.on,
                begins=part.begins,
                ends=part.ends,
                title=part.title,
                speaker=part.speaker,
            )
            for order, part in enumerate(parts)
        )
        write([Deed("programme", "activity", str(activity.pk), unit=activity.unit_id)], by=by.pk)
    return changed


def _as_row(slot: Slot) -> dict[str, object]:
    return {"on": slot.on, "begins": slot.begins, "ends": slot.ends, "place": slot.place}
