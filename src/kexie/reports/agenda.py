"""The agenda of a dispatch meeting (调度会议程), which writes itself: carried over, overdue, near, behind, proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.figures.progress import Progress, State, progress_of_all
from kexie.kit.bounds import say
from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.matters import queries as matters
from kexie.records.matters.models import Concerned, Matter
from kexie.records.meetings.actions import Found
from kexie.records.meetings.models import Meeting, Point
from kexie.records.meetings.queries import carried
from kexie.records.plans.queries import layout_on, targets_on
from kexie.records.plans.queries import said as goal_words
from kexie.records.units.queries import within
from kexie.reports.document import Document, Link, Paragraph, Part
from kexie.reports.wording import day_words, numbered, spoken

MOST: Final = 12
"""How many points of a kind an agenda names; the rest is one line that says how many there are and opens them."""
AHEAD: Final = 45
"""Days within which a matter can be near at all."""
BEHIND: Final = frozenset({State.SLOW, State.FAST, State.EXCEEDED, State.MISSED})
Kind = Point.Kind


def compose(meeting: Meeting, reader: Account | None, on: date | None = None) -> list[Found]:
    """Return what is to be spoken of on a day, under the reader's rights; proposals of units stand beside it.

    Carried over come first, the oldest before, then what is overdue, near its term, and numbers behind their targets.
    A matter is named once.
    """
    day = on or today()
    again = carried(reader, meeting)
    taken = {matter.pk for matter, _times in again}
    found = [_carried(matter, times, day) for matter, times in again]
    inside = Concerned.objects.filter(within("unit", [meeting.unit_id])).values("matter")
    rows = matters.seen(reader).filter(pk__in=inside, end="open").exclude(pk__in=taken).select_related("lead")
    late = rows.filter(due__lt=day).order_by("due", "pk")
    found += _listed(late, Kind.LATE, day, "/matters/?view=late")
    soon = rows.filter(due__range=(day, day + timedelta(days=AHEAD))).order_by("due", "pk")
    near = [one for one in soon if matters.near_from(one) <= day]
    found += _named(near[:MOST], Kind.NEAR, day) + _rest(len(near), Kind.NEAR, "/matters/?view=open")
    return found + list(_behind(meeting, reader, day))


def _listed(rows: QuerySet[Matter], kind: Kind, day: date, address: str) -> list[Found]:
    return _named(list(rows[:MOST]), kind, day) + _rest(rows.count(), kind, address)


def _named(listed: Sequence[Matter], kind: Kind, day: date) -> list[Found]:
    return [Found(kind, one.title, due_words(one, day), one.lead, one, _address(one)) for one in listed]


def _rest(number: int, kind: Kind, address: str) -> list[Found]:
    if number <= MOST:
        return []
    return [Found(kind, _("另有 %(n)s 件，见事项清单") % {"n": number - MOST}, address=address)]


def _carried(matter: Matter, times: int, day: date) -> Found:
    note = _("第 %(n)s 次顺延；%(due)s") % {"n": times, "due": due_words(matter, day)}
    return Found(Kind.CARRIED, matter.title, note, matter.lead, matter, _address(matter))


def _address(matter: Matter) -> str:
    return f"/matters/{matter.code}/"


def due_words(matter: Matter, day: date) -> str:
    """Return a matter's last day in words, with how many days it is overdue on a day."""
    if matter.due == date.max:
        return _("未定时限")
    said = {"due": day_words(matter.due), "n": (day - matter.due).days}
    return _("限 %(due)s，已逾期 %(n)s 天") % said if day > matter.due else _("限 %(due)s") % said


def _behind(meeting: Meeting, reader: Account | None, day: date) -> Iterator[Found]:
    if not door.may(reader, Right.FIGURE_READ, meeting.unit):
        return
    told = progress_of_all(targets_on(meeting.unit, day, today()), day=day, as_of=today(), reader=reader)
    behind = [one for one in told if one.state in BEHIND]
    for one in behind[:MOST]:
        yield Found(
            Kind.BEHIND, _target(one, day), f"{one.word}　{one.rule}", meeting.unit, None, one.question.address()
        )
    yield from _rest(len(behind), Kind.BEHIND, "/plan/targets/")


