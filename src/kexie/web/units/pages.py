"""Where units hang, and one unit as it stands on a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MIN, today
from kexie.records.access import door
from kexie.records.access.models import Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.people.queries import count_members
from kexie.records.units.kinds import KINDS, LEVELS, MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Edge, Unit
from kexie.records.units.queries import below_list, open_units, roots, span_of, tree
from kexie.records.units.rules import TreeOn
from kexie.web import figuring
from kexie.web.desk.seat import seated
from kexie.web.history import events_of
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.kit.headlines import Headline
from kexie.web.kit.pages import Page, page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, lens_of, paths_of, place_of, unit_of
from kexie.web.templatetags import kit
from kexie.web.units.branches import branch
from kexie.web.units.explained import explained


class OnForm(HouseForm):
    """Which day is looked at."""

    on = DayField(label=gettext_lazy("看哪一天"), required=False)


class FindForm(OnForm):
    """Which units are listed."""

    q = forms.CharField(label=gettext_lazy("名称或编号里有"), required=False, max_length=100)
    level = forms.ChoiceField(
        label=gettext_lazy("层级"),
        required=False,
        choices=[("", gettext_lazy("全部")), *((t.slug, t.title) for t in LEVELS)],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"),
        required=False,
        choices=[("", gettext_lazy("全部")), *((t.slug, t.title) for t in KINDS)],
    )


def tree_on(form: OnForm, as_of: date) -> TreeOn:
    """Return the tree of the day asked for (else of the day of knowledge), as known on the day of knowledge."""
    day: date | None = form.cleaned_data.get("on") if form.is_valid() else None
    return TreeOn(day or as_of, as_of)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show the roots and what is directly below them, or the units that a search finds."""
    who, lens = actor(request), lens_of(request)
    form = FindForm({name: request.GET.get(name, "") for name in ("on", "q", "level", "kind")})
    on = tree_on(form, lens.as_of)
    visible = door.units(who).distinct()
    alive = open_units(on)
    tops = [unit for unit in roots(on) if door.may(who, Right.UNIT_READ, unit)]
    searched = form.is_valid() and any(form.cleaned_data[name] for name in ("q", "level", "kind"))
    told: dict[str, Any] = {
        "form": form,
        "on": on,
        "tops": tops,
        "searched": searched,
        "counted": _counted(visible, alive, on),
    }
    told["may_import"] = door.may_anywhere(who, Right.UNIT_CHANGE)
    if searched:
        page = page_of(request, [unit for unit in _found(visible, form.cleaned_data) if unit.pk in alive])
    else:
        below = [child for top in tops for child in tree(on).children.get(top.pk, []) if child in alive]
        page = page_of(request, _ordered(Unit.objects.in_bulk(below)))
    told |= {"page": page, "table": listed(page.items, on, places=searched or len(tops) > 1)}
    told["whole"] = sum(number for _name, rows in told["counted"] for _title, number, _href in rows)
    return render(request, "units/index.html", told, status=400 if form.errors else 200)


def _found(visible: QuerySet[Unit], told: dict[str, Any]) -> QuerySet[Unit]:
    if told["q"]:
        visible = visible.filter(Q(name__icontains=told["q"]) | Q(code__icontains=told["q"]))
    if told["level"]:
        visible = visible.filter(level=told["level"])
    if told["kind"]:
        visible = visible.filter(kind=told["kind"])
    return visible.order_by("code")


