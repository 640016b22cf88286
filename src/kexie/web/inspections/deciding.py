"""Decisions of leading bodies as records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.files.actions import read
from kexie.records.inspections import deciding
from kexie.records.inspections.deciding import NewDecision, NewPart
from kexie.records.inspections.models import BodyDecision, DecisionPart
from kexie.web.desk.seat import seat_of, seated
from kexie.web.inspections.forms import DecisionForm
from kexie.web.inspections.terms import deed
from kexie.web.kit.files import content_of, handed
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.matters.words import names_of
from kexie.web.reader import actor
from kexie.web.templatetags import kit


def decision_of(request: HttpRequest, number: int) -> BodyDecision:
    """Return the decision of an address if the reader may see it, else 404."""
    return door.get(actor(request), Right.MATTER_READ, BodyDecision, pk=number)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List decisions, the newest first; one that was replaced says so."""
    who = actor(request)
    seen = door.seen(who, Right.MATTER_READ, BodyDecision).select_related("unit", "replaced_by")
    page = page_of(request, seen.order_by("-held_on", "-pk"))
    cols = [Col(_("日期")), Col(_("议题"), lead=True), Col(_("会议")), Col(_("单位")), Col(_("结果"), end=True)]
    rows = [
        Row(
            [
                one.held_on.isoformat(),
                kit.link(one.title, reverse("inspections:decision", args=[one.pk])),
                one.body,
                one.unit.name,
                _outcome(one),
            ]
        )
        for one in page.items
    ]
    told = {
        "page": page,
        "table": Table(_("领导班子决策"), cols, rows, heads=False),
        "may_issue": door.may_anywhere(who, Right.MATTER_ISSUE),
    }
    return render(request, "inspections/decisions.html", told)


def _outcome(one: BodyDecision) -> object:
    if hasattr(one, "replaced_by"):
        return kit.tag("na", _("已被替换"))
    return kit.tag("done", _("通过")) if one.passed else kit.tag("closed", _("未通过"))


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show a decision."""
    found = decision_of(request, number)
    parts = list(found.parts.select_related("attachment__key"))
    names = names_of([part.person for part in parts if part.person is not None])
    kinds = {"paper": _("会议材料"), "minuted": _("要求记入记录的意见"), "recused": _("回避")}
    told = {
        "decision": found,
        "outcome": _outcome(found),
        "parts": [(part, kinds[part.kind], names.get(part.person or 0, "")) for part in parts],
        "replaced": getattr(found, "replaced_by", None),
        "may_issue": door.may(actor(request), Right.MATTER_ISSUE, found.unit),
    }
    return render(request, "inspections/decision.html", told)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Keep a decision, or one that replaces another (``?replaces=``), whose words stand there already."""
    who = actor(request)
    asked = request.GET.get("replaces", "")
    old = decision_of(request, int(asked[:18])) if asked.isascii() and asked.isdigit() else None
    form = DecisionForm(request.POST or None, request.FILES or None, initial=_first(request, old), who=who)
    if request.method == "POST" and form.is_valid():
        try:
            made = deciding.keep_decision(_told(request, form.cleaned_data, old), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("决策记录已存下；以后不改，只能另记一份替换。"))
            return redirect("inspections:decision", made.pk)
    heading = _("另记一份替换") if old is not None else _("记一项决策")
    return deed(request, form, heading, reverse("inspections:decisions"), files=True, offer=True)


def _first(request: HttpRequest, old: BodyDecision | None) -> dict[str, Any]:
    home = seat_of(request).unit
    if old is None:
        return {"unit": home.code if home is not None else ""}
    names = ("body", "held_on", "title", "resolution", "expected", "present", "votes_for", "votes_against", "abstained")
    return {"unit": old.unit.code} | {name: getattr(old, name) for name in names}


def _told(request: HttpRequest, typed: dict[str, Any], old: BodyDecision | None) -> NewDecision:
    parts = [NewPart("recused", text, person) for person, text in typed["recused"]]
    parts += [NewPart("minuted", text, person) for person, text in typed["minuted"]]
    given = request.FILES.get("paper")
    if given is not None and not isinstance(given, list):
        parts.append(NewPart("paper", name=given.name or "file", content=content_of(given)))
    return NewDecision(
        unit=typed["unit"],
        body=typed["body"],
        title=typed["title"],
        held_on=typed["held_on"],
        expected=typed["expected"],
        present=typed["present"],
        votes=(typed["votes_for"], typed["votes_against"], typed["abstained"]),
        resolution=typed["resolution"],
        parts=parts,
        replaces=old,
    )


@seated
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a paper of a decision."""
    part = DecisionPart.objects.select_related("attachment").filter(pk=number).first()
    if part is None or part.attachment is None:
        raise Forbidden(_("没有这个文件，或您无权查看。"))
    decision_of(request, part.decision_id)
    return handed(*read(part.attachment))
