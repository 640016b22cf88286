"""Versions of layouts: which there are, one with its goals, a new one by form or by spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.kit.columns import list_of, parse_code, parse_name
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets.harmless import harmless
from kexie.kit.text import joined
from kexie.records.access.models import Account
from kexie.records.imports.goals import as_rows
from kexie.records.plans.actions import Issue, demand_plan, goals_of, issue
from kexie.records.plans.models import PlanVersion
from kexie.records.plans.queries import layout_of, layout_on, said
from kexie.records.plans.rules import FIRST_YEAR, LAST_YEAR, NewGoal
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit

BLANK: Final = 3
"""Empty lines for new goals below the known ones."""
LONGEST: Final = 18
"""Digits of a position that the database can hold."""


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List every version of every layout, the newest year first."""
    versions = PlanVersion.objects.select_related("plan").order_by("-year", "-position")
    now = layout_on(today())
    rows = []
    for version in versions:
        name = kit.link(said(version.plan), reverse("plan:version", args=[version.pk]))
        state = kit.tag("done", _("现行")) if now is not None and version.pk == now.version.pk else ""
        number = _("第 %(n)s 版") % {"n": version.number}
        known = _("随附") if version.shipped else version.known_on.isoformat()
        rows.append(Row([name, str(version.year), number, version.goals.count(), known, state]))
    cols = [
        Col(_("布局"), lead=True),
        Col(_("年份")),
        Col(_("版本")),
        Col(_("目标数"), n=True),
        Col(_("得知")),
        Col(_("状态"), end=True),
    ]
    told = {
        "versions": Table(_("布局各版"), cols, rows) if rows else None,
        "may_issue": may_issue(actor(request)),
        "now": now,
    }
    return render(request, "plan/versions.html", told)


def may_issue(who: Account) -> bool:
    """Tell whether somebody may issue a layout."""
    try:
        demand_plan(who)
    except Forbidden:
        return False
    return True


def version_of(position: int) -> PlanVersion:
    """Return the version at a position of the book, or what reads as if there were none."""
    found = PlanVersion.objects.filter(pk=position).select_related("plan").first()
    if found is None:
        raise Forbidden(_("没有这一版布局。"))
    return found


@seated
@require_GET
def one(request: HttpRequest, position: int) -> HttpResponse:
    """Show a version with its goals."""
    version = version_of(position)
    rows = [
        Row([
            format_html('<span class="deep-{}">{}</span>', goal.code.count("."), said(goal)),
            goal.code,
            goal.name_en if said(goal) != goal.name_en else goal.name_zh,
            goal.sentence,
            joined(code for code in goal.was.split(";") if code),
        ], "" if goal.parent else "sub")
        for goal in layout_of(version).goals
    ]  # fmt: skip
    cols = [
        Col(_("目标"), lead=True),
        Col(_("编号")),
        Col(_("另一种文字")),
        Col(_("含义")),
        Col(_("原编号"), fold=_("原编号")),
    ]
    told = {"version": version, "name": said(version.plan), "goals": Table(_("目标"), cols, rows), "many": len(rows)}
    return render(request, "plan/version.html", told | {"may_issue": may_issue(actor(request))})


@seated
@require_GET
def sheet(_request: HttpRequest, position: int) -> HttpResponse:
    """Hand a version out as the spreadsheet that brings it back."""
    version = version_of(position)
    rows = as_rows(goals_of(version), version.plan.code, version.year)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(list(rows[0]))
    writer.writerows([harmless(cell) for cell in row.values()] for row in rows)
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="goals-{version.year}-{version.number}.csv"'
    return answer


class VersionForm(HouseForm):
    """The head of a new version."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name_zh = forms.CharField(label=gettext_lazy("布局名称"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("出自（文件）"), max_length=200, required=False)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Issue a new version, thought out from the one that the address names (else the one in force)."""
    who = actor(request)
    demand_plan(who)
    base = _base(request)
    if base is None:
        raise Forbidden(_("还没有布局；请先导入目标。"))
    if request.method != "POST":
        form = VersionForm(
            initial={"year": today().year, "name_zh": base.plan.name_zh, "name_en": base.plan.name_en, "source": ""}
        )
        return render(request, "plan/new.html", {"form": form, "base": base, "lines": _known(goals_of(base))})
    form = VersionForm(request.POST)
    lines = _typed(request)
    if form.is_valid():
        try:
            told = form.cleaned_data
            goals = tuple(_goal(line) for line in lines if line["code"] and not line["drop"])
            made = issue(
                Issue(
                    base.plan.code, told["year"], goals, parse_name(told["name_zh"]), told["name_en"], told["source"]
                ),
                by=who,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已发布。") if made else _("和那一年现行的一版一样，没有发布新版。"))
            return redirect("plan:version", made.pk) if made else redirect("plan:versions")
    return render(request, "plan/new.html", {"form": form, "base": base, "lines": lines}, status=400)


def _base(request: HttpRequest) -> PlanVersion | None:
    """Return the version that a new one starts from."""
    typed = request.GET.get("from", "")
    if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST:
        return version_of(int(typed))
    now = layout_on(today())
    return now.version if now is not None else None


COLUMNS: Final = ("code", "part", "goal_zh", "goal_en", "sentence", "was")


def _known(goals: list[NewGoal]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {"code": goal.code, "part": goal.part, "goal_zh": goal.name_zh, "goal_en": goal.name_en}
        | {"sentence": goal.sentence, "was": ";".join(goal.was), "drop": False, "known": True}
        for goal in goals
    ]
    return lines + [dict.fromkeys(COLUMNS, "") | {"drop": False, "known": False} for _n in range(BLANK)]


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the lines as they were typed: as many as there are codes; a line without a code is an empty one."""
    columns = {name: request.POST.getlist(name) for name in COLUMNS}
    dropped = set(request.POST.getlist("drop"))
    known = set(request.POST.getlist("known"))
    lines = []
    for place, code in enumerate(columns["code"]):
        line: dict[str, Any] = {
            name: (told[place] if place < len(told) else "").strip() for name, told in columns.items()
        }
        lines.append(line | {"drop": code in dropped, "known": code in known})
    return lines


def _goal(line: dict[str, Any]) -> NewGoal:
    if not line["goal_zh"]:
        raise Refused(_("目标“%(code)s”没有名称；请填写。") % {"code": line["code"][:60]})
    was = list_of(parse_code)(line["was"]) if line["was"] else ()
    part = parse_code(line["part"])[:8] if line["part"] else ""
    name_en = parse_name(line["goal_en"])
    return NewGoal(parse_code(line["code"]), parse_name(line["goal_zh"]), name_en, part, line["sentence"], was)