def _counted(visible: QuerySet[Unit], alive: set[int], on: TreeOn) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Return how many open units there are of each kind and level, each number with the list behind it."""
    many: dict[tuple[str, str], int] = {}
    for pk, kind, level in visible.order_by().values_list("pk", "kind", "level"):
        if pk in alive:
            many[kind, level] = many.get((kind, level), 0) + 1
    groups = []
    for term in KINDS:
        rows = []
        for level, title in [*((one.slug, str(one.title)) for one in LEVELS), ("", "")]:
            number = many.get((term.slug, level))
            if number:
                asked = {"kind": term.slug, "level": level, "on": on.day.isoformat() if on.day != today() else ""}
                query = urlencode({name: value for name, value in asked.items() if value})
                rows.append((title, number, f"{reverse('units:index')}?{query}"))
        if rows:
            groups.append((str(term.title), rows))
    return groups


def _ordered(units: dict[int, Unit]) -> list[Unit]:
    kinds = [term.slug for term in KINDS]
    place = {slug: at for at, slug in enumerate(kinds)}
    return sorted(units.values(), key=lambda unit: (place.get(unit.kind, len(kinds)), unit.code))


def listed(units: Any, on: TreeOn, *, places: bool) -> Table:  # noqa: ANN401 - a page's items
    """Set units in a table: each with what it is, how many hang below, and (``places``) where it hangs."""
    whole, alive = tree(on), open_units(on)
    paths = paths_of((unit.pk for unit in units), on) if places else {}
    query = "" if on.day == today() else f"?on={on.day.isoformat()}"
    rows = []
    for unit in units:
        address = reverse("units:one", args=[unit.code]) + query
        name = format_html('<a href="{}">{}</a>', address, unit.name)
        if places:
            name = format_html('{} <span class="note">{}</span>', name, place_of(paths[unit.pk]))
        below = sum(1 for one in whole.below(unit.pk) if one != unit.pk and one in alive)
        number = kit.fig(below, f"{address}#below") if below else ""
        rows.append(
            Row([name, str(WORDS.get(unit.kind, unit.kind)), str(WORDS.get(unit.level, unit.level)), unit.code, number])
        )
    cols = [
        Col(_("单位"), lead=True),
        Col(_("种类")),
        Col(_("层级")),
        Col(_("编号")),
        Col(_("各级下级"), n=True, end=True),
    ]
    return Table(_("单位"), cols, rows)


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit on a day: path, what is below, posts, figures, changes of place, and why one may see it."""
    who, lens = actor(request), lens_of(request)
    unit = unit_of(request, code)
    form = OnForm({"on": request.GET.get("on") or lens.as_of.isoformat()})
    on = tree_on(form, lens.as_of)
    whole, alive = tree(on), open_units(on)
    children = [child for child in whole.children.get(unit.pk, []) if child in alive]
    page: Page[Unit] = page_of(request, _ordered(Unit.objects.in_bulk(children)))
    opened, closed = span_of(unit, on)
    told = {
        "unit": unit,
        "form": form,
        "on": on,
        "other_day": on.day != today(),
        "path": paths_of([unit.pk], on)[unit.pk][:-1],
        "open": unit.pk in alive,
        "opened": opened,
        "closed": closed,
        "kind": WORDS.get(unit.kind, unit.kind),
        "level": WORDS.get(unit.level, ""),
        "branch": branch(unit, on, alive),
        "below": sum(1 for one in whole.below(unit.pk) if one != unit.pk and one in alive),
        "page": page,
        "children": listed(page.items, on, places=False),
        "heads": _heads(request, unit),
        "moves": _moves(unit, on),
        "mine": door.may(who, Right.UNIT_CHANGE, unit),
        "records": door.may(who, Right.RECORD_READ, unit),
        "explained": explained(who, unit) if "why" in request.GET else [],
        **_posts(request, unit, on),
    }
    if door.may(who, Right.LOG_READ, unit):
        told["events"] = events_of("unit", str(unit.pk), whole=True)
    return render(request, "units/one.html", told, status=400 if form.errors else 200)


def _heads(request: HttpRequest, unit: Unit) -> list[Headline]:
    """Return the headline figures of the opening period; none for who may not see the unit's figures."""
    who, lens = actor(request), lens_of(request)
    if not door.may(who, Right.FIGURE_READ, unit):
        return []
    asked: tuple[tuple[str, str, list[str]], ...] = (
        (_("学习活动"), "activities", ["study"]),
        (_("学习人次"), "attendances", ["study"]),
        (_("全部活动"), "activities", []),
        (_("参加人数"), "attendees", []),
    )
    return [figuring.headline(label, figuring.question(slug, unit, lens, kinds), who) for label, slug, kinds in asked]


def _posts(request: HttpRequest, unit: Unit, on: TreeOn) -> dict[str, Any]:
    """Return who holds which post in the unit on the day; names only for who reads people there."""
    who = actor(request)
    names = door.may(who, Right.PEOPLE_READ, unit)
    held = Post.objects.filter(unit=unit, since__lte=on.day, until__gte=on.day).order_by("role", "since", "pk")
    if not names:
        counted = held.order_by().values_list("role").annotate(number=Count("pk"))
        return {"names": False, "roles": [(ROLES[role].title, number) for role, number in counted if role in ROLES]}
    rows = []
    for post in held.select_related("person"):
        title = ROLES[post.role].title if post.role in ROLES else post.role
        line = "" if post.line == MAIN else WORDS.get(post.line, post.line)
        address = reverse("settings:person", args=[post.person.code])
        name = format_html(
            '<a href="{}">{}</a> <span class="note">{}</span>', address, post.person.name, post.person.code
        )
        rows.append(
            Row(
                [
                    format_html('{} <span class="note">{}</span>', title, line),
                    name,
                    kit.day(post.since),
                    kit.day(post.until),
                ]
            )
        )
    cols = [Col(_("岗位")), Col(_("任职人"), lead=True), Col(_("自"), fold=_("自")), Col(_("至"), fold=_("至"))]
    return {
        "names": True,
        "posts": Table(_("人与职"), cols, rows, classes="posts"),
        "posted": bool(rows),
        "members": count_members(below_list([unit.pk], on), [], on),
        "people_href": f"{reverse('settings:people')}?{urlencode({'unit': unit.code})}",
    }


def _moves(unit: Unit, on: TreeOn) -> list[tuple[str, Edge]]:
    """Return what was said of the unit's place and since when, as known on the day of knowledge: newest first."""
    known = Q(known_on__lte=on.known) | Q(founding=True)
    told = (
        Edge.objects.filter(known, unit=unit, line=MAIN).select_related("parent").order_by("-valid_from", "-position")
    )
    always = _("一直")
    return [
        (always if edge.valid_from == DAY_MIN else _("%(day)s 起") % {"day": edge.valid_from}, edge) for edge in told
    ]
