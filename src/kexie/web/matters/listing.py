"""Lists of matters: what needs me, everything in view by term, and the board by stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.matters import queries
from kexie.records.matters.models import Concerned, Matter
from kexie.records.matters.workflow import End
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.units.queries import within
from kexie.web.desk.seat import may_here, seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import shown
from kexie.web.kit.pages import MOST, counted, page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.matters.keeping import ASKED, kept
from kexie.web.matters.kinds import KINDS
from kexie.web.matters.words import kind_title, light_tag, stage_title
from kexie.web.reader import Spot, actor, spots_of
from kexie.web.units.finding import find_unit

VIEWS: Final = {
    "mine": gettext_lazy("等我办"),
    "late": gettext_lazy("已逾期"),
    "open": gettext_lazy("在办"),
    "ended": gettext_lazy("已结束"),
    "all": gettext_lazy("全部"),
}
TICKED: Final = frozenset({"mine", "late", "open"})
"""Views in which matters can be ticked, to take a step in several at once."""
ON_BOARD: Final = 12
"""How many matters a column of the board names."""
FEW: Final = 200
"""So many matters of a kind are looked up by their numbers, column by column."""


class Filters(HouseForm):
    """Which matters are listed."""

    view = forms.ChoiceField(label=gettext_lazy("看"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    q = forms.CharField(label=gettext_lazy("名称里有"), required=False, max_length=100)
    led = forms.BooleanField(label=gettext_lazy("只看主责的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the views and the kinds there are."""
        super().__init__(*args, **kwargs)
        kinds = [("", _("全部")), *((one.slug, one.title) for one in WORKFLOWS.values())]
        for name, choices in (("view", list(VIEWS.items())), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List matters, the nearest term first; without a word, those in which the next move is the reader's."""
    who = actor(request)
    given = {"view": "mine", "kind": "", "unit": "", "q": "", "led": ""}
    form = Filters(given | {key: value for key, value in request.GET.items() if key in given})
    told: dict[str, Any] = {
        "form": form,
        "may_issue": door.may_anywhere(who, Right.MATTER_ISSUE),
        "may_part": may_here(request, Right.MATTER_READ),
    }
    told["readable"] = door.may_anywhere(who, Right.MATTER_READ)
    unit = None
    if form.is_valid() and form.cleaned_data["unit"]:
        try:
            unit = find_unit(form.cleaned_data["unit"], who, Right.UNIT_READ)
        except Refused as refusal:
            form.refuse(refusal, "unit")
    if not form.is_valid():
        return render(request, "matters/index.html", told, status=400)
    view = form.cleaned_data["view"] or "mine"
    found = _chosen(_viewed(who, view), form.cleaned_data)
    if unit is not None:
        concerned = Concerned.objects.filter(within("unit", [unit.pk])).values("matter")
        led = bool(form.cleaned_data["led"])  # the list behind a number by unit: what the unit and those below it lead
        found = found.filter(within("lead", [unit.pk])) if led else found.filter(pk__in=concerned)
    narrowed = any(form.cleaned_data[name] for name in ("kind", "unit", "q"))
    numbers = queries.numbers(who)
    counted = None if narrowed else numbers.get(view)
    page = page_of(request, found, most=MOST, counted=counted)
    told |= {
        "page": page,
        "view": view,
        "table": table(page.items, ticks=view in TICKED and bool(page.items)),
        "ticks": view in TICKED,
        "kept": kept(who),
        "asked": urlencode({name: form.cleaned_data[name] for name in ASKED if form.cleaned_data[name]}),
        "kinds": [(slug, one.title) for slug, one in KINDS.items()],
        "counts": _counts(numbers),
        "narrowed": narrowed,
        "escalated": numbers["escalated"] if view == "mine" else 0,
    }
    return render(request, "matters/index.html", told)


def _viewed(who: Any, view: str) -> QuerySet[Matter]:  # noqa: ANN401 - an account
    if view == "mine":
        return queries.needs_me(who)
    seen = queries.seen(who)
    if view == "late":
        return queries.late(who)
    if view == "open":
        return seen.filter(end=End.OPEN).order_by("due", "pk")
    if view == "ended":
        return seen.filter(~Q(end=End.OPEN)).order_by("-closed_on", "-pk")
    return seen.order_by("due", "pk")


def _chosen(found: QuerySet[Matter], told: dict[str, Any]) -> QuerySet[Matter]:
    if told["kind"]:
        found = found.filter(workflow=told["kind"])
    if told["q"]:
        found = found.filter(Q(title__icontains=told["q"]) | Q(code__iexact=told["q"]))
    return found


def _counts(numbers: dict[str, int]) -> list[tuple[str, str, int, str]]:
    """Return the answer of the page: how many wait for me, are late, are open; each opens to its list."""
    address = reverse("matters:index")
    return [(slug, str(VIEWS[slug]), numbers[slug], f"{address}?view={slug}") for slug in ("mine", "late", "open")]


def table(listed: Sequence[Matter], sheet: str = "matters:one", *, ticks: bool = False) -> Table:
    """Return matters as a table: the light, the name (leading to a ``sheet``), the stage, who answers, until when.

    ``ticks``: with a box before each name, for a deed on several.
    """
    spots, address = spots_of(one.lead_id for one in listed), addresses(sheet)
    cols = [
        Col(_("时限"), end=True),
        Col(_("事项"), lead=True),
        Col(_("种类")),
        Col(_("到哪一步")),
        Col(_("主责单位")),
        Col(_("限"), fold=_("限")),
    ]
    rows = [Row(_cells(one, spots[one.lead_id], address(one.code), ticks=ticks)) for one in listed]
    return Table(_("事项"), cols, rows, heads=False)


def _cells(one: Matter, spot: Spot, address: str, *, ticks: bool) -> list[object]:
    named = format_html('<a href="{}">{}</a>', address, one.title)
    if ticks:
        said = _("勾选：%(title)s") % {"title": one.title}
        box = '<input type="checkbox" name="matter" value="{}" form="many" aria-label="{}"> {}'
        named = format_html(box, one.pk, said, named)
    return [
        light_tag(one),
        named,
        kind_title(one.workflow),
        stage_title(one),
        format_html('{} <span class="note">{}</span>', spot.name, spot.place),
        format_html('<span class="nw">{}</span>', "" if one.due == DAY_MAX else one.due.isoformat()),
    ]


def _once(seen: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return what a reader sees, looked up once where it is not much: each column would look it up again."""
    few = list(seen.order_by().values_list("pk", flat=True)[: FEW + 1])
    return seen if len(few) > FEW else Matter.objects.knowing("those in the reader's view").filter(pk__in=few)


@seated
def board(request: HttpRequest) -> HttpResponse:
    """Show one kind of matter by stage: how many stand where, and the nearest; what ended is counted as in lists."""
    who = actor(request)
    kind = request.GET.get("kind", "")
    workflow = WORKFLOWS.get(kind) or next(iter(WORKFLOWS.values()))
    seen = _once(queries.seen(who).filter(workflow=workflow.slug))
    opened = [stage.slug for stage in workflow.stages if stage.end is End.OPEN]
    going = dict(seen.filter(stage__in=opened).order_by().values_list("stage").annotate(n=Count("*")))
    columns = []
    for stage in workflow.stages:
        standing, order = seen.filter(stage=stage.slug), ("due", "pk")
        number = str(shown(going.get(stage.slug, 0)))
        if stage.end is not End.OPEN:
            alone = sum(one.end is stage.end for one in workflow.stages) == 1
            # by its end, where that says the same: most matters stand there, and are indexed so in the order shown
            standing, order = (seen.filter(end=stage.end.value) if alone else standing), ("-closed_on", "-pk")
            number = counted(standing.order_by(*order))
        nearest = list(standing.select_related("lead").order_by(*order)[: ON_BOARD + 1])
        drawn = [(one, light_tag(one)) for one in nearest[:ON_BOARD]]
        columns.append((stage, number, drawn, len(nearest) > ON_BOARD))
    told = {"workflow": workflow, "columns": columns, "kinds": WORKFLOWS.values(), "day": today()}
    return render(request, "matters/board.html", told)
