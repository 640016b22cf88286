"""Where units hang: the tree walked branch by branch, and units found by name, code, place or first letters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, reach, reached
from kexie.records.access.scope import tops as tops_of
from kexie.records.book.queries import written
from kexie.records.units.kinds import KINDS, LEVELS
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import below, below_found, counted_below, open_among, open_units, roots
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import Page, page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, lens_of, paths_of, place_of
from kexie.web.templatetags import kit
from kexie.web.units.branches import View, forest, opened_in
from kexie.web.units.children import Children
from kexie.web.units.days import OnForm, tree_on
from kexie.web.units.twigs import Twigs


class FindForm(OnForm):
    """Which units are listed."""

    q = forms.CharField(
        label=gettext_lazy("名称、编号、拼音首字母"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("上级可写在前面，例：江苏 鼓楼")}),
    )
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


MANY: Final = 2_000
"""More units than these that bear the words are narrowed in the database; fewer in this process, which is faster."""


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show the roots and what is directly below them, or the units that a search finds."""
    who, lens = actor(request), lens_of(request)
    form = FindForm({name: request.GET.get(name, "") for name in ("on", "q", "level", "kind")})
    on = tree_on(form, lens.as_of)
    allowed, alive = reached(who, Right.UNIT_READ), open_units(on)
    tops = [unit for unit in roots(on) if allowed is None or unit.pk in allowed]
    searched = form.is_valid() and any(form.cleaned_data[name] for name in ("q", "level", "kind"))
    told: dict[str, Any] = {
        "form": form,
        "on": on,
        "tops": tops,
        "searched": searched,
        "counted": _counted(who, on),
        "may_import": door.may_anywhere(who, Right.UNIT_CHANGE),
        "query": "" if on.day == today() else f"?on={on.day.isoformat()}",
        "whole": len(alive if allowed is None else alive & allowed),
    }
    opened = opened_in(request) or frozenset(top.code for top in tops[:1])
    grown = forest([top.pk for top in tops], View.of(reverse("units:index"), on, opened))
    told["forest"] = Twigs(told["query"]).written(grown)
    units: QuerySet[Unit] | list[int] | Children = (
        found(who, form.cleaned_data, on) if searched else Children([top.pk for top in tops], on)
    )
    page: Page[Any] = page_of(request, units)
    items = _rows(page.items) if isinstance(units, list) else page.items
    told |= {"page": page, "table": listed(items, on, places=searched or len(tops) > 1)}
    return render(request, "units/index.html", told, status=400 if form.errors else 200)


def _rows(numbers: Sequence[int]) -> list[Unit]:
    named = Unit.objects.in_bulk(numbers)
    return [named[number] for number in numbers]


def found(who: Account, told: dict[str, Any], on: TreeOn) -> QuerySet[Unit] | list[int]:
    """Return the open units that the reader may see and that bear what was typed, in the order of their codes.

    The last word is of the unit itself, words before it of itself or of one above it.
    """
    *above, last = told["q"].split() or [""]
    typed = Unit.objects.order_by("code")
    if last:
        itself = Q(name__icontains=told["q"].strip()) | Q(code=told["q"].strip())
        placed = bears(last)
        for word in above:
            placed &= Q(pk__in=below_found(Unit.objects.filter(bears(word)), on))
        typed = typed.filter(itself | placed)
    if told["level"]:
        typed = typed.filter(level=told["level"])
    if told["kind"]:
        typed = typed.filter(kind=told["kind"])
    numbers = list(typed.values_list("pk", flat=True)[: MANY + 1])
    if len(numbers) > MANY:
        return open_among(typed.filter(reach(who, Right.UNIT_READ, "pk")), on)
    allowed, alive = reached(who, Right.UNIT_READ), open_units(on)
    return [number for number in numbers if number in alive and (allowed is None or number in allowed)]


def bears(word: str) -> Q:
    """Return the units that bear a word in their name or code, or its letters as the first ones of their pinyin."""
    said = Q(name__icontains=word) | Q(code__icontains=word)
    return said | Q(initials__contains=word.lower()) if word.isascii() and word.isalnum() else said


def _counted(who: Account, on: TreeOn) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Return how many open units there are of each kind and level, each number with the list behind it."""
    reach = tops_of(who, Right.UNIT_READ)
    starts = None if has_all(who) else tuple((line, *sorted(units)) for line, units in sorted(reach.items()))
    many = _many(starts, on, *_state())
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


Tops = tuple[tuple[str | int, ...], ...] | None


def _state() -> tuple[int, int, str]:
    """Return the marks that change with the tree and with whatever is done to a unit."""
    told = written()
    return told.mark, told.event, str(connection.settings_dict["NAME"])


@lru_cache(maxsize=32)
def _many(starts: Tops, on: TreeOn, *_state: object) -> dict[tuple[str, str], int]:
    """Return how many open units of each kind and level lie below some starts (none: anywhere)."""
    units = open_among(Unit.objects.all(), on)
    if starts is not None:
        within = Q(pk__in=[])
        for line, *numbers in starts:
            within |= Q(pk__in=below((int(one) for one in numbers), TreeOn.now(str(line))))
        units = units.filter(within)
    told = units.order_by().values_list("kind", "level").annotate(number=Count("pk", distinct=True))
    return {(kind, level): number for kind, level, number in told}


def listed(units: Any, on: TreeOn, *, places: bool) -> Table:  # noqa: ANN401 - a page's items
    """Set units in a table: each with what it is, how many hang below, and (``places``) where it hangs."""
    below = counted_below(on)
    paths = paths_of((unit.pk for unit in units), on) if places else {}
    query = "" if on.day == today() else f"?on={on.day.isoformat()}"
    rows, page = [], addresses("units:one")
    for unit in units:
        address = page(unit.code) + query
        name = format_html('<a href="{}">{}</a>', address, unit.name)
        if places:
            name = format_html('{} <span class="note">{}</span>', name, place_of(paths[unit.pk]))
        many = below.get(unit.pk, 0)
        number = kit.fig(many, f"{address}#below") if many else ""
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
