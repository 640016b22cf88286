"""What a unit's page tells beside its figures: posts, what is to be written up, where it hangs on which line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MIN
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.activities import stages
from kexie.records.activities.queries import hosted_and_seen
from kexie.records.history.looks import PARTY, look
from kexie.records.people.queries import count_members
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_list, hung_of, tree
from kexie.records.units.rules import TreeOn
from kexie.web.activities.filters import SILENT, UNRECORDED
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Named, actor, names_of, path_names
from kexie.web.templatetags import kit


def posts_of(request: HttpRequest, unit: Unit, on: TreeOn) -> dict[str, Any]:
    """Return who holds which post in the unit on the day; names only for who reads people there."""
    who = actor(request)
    names = door.may(who, Right.PEOPLE_READ, unit)
    held = Post.objects.filter(unit=unit, since__lte=on.day, until__gte=on.day).order_by("role", "since", "pk")
    if not names:
        counted = held.order_by().values_list("role").annotate(number=Count("pk"))
        return {"names": False, "roles": [(ROLES[role].title, number) for role, number in counted if role in ROLES]}
    rows, listed = [], list(held.select_related("person"))
    for post in listed:
        title = ROLES[post.role].title if post.role in ROLES else post.role
        line = "" if post.line == MAIN else WORDS.get(post.line, post.line)
        address = reverse("settings:person", args=[post.person.code])
        name = format_html(
            '<a href="{}">{}</a> <span class="note">{}</span>', address, post.person.name, post.person.code
        )
        said = format_html('{} <span class="note">{}</span>', title, line)
        rows.append(Row([said, name, kit.day(post.since), kit.day(post.until)]))
    cols = [Col(_("岗位")), Col(_("任职人"), lead=True), Col(_("自"), fold=_("自")), Col(_("至"), fold=_("至"))]
    party = [post for post in listed if post.line != MAIN and post.person_id != who.person_id]
    look(PARTY, unit.pk, by=who.pk, unit=unit.pk, names=len(party))  # party membership is sensitive (PIPL 28)
    return {
        "names": True,
        "posts": Table(_("人与职"), cols, rows, classes="posts"),
        "posted": bool(rows),
        "members": count_members(below_list([unit.pk], on), on),
        "people_href": f"{reverse('settings:people')}?{urlencode({'unit': unit.code})}",
    }


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to be written up: what, how many, and the list behind the number."""

    title: str
    number: int
    href: str


def owed_by(who: Account, unit: Unit, day: date) -> list[Owed]:
    """Return what a unit and those below it have still to write up, as far as the reader sees their records."""
    if not door.may(who, Right.RECORD_READ, unit):
        return []
    seen = hosted_and_seen(who, Right.RECORD_READ, unit.pk).order_by()
    asked = (
        (_("过了日子还没有登记的活动"), SILENT, stages.silent(day)),
        (_("办了、没登记完的活动"), UNRECORDED, stages.unrecorded(day)),
    )
    told = []
    for title, status, condition in asked:
        counted = seen.filter(condition).aggregate(n=Count("*"), a=Min("starts_on"), z=Max("starts_on"))
        if counted["n"]:
            span = f"{counted['a'].isoformat()}..{counted['z'].isoformat()}"
            query = urlencode({"unit": unit.code, "status": status, "period": span})
            told.append(Owed(title, counted["n"], f"{reverse('activities:index')}?{query}"))
    return told


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit hangs on a line: the units above it, and how many hang directly below it there."""

    title: str | Promise
    above: tuple[Named, ...]
    below: int


def lines_of(unit: Unit, on: TreeOn) -> list[Place]:
    """Return a unit's place on every line on which it hangs on the day: the main one, and the party's if it has one."""
    found = []
    for line in LINES:
        when = TreeOn(on.day, on.known, line.slug)
        whole = tree(when)
        if unit.pk in whole.parent:
            above = path_names(unit.pk, when)[:-1]
            found.append(Place(line.title, above, len(whole.children.get(unit.pk, []))))
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """What was said of a unit's place: since when (in words), on which other line, below which, told on which day."""

    since: str
    line: str | Promise
    parent: Named | None
    known_on: date


def moves_of(unit: Unit, on: TreeOn) -> list[Move]:
    """Return what was said of the unit's place, as known on the day: newest first."""
    told = hung_of(unit, on.known)
    named = names_of(one.parent for one in told if one.parent is not None)
    always = _("一直")
    return [
        Move(
            always if one.valid_from == DAY_MIN else _("%(day)s 起") % {"day": one.valid_from},
            "" if one.line == MAIN else WORDS.get(one.line, one.line),
            named[one.parent] if one.parent is not None else None,
            one.known_on,
        )
        for one in told
    ]
