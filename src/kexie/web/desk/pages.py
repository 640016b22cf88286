"""Today: what needs the reader, what is near, what changed, the headline figures; and the page of marks and keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.units.models import Unit
from kexie.web.desk import first
from kexie.web.desk.addresses import address
from kexie.web.desk.agenda import ahead, changes, todos
from kexie.web.desk.helping import GOES, TOPICS
from kexie.web.desk.seat import seat_of
from kexie.web.desk.waiting import waiting
from kexie.web.figures.views import pinned
from kexie.web.figuring import headline, question
from kexie.web.guide import pages as guide
from kexie.web.kit.headlines import Headline
from kexie.web.kit.numbers import lang
from kexie.web.reader import Lens, actor, lens_of

BRINGS = (Right.ACTIVITY_RECORD, Right.PEOPLE_MANAGE, Right.UNIT_CHANGE, Right.POST_GRANT)
"""Rights that let somebody bring a spreadsheet."""


MOST_HEADS = 6
"""Most headline figures: the reader's own views first."""
FIRST, LAST = date(1900, 1, 1), date(9990, 1, 1)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show today; a stranger reads that there is no post yet, an owner of an empty house the first steps."""
    seat, reader = seat_of(request), actor(request)
    if seat.empty:
        return render(request, "desk/home.html", {"today": today(), "empty": True})
    if seat.unit is None:
        return render(request, "desk/home.html", {"today": today(), "hour": first.first_hour()})
    lens, unit = lens_of(request), seat.unit
    day = min(max(lens.as_of, FIRST), LAST)  # the desk looks some days back and ahead
    written, moves = todos(reader, unit, day), waiting(reader)
    context = {
        "today": day,
        "back": day != today(),
        "unit": unit,
        "period": lens.period.describe(lang()),
        "todos": written,
        "waiting": moves,
        "many": written.count + moves.count,
        "said": [*(written.said if written.count or not moves.count else []), *moves.said],
        "records": door.may(reader, Right.ACTIVITY_RECORD, unit),
        "reads": door.may(reader, Right.RECORD_READ, unit),
        "ahead": ahead(reader, unit, day),
        "changes": changes(reader, unit, day),
        "heads": heads(reader, unit, lens),
        "all_planned": address("activities:index"),
        "tools": tools(reader),
    }
    context["hour"] = first.shown_to(reader, everything=seat.all)
    return render(request, "desk/home.html", context)


def heads(reader: Account, unit: Unit, lens: Lens) -> list[Headline]:
    """Return the headline figures of a unit for the opening period."""
    asked = (
        (_("学习活动"), "activities", ("study",)),
        (_("学习参加"), "attendances", ("study",)),
        (_("参加人数"), "attendees", ()),
        (_("各类活动"), "activities", ()),
        (_("培训班"), "activities", ("training",)),
    )
    own = [headline(view.name, replace(told, by=()), reader) for view, told in pinned(reader, lens.as_of)]
    usual = asked[: MOST_HEADS - len(own)]
    return own + [headline(label, question(slug, unit, lens, kinds), reader) for label, slug, kinds in usual]


def tools(reader: Account) -> list[tuple[str, str]]:
    """Return the buttons at the head: those that the reader has a right to press and that lead somewhere."""
    offered = (
        (_("记一项活动"), address("activities:new"), (Right.ACTIVITY_RECORD,)),
        (_("导入表格"), address("imports:index"), BRINGS),
    )
    held = {right for right in BRINGS if door.may_anywhere(reader, right)}
    return [(word, href) for word, href, rights in offered if href and held.intersection(rights)]


def help_page(request: HttpRequest) -> HttpResponse:
    """Explain a room (``?of=``), the marks, the words of bounds, and the keys; open to everyone."""
    topic = TOPICS.get(request.GET.get("of", ""))
    found = [task for slug in (topic.tasks if topic else ()) if (task := guide.task(slug)) is not None]
    return render(request, "desk/help.html", {"topic": topic, "goes": GOES, "tasks": found})
