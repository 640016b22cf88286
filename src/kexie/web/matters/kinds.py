"""Lists of one kind with what that kind is looked at for: projects, agreements, practical deeds, promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.kit.refusal import Forbidden
from kexie.kit.text import joined, whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.rules import unpacked
from kexie.records.matters import queries
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows import WORKFLOWS
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import shown
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.matters.words import light_tag, stage_title
from kexie.web.plan.names import name_of
from kexie.web.reader import actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list of a kind shows: its title, columns beside the light and the name, and what a row says in them."""

    title: Words
    cols: tuple[tuple[Words, bool], ...]
    cells: Callable[[Matter], list[object]]


def _money(matter: Matter, slug: str) -> object:
    value = matter.details.get(slug)
    return "" if value is None else shown(Decimal(value))


def _milestones(matter: Matter) -> str:
    done, whole = getattr(matter, "done", 0), getattr(matter, "whole", 0)
    return f"{done}／{whole}" if whole else ""


def _project(one: Matter) -> list[object]:
    goals = joined(name_of(code) for code in unpacked(one.goals))
    risks = str(one.details.get("risks", ""))
    return [one.lead.name, _milestones(one), _money(one, "funds_planned"), _money(one, "funds_used"), goals, risks]


def _cooperation(one: Matter) -> list[object]:
    told = one.details
    return [told.get("agreement", ""), told.get("parties", ""), told.get("milestones", ""), stage_title(one)]


def _deed(one: Matter) -> list[object]:
    told = one.details
    confirmed = one.confirmed_on.isoformat() if one.confirmed_on is not None else ""
    return [str(told.get("year", "")), told.get("for_whom", ""), one.lead.name, stage_title(one), confirmed]


def _promise(one: Matter) -> list[object]:
    state = dict(WORKFLOWS["promise"].states).get(one.state) or _("待兑现")
    return [one.details.get("promised_on", ""), one.lead.name, state, one.result]


KINDS: Final[dict[str, Shown]] = {
    "project": Shown(
        gettext_lazy("重点项目"),
        (
            (gettext_lazy("牵头单位"), False),
            (gettext_lazy("节点"), True),
            (gettext_lazy("计划经费（元）"), True),
            (gettext_lazy("已用经费（元）"), True),
            (gettext_lazy("目标"), False),
            (gettext_lazy("风险"), False),
        ),
        _project,
    ),
    "cooperation": Shown(
        gettext_lazy("合作试点"),
        (
            (gettext_lazy("协议"), False),
            (gettext_lazy("各方"), False),
            (gettext_lazy("阶段目标"), False),
            (gettext_lazy("到哪一步"), False),
        ),
        _cooperation,
    ),
    "deed": Shown(
        gettext_lazy("年度实事清单"),
        (
            (gettext_lazy("年度"), True),
            (gettext_lazy("服务对象"), False),
            (gettext_lazy("主责单位"), False),
            (gettext_lazy("到哪一步"), False),
            (gettext_lazy("服务对象确认"), False),
        ),
        _deed,
    ),
    "promise": Shown(
        gettext_lazy("走访承诺"),
        (
            (gettext_lazy("承诺日期"), False),
            (gettext_lazy("主责单位"), False),
            (gettext_lazy("兑现"), False),
            (gettext_lazy("结果"), False),
        ),
        _promise,
    ),
}


class Which(HouseForm):
    """Which matters of a kind: a year, for deeds; a state, for promises; words."""

    year = forms.CharField(label=gettext_lazy("年度"), required=False, max_length=4)
    state = forms.ChoiceField(label=gettext_lazy("兑现"), required=False)
    q = forms.CharField(label=gettext_lazy("名称里有"), required=False, max_length=100)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Ask only what the kind has."""
        super().__init__(*args, **kwargs)
        if kind != "deed":
            del self.fields["year"]
        states = WORKFLOWS[kind].states
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("全部")), *states]
        if not states:
            del self.fields["state"]


@seated
@require_GET
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """List the matters of a kind that one may see, those still open first."""
    if kind not in KINDS:
        raise Forbidden(_("没有这份清单。"))
    form = Which(request.GET or None, kind=kind)
    found = queries.seen(actor(request)).filter(workflow=kind).select_related("lead", "parent")
    if form.is_valid():
        found = _chosen(found, form.cleaned_data)
    done = Count("measures", filter=Q(measures__done_on__isnull=False), distinct=True)
    found = found.annotate(done=done, whole=Count("measures", distinct=True))
    page = page_of(request, found.order_by("-end", "due", "pk"))
    told = {
        "may_issue": door.may_anywhere(actor(request), Right.MATTER_ISSUE),
        "kind": kind,
        "title": KINDS[kind].title,
        "form": form if form.fields else None,
        "page": page,
        "table": _table(KINDS[kind], page.items),
        "kinds": [(slug, one.title) for slug, one in KINDS.items()],
    }
    return render(request, "matters/kind.html", told)


def _chosen(found: QuerySet[Matter], told: dict[str, str]) -> QuerySet[Matter]:
    year = whole(told.get("year", ""))
    if year is not None:
        found = found.filter(details__year=year)
    if told.get("state"):
        waiting = Q(state="", end="open") if told["state"] == "waiting" else Q(pk__in=[])
        found = found.filter(Q(state=told["state"]) | waiting)
    return found.filter(title__icontains=told["q"]) if told.get("q") else found


def _table(kind: Shown, listed_: Sequence[Matter]) -> Table:
    cols = [Col(_("时限"), end=True), Col(_("事项"), lead=True)]
    cols += [Col(str(name), n=number, fold=str(name)) for name, number in kind.cols]
    rows = [Row([light_tag(one), _named(one), *kind.cells(one)]) for one in listed_]
    return Table(str(kind.title), cols, rows, heads=False)


def _named(one: Matter) -> str:
    link = format_html('<a href="{}">{}</a>', reverse("matters:one", args=[one.code]), one.title)
    if one.parent is None:
        return link
    return format_html('{} <span class="note">{}</span>', link, _("分办"))
