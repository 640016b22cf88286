"""Views: keeping the question of a page under a name, dropping one, and what is kept shown as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.figures.question import Question, ask
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.units.kinds import MAIN
from kexie.records.views.actions import LONGEST_NAME, drop, save
from kexie.records.views.models import SavedView
from kexie.records.views.queries import on_home, visible
from kexie.web.desk.seat import seated
from kexie.web.figures.reading import KEPT
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.terms import voice
from kexie.web.reader import actor
from kexie.web.templatetags import kit

ASKED = ("unit", "period", "by", "where", "tree", "line", *KEPT)
"""What a view keeps of an address; the day of knowledge only where somebody asks for it."""


class ViewForm(HouseForm):
    """Under which name, for whom, and whether it stands on Home."""

    name = forms.CharField(label=gettext_lazy("视图的名字"), max_length=LONGEST_NAME)
    share = forms.BooleanField(label=gettext_lazy("与本单位及下级单位共用"), required=False)
    home = forms.BooleanField(label=gettext_lazy("放在今日"), required=False)
    fixed = forms.BooleanField(label=gettext_lazy("总按这一天所知来看"), required=False)
    indicator = forms.CharField(widget=forms.HiddenInput, max_length=64)
    asked = forms.CharField(widget=forms.HiddenInput, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Name the boxes apart from those of the filters, which stand on the same page."""
        super().__init__(*args, **{"auto_id": "keep_%s", **kwargs})


FIELDS: Final[dict[str, dict[str, bool]]] = {
    "name": {},
    "share": {"optional": False},
    "home": {"optional": False},
    "fixed": {"optional": False},
}
"""The fields to be seen, as ``keep_form.html`` sets them: ticks do not say that they may be left out."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A view as a list shows it: whose it is, where it leads, whether the reader may drop it."""

    pk: int
    name: str
    href: str
    shared: str
    on_home: bool
    mine: bool
    droppable: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """The empty form on the page of a figure: what it would keep, and its fields as they are set."""

    indicator: str
    asked: str
    fields: SafeString


def keep_for(question: Question, typed: QueryDict) -> Keep:
    """Return the empty form of a page: it keeps the question as it was typed, the unit by its code."""
    told = [(key, value) for key in ASKED for value in typed.getlist(key) if value and key != "unit"]
    told = [("unit", question.unit.code), *told] + ([] if typed.get("period") else [("period", str(question.period))])
    kept = urlencode([*told, ("as_of", question.as_of.isoformat())])
    return Keep(question.indicator.slug, kept, _empty(voice()))


@lru_cache(maxsize=32)
def _empty(voice: object) -> SafeString:  # noqa: ARG001 - what it is remembered by
    """Return the empty fields: they are the same under every figure."""
    form = ViewForm()
    return SafeString("".join(kit.field(form[name], **said) for name, said in FIELDS.items()))


def listed(reader: Account) -> list[Listed]:
    """Return the views that somebody sees, their own first."""
    found = []
    for view in visible(reader):
        mine = view.owner_id == reader.pk
        shared = view.unit.name if view.unit is not None else ""
        droppable = mine or bool(view.unit and door.may(reader, Right.POST_GRANT, view.unit))
        href = f"{reverse('figures:index')}{view.address}"
        found.append(Listed(view.pk, view.name, href, shared, view.on_home and mine, mine, droppable))
    return sorted(found, key=lambda one: (not one.mine, one.name))


@seated
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a question under a name and go back to it; what is wrong is said on a page of its own, nothing is lost."""
    reader, form = actor(request), ViewForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        query = QueryDict(told["asked"], mutable=True)
        day = query.pop("as_of", [""])[0]
        if told["fixed"]:
            query["as_of"] = day
        try:
            question = asked_by(told["indicator"], query, reader)
            shared = question.unit if told["share"] else None
            view = save(
                name=told["name"],
                indicator=question.indicator.slug,
                asked=query.urlencode(),
                by=reader,
                unit=shared,
                on_home=told["home"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存为视图“%(name)s”。") % {"name": view.name})
            return HttpResponseRedirect(f"{reverse('figures:index')}{view.address}")
    return render(request, "figures/keep.html", {"form": form}, status=400)


def asked_by(indicator: str, query: QueryDict, reader: Account) -> Question:
    """Read a kept question again, under the reader's own rights; ``Refused`` where it can no longer be asked."""
    return ask(
        indicator,
        unit=query.get("unit", ""),
        period=query.get("period", ""),
        reader=reader,
        by=query.getlist("by"),
        where=query.getlist("where"),
        as_of=query.get("as_of", ""),
        tree=query.get("tree", "") or "period",
        line=query.get("line", "") or MAIN,
    )


@seated
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a view and go back to the room."""
    drop(view=pk, by=actor(request))
    messages.success(request, _("已删去这个视图。"))
    return HttpResponseRedirect(reverse("figures:index"))


def pinned(reader: Account, as_of: date) -> list[tuple[SavedView, Question]]:
    """Return the reader's views that stand on Home with their questions, as known on a day unless they name their own.

    One that can no longer be asked is left out.
    """
    found = []
    for view in on_home(reader):
        try:
            query = QueryDict(view.asked)
            told = asked_by(view.indicator, query, reader)
        except Refused:
            continue
        found.append((view, told if query.get("as_of") else replace(told, as_of=as_of)))
    return found