def _target(one: Progress, day: date) -> str:
    layout = layout_on(day) if one.target.goal else None
    goal = layout.find(one.target.goal) if layout is not None else None
    name = f"{goal_words(goal)}　" if goal is not None else ""
    figure = one.figure
    told = figure is not None and figure.value is not None and not figure.masked
    value = (
        say(figure.value, figure.bound, spoken()) if told and figure is not None and figure.value is not None else "／"
    )
    said = {"name": f"{name}{one.question.indicator.title}", "value": value, "target": one.value}
    return _("%(name)s：%(value)s，任务 %(target)s") % said


def points_for(meeting: Meeting, reader: Account | None) -> list[Found | Point]:
    """Return the points of a meeting: as they were fixed, else before it as they stand today; proposals last.

    A fixed point of a matter that the reader may not see is left out: what was fixed is under their right.
    """
    fixed: list[Point] = list(meeting.points.select_related("unit", "matter"))
    proposed: list[Found | Point] = [one for one in fixed if one.kind == Kind.PROPOSED]
    if meeting.agenda_at is None:
        ahead = meeting.activity.status == Activity.Status.PLANNED
        return [*(compose(meeting, reader) if ahead else []), *proposed]
    named = [one.matter_id for one in fixed if one.matter_id is not None]
    seen = set(matters.seen(reader).filter(pk__in=named).values_list("pk", flat=True))
    shown = [one for one in fixed if one.kind != Kind.PROPOSED]
    return [*(one for one in shown if one.matter_id is None or one.matter_id in seen), *proposed]


KINDS: Final = (Kind.CARRIED, Kind.LATE, Kind.NEAR, Kind.BEHIND, Kind.PROPOSED)


def grouped(points: Sequence[Found | Point]) -> list[tuple[str, list[Found | Point]]]:
    """Return points under the words of their kinds, in the order of an agenda; kinds without a point are left out."""
    found = [(kind_words(kind), [one for one in points if one.kind == kind]) for kind in KINDS]
    return [(words, listed) for words, listed in found if listed]


def kind_words(kind: str) -> str:
    """Return the words over the points of a kind."""
    words = {
        Kind.CARRIED: _("上次议定、还没有办结的"),
        Kind.LATE: _("逾期的事项"),
        Kind.NEAR: _("临期的事项"),
        Kind.BEHIND: _("进度落后的数"),
        Kind.PROPOSED: _("各单位提请研究的"),
    }
    return words[Kind(kind)]


def build(meeting: Meeting, points: Sequence[Found | Point]) -> Document:
    """Return an agenda as a document, from points that were fixed or have just been found."""
    activity = meeting.activity
    document = Document(
        name="agenda",
        title=_("%(title)s议程") % {"title": activity.title},
        byline="　".join(filter(None, [day_words(activity.starts_on), activity.place, meeting.unit.name])),
        unit=meeting.unit.code,
        period=f"{meeting.month.year}-{meeting.month.month:02d}",
        as_of=today(),
        made_up=activity.origin == "made_up",
    )
    groups = grouped(points)
    for words, listed in groups:
        document.head(words)
        document.blocks += [Paragraph(tuple(_line(number, one))) for number, one in enumerate(listed, start=1)]
    if not groups:
        document.blocks.append(Paragraph((_("没有逾期、临期、顺延或提请研究的事。"),)))
    return document


def _line(number: int, one: Found | Point) -> Iterator[Part]:
    yield numbered(3, number)
    yield Link(one.text, one.address) if one.address else one.text
    more = "；".join(filter(None, [one.unit.name if one.unit is not None else "", one.note]))
    yield f"（{more}）" if more else ""
