"""How branches stand: a line for each rule, the matrix of branches and months, and what was not held yet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.branches import matrix
from kexie.records.branches.masks import periods
from kexie.records.branches.rules import RULES, rules_with
from kexie.records.branches.upkeep import class_every
from kexie.records.units.models import Unit
from kexie.web.branches.words import period_words, state_tag, year_of
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm, unit_box
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit, offered

_LONGEST: Final = 18


class Scope(HouseForm):
    """Which branches, and which year."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False, widget=unit_box())
    year = forms.CharField(label=gettext_lazy("年份"), required=False, max_length=4)
    kind = forms.ChoiceField(label=gettext_lazy("哪一种"), required=False)

    def __init__(self, *args: Any, every: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the kinds there are; ``every``: all of them together, too."""
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [*([("", _("各种"))] if every else []), *((rule.slug, rule.title) for rule in RULES.values())]


def _scope(request: HttpRequest, *, every: bool = False) -> tuple[Scope, Unit | None, int]:
    """Return the form, the unit looked at (the reader's own without a word) and the year.

    ``every``: where no kind is chosen all of them are looked at, else the theme day.
    """
    who = actor(request)
    kind = request.GET.get("kind", "")
    given = {"unit": request.GET.get("unit", ""), "kind": kind if kind in RULES else "" if every else "branch_day"}
    form = Scope(given | {"year": str(year_of(request))}, every=every)
    unit = seat_of(request).unit
    if given["unit"] and form.is_valid():
        try:
            unit = find_unit(given["unit"], who, Right.UNIT_READ)
        except Refused as refusal:
            form.refuse(refusal, "unit")
    return form, unit, year_of(request)


def _told(request: HttpRequest, form: Scope, unit: Unit | None, year: int) -> dict[str, Any]:
    who = actor(request)
    return {
        "form": form,
        "unit": unit,
        "year": year,
        "readable": door.may_anywhere(who, Right.BRANCH_READ),
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
    }


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Say for each rule how many of the branches asked have held what it asks; each number opens to the branches."""
    form, unit, year = _scope(request)
    told = _told(request, form, unit, year)
    if not told["readable"] or unit is None or form.errors:
        return render(request, "branches/index.html", told, status=400 if form.errors else 200)
    branches = matrix.under(unit, actor(request))
    tallies = matrix.tallies(branches, year, today())
    rules = rules_with(class_every())
    cols = [
        Col(_("种类"), lead=True),
        Col(_("要求")),
        Col(_("做到的支部"), n=True, fold=_("做到的支部")),
        Col(_("应做的支部"), n=True, fold=_("应做的支部")),
        Col(_("覆盖"), n=True, fold=_("覆盖")),
        Col(_("到期未开"), n=True, fold=_("到期未开（期次）")),
        Col(_("本年待开"), n=True, fold=_("本年待开（期次）")),
    ]
    rows = []
    for one in tallies:
        rule = rules[one.kind]
        query = urlencode({"unit": unit.code, "year": year, "kind": one.kind})
        address, grid = f"{reverse('branches:open')}?{query}", f"{reverse('branches:matrix')}?{query}"
        rows.append(
            Row(
                [
                    format_html('<a href="{}">{}</a>', grid, rule.title),
                    format_html('{} <span class="note">{}</span>', rule.sentence, rule.article),
                    kit.fig(one.complete, grid, unit=_("个")),
                    kit.fig(one.asked, grid, unit=_("个")),
                    kit.fig(round(Decimal(100 * one.complete) / one.asked, 1), _share(unit, year, one.kind), unit="%")
                    if one.asked
                    else kit.nil("na"),
                    kit.fig(one.late, f"{address}&late=1"),
                    kit.fig(one.due, address),
                ]
            )
        )
    told |= {"table": Table(_("组织生活"), cols, rows, heads=False), "count": branches.count()}
    return render(request, "branches/index.html", told)


@seated
def matrix_page(request: HttpRequest) -> HttpResponse:
    """Show branches × periods of one kind, each cell a shape and a word."""
    form, unit, year = _scope(request)
    told = _told(request, form, unit, year)
    if not told["readable"] or unit is None or form.errors:
        return render(request, "branches/matrix.html", told, status=400 if form.errors else 200)
    kind, day, rules = str(form["kind"].value()), today(), class_every()
    after = request.GET.get("after", "").replace("\0", "")
    lines = matrix.page(matrix.under(unit, actor(request)), year, after, matrix.PAGE + 1)
    spans = periods(kind, year, rules)
    grid = [
        (line.branch, [state_tag(state) for state in line.states(kind, year, day, rules)])
        for line in lines[: matrix.PAGE]
    ]
    heads = [(period_words(one), day in one) for one in spans]
    told |= {"rule": rules_with(rules)[kind], "heads": heads, "grid": grid} | _turning(
        request, [line.branch.unit.code for line in lines]
    )
    return render(request, "branches/matrix.html", told)


@seated
def open_page(request: HttpRequest) -> HttpResponse:
    """List what was not held by its time (a reminder), or else what is asked for in the periods that run today."""
    form, unit, year = _scope(request, every=True)
    told = _told(request, form, unit, year)
    if not told["readable"] or unit is None or form.errors:
        return render(request, "branches/open.html", told, status=400 if form.errors else 200)
    kind, late, rules = request.GET.get("kind", ""), request.GET.get("late") == "1", class_every()
    branches = matrix.under(unit, actor(request))
    found = matrix.open_list(branches, year, today(), kind=kind, late=late, after=_after(request), size=matrix.PAGE + 1)
    cols = [Col(_("支部"), lead=True), Col(_("种类")), Col(_("哪几期")), Col(_("依据"))]
    rows = [
        Row(
            [
                format_html('<a href="{}">{}</a>', _of(one.branch.unit.code), one.branch.unit.name),
                RULES[one.kind].title,
                format_html(
                    "{} {}",
                    state_tag(one.states[0][1]),
                    joined(period_words(periods(one.kind, year, rules)[n]) for n, _state in one.states),
                ),
                format_html('<span class="note">{}</span>', RULES[one.kind].article),
            ]
        )
        for one in found[: matrix.PAGE]
    ]
    told |= {"table": Table(_("支部"), cols, rows, heads=False), "rows": rows, "late": late, "kind": kind}
    return render(request, "branches/open.html", told | _turning(request, [str(one.number) for one in found]))


def _share(unit: Unit, year: int, kind: str) -> str:
    """Return where the figures room answers the same for any day of knowledge, with its passport and records."""
    asked = {"unit": unit.code, "period": str(year), "where": f"kind={kind}"}
    return f"/figures/branches_held_share/?{urlencode(asked)}"


def _of(code: str) -> str:
    return reverse("branches:one", args=[code])


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else 0


def _turning(request: HttpRequest, keys: Sequence[str]) -> dict[str, str]:
    """Return the addresses of the first page and of the one after; a page does not count what is beyond it."""
    query = request.GET.copy()
    told = {}
    if query.pop("after", None):
        told["before"] = f"?{query.urlencode()}"
    if len(keys) > matrix.PAGE:
        query["after"] = keys[matrix.PAGE - 1]
        told["after"] = f"?{query.urlencode()}"
    return told
