"""Bringing a spreadsheet: choose the list, look at what was read, mend or keep."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.kit.columns import AnyColumn, folded, known_headers
from kexie.kit.intake import SHOWN, Outcome
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets import Problem, Table, write_errors, write_template
from kexie.records.access.models import Account
from kexie.records.access.scope import has_all
from kexie.records.imports import runs, undoing
from kexie.records.imports.base import RECORDED_ON
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun
from kexie.records.imports.standing import batch_of
from kexie.records.units.models import Unit
from kexie.web.desk.first import shown_to
from kexie.web.desk.seat import seated
from kexie.web.kit.files import sheet_of
from kexie.web.kit.forms import GivenFile, HouseForm
from kexie.web.kit.markup import format_html, format_html_join
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Cell, Col, Row
from kexie.web.kit.tables import Table as SetTable
from kexie.web.reader import actor
from kexie.web.templatetags import kit

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS_SHOWN: Final = 6
"""How many of a rejected row's cells the page shows; the sheet to mend has all of them."""
_SAID: Final = {
    "units": gettext_lazy("编号、名称、上级、种类；新单位和改名都行"),
    "people": gettext_lazy("编号、姓名、所在单位；没有日期就是一直"),
    "posts": gettext_lazy("谁在哪个单位任什么岗位；权限随任职而来"),
    "activities": gettext_lazy("一行一项活动，人数可写 300余、约300"),
    "attendance": gettext_lazy("谁到了哪项活动；有名册，参加人数才能去重"),
    "elements": gettext_lazy("各单位填报的数：编号、名称、几位小数、多久报一次"),
    "values": gettext_lazy("哪个单位、哪个期间报多少；空着是未报，- 是无此项"),
    "indicators": gettext_lazy("用公式算的数：分子、分母、倍数"),
    "goals": gettext_lazy("一行一个目标；同一布局同一年的各行合成一版，整版导入"),
    "enrolments": gettext_lazy("谁报名哪个培训班，由哪个单位派"),
    "topics": gettext_lazy("中心组全年要学的专题"),
    "branches": gettext_lazy("哪些单位是支部、任期几年、主题党日哪天"),
    "branch_members": gettext_lazy("谁在哪个支部、从哪天起；只有管支部的人能导"),
    "branch_meetings": gettext_lazy("支部开过的会：种类、日期、应到实到"),
    "speakers": gettext_lazy("能去宣讲的人：称呼、领域、常住地、每月几场"),
    "requests": gettext_lazy("哪个单位想听什么、哪天几点"),
    "visits": gettext_lazy("走访了谁、听到什么、答应了什么"),
    "targets": gettext_lazy("哪个单位、哪个期间、哪个指标要做到多少；写 - 撤销"),
}


_STATES: Final = {
    "previewed": ("near", gettext_lazy("看过，没有导入")),
    "done": ("done", gettext_lazy("已导入")),
    "undone": ("na", gettext_lazy("已撤销")),
}


class UploadForm(HouseForm):
    """Which list, and the spreadsheet."""

    of_list = forms.ChoiceField(label=gettext_lazy("这是什么表"))
    file = GivenFile(
        label=gettext_lazy("文件"), help_text=gettext_lazy(".xlsx 或 .csv，最大 50 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip

    def __init__(self, *args: Any, lists: list[str], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the lists that the reader may bring."""
        super().__init__(*args, **kwargs)
        field = self.fields["of_list"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(name, LISTS[name].title) for name in lists]


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Choose a list, take its template, bring a spreadsheet; below, what one has brought before."""
    who = actor(request)
    lists = runs.lists_for(who)
    if not lists:
        raise Forbidden(_("您的岗位不导入表格。"))
    first = "activities" if Unit.objects.exists() else "units"
    usual = first if first in lists else lists[0]
    form = UploadForm(initial={"of_list": request.GET.get("list") or usual}, lists=lists)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, lists=lists)
        if form.is_valid():
            given = form.cleaned_data["file"]
            try:
                run = runs.take(form.cleaned_data["of_list"], name=given.name, content=sheet_of(given), by=who)
            except Refused as refusal:
                form.refuse(refusal, "file")
            else:
                return redirect("imports:one", run.pk)
    page = page_of(request, runs.seen(who).select_related("file__key"), size=20)
    told = {
        "form": form,
        "lists": [(name, LISTS[name].title, _SAID.get(name, "")) for name in lists],
        "page": page,
        "table": _past(page.items, who),
    }
    return render(request, "imports/index.html", told, status=400 if form.errors else 200)


def _past(listed: Any, who: Account) -> SetTable:  # noqa: ANN401 - a page's items
    rows = []
    names = dict(Account.objects.filter(pk__in={run.by for run in listed}).values_list("pk", "username"))
    for run in listed:
        shape, word = _STATES[run.state]
        state = kit.tag(shape, str(word))
        name = run.name or getattr(getattr(run.file, "key", None), "name", "")
        whose = "" if run.by == who.pk else names.get(run.by, "")
        what = LISTS[run.of_list].title if run.of_list in LISTS else run.of_list
        link = format_html(
            '<a href="{}">{}</a> <span class="note">{} {}</span>',
            reverse("imports:one", args=[run.pk]),
            what,
            name,
            whose,
        )
        rows.append(Row([kit.moment(run.at), link, run.read, run.accepted, run.unchanged, run.rejected, state]))
    cols = [
        Col(_("时间")),
        Col(_("表"), lead=True),
        Col(_("读入"), n=True, fold=_("读入")),
        Col(_("收下"), n=True, fold=_("收下")),
    ]
    cols += [Col(_("未变"), n=True, fold=_("未变")), Col(_("退回"), n=True, fold=_("退回")), Col(_("状态"), end=True)]
    return SetTable(_("导入过的"), cols, rows, heads=False)


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a spreadsheet would do; keep it when the person says so."""
    who = actor(request)
    if request.method == "GET" and (run := runs.one(number, who)).state != ImportRun.State.PREVIEWED:
        return _past_one(request, run, who)
    run = runs.mine(number, who)
    if request.method == "POST":
        only_good = request.POST.get("deed") == "good"
        outcome = runs.keep(run, by=who, only_good=only_good)
        if outcome.rejected and not only_good:
            messages.warning(
                request, _("有 %(count)s 行要改，一行也没有导入；请先看下面。") % {"count": outcome.rejected}
            )
        else:
            said = {"accepted": outcome.accepted, "unchanged": outcome.unchanged, "rejected": outcome.rejected}
            messages.success(
                request, _("导入好了：收下 %(accepted)s 行，未变 %(unchanged)s 行，退回 %(rejected)s 行。") % said
            )
        return redirect("imports:one", run.pk)
    told: dict[str, Any] = {"run": run, "title": LISTS[run.of_list].title}
    table, outcome = runs.look(run, by=who)
    told |= {"outcome": outcome, "name": table.name, "errors": _errors(table, outcome, LISTS[run.of_list].columns)}
    told["more"] = max(len({problem.row for problem in outcome.problems}) - SHOWN, 0)
    return render(request, "imports/one.html", told)


def _past_one(request: HttpRequest, run: ImportRun, who: Account) -> HttpResponse:
    """Show an import of the past: who, when, the file's fingerprint, what it did, and whether it can be taken back."""
    names = dict(Account.objects.filter(pk__in={run.by, run.undone_by or 0}).values_list("pk", "username"))
    told = {
        "run": run,
        "title": LISTS[run.of_list].title,
        "who": names.get(run.by, ""),
        "undone_by": names.get(run.undone_by or 0, ""),
        "did": batch_of(run).said(),
        "undo": run.state == ImportRun.State.DONE and undoing.may_undo(run, who),
        "hour": shown_to(who, everything=has_all(who)),
    }
    return render(request, "imports/past.html", told)


@seated
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Say what undoing an import would do and what stands in the way; do it when the person says so."""
    who = actor(request)
    run = runs.one(number, who)
    if request.method == "POST":
        told = undoing.undo(run, by=who)
        messages.success(request, _("已撤销这次导入：%(does)s。") % {"does": "，".join(told.does)})
        return redirect("imports:one", run.pk)
    told = undoing.undo(run, by=who, dry_run=True)
    return render(request, "imports/undo.html", {"run": run, "title": LISTS[run.of_list].title, "told": told})


def _errors(table: Table, outcome: Outcome, columns: tuple[AnyColumn, ...]) -> SetTable | None:
    """Set the first rejected rows as typed, the bad cells marked, each with how to mend it."""
    by_row: dict[int, list[Problem]] = {}
    for problem in outcome.problems:
        by_row.setdefault(problem.row, []).append(problem)
    if not by_row:
        return None
    known = known_headers(columns)
    named = {known[folded(header)].name: header for header in table.headers if folded(header) in known}
    bad = {named.get(problem.column, problem.column) for problem in outcome.problems}
    needed = {header for header in table.headers if folded(header) in known and known[folded(header)].required}
    first = [header for header in table.headers if header in bad or header in needed]
    shown = [header for header in table.headers if header in first[:COLUMNS_SHOWN] or header in bad][
        : COLUMNS_SHOWN + 2
    ]
    rows: list[Row] = []
    for row in (row for row in table.rows if row.number in by_row):
        if len(rows) == SHOWN:
            break
        wrong = {named.get(problem.column, problem.column) for problem in by_row[row.number]}
        cells: list[object] = [Cell(row.number, "row-no")]
        for header in shown:
            text = row.cells.get(header, "")
            empty = kit.nil("unfiled") if header in wrong and not text else text
            cells.append(Cell(empty, "bad" if header in wrong else ""))
        cells.append(Cell(_mend(by_row[row.number], named), "why"))
        rows.append(Row(cells))
    cols = [Col(_("行"), n=True, fold=_("第")), *(Col(header) for header in shown), Col(_("怎么改"))]
    return SetTable(_("待改的行"), cols, rows, heads=False, classes="errs")


def _mend(problems: list[Problem], named: dict[str, str]) -> SafeString:
    said = ((named.get(problem.column, problem.column), problem.why) for problem in problems)
    return format_html_join(mark_safe("<br>"), "<b>{}</b> {}", said)


@seated
def errors(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the rejected rows as the same spreadsheet, with a column that says how to mend each."""
    who = actor(request)
    run = runs.mine(number, who)
    if run.state != ImportRun.State.PREVIEWED:
        raise Refused(_("这张表已经导入，文件不再留存；退回的行请从原表里改。"))
    table, outcome = runs.look(run, by=who)
    if not outcome.problems:
        raise Refused(_("这张表没有要改的行。"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "errors.xlsx"
        write_errors(table, outcome.problems, out, (*LISTS[run.of_list].columns, RECORDED_ON))
        return _sheet(out.read_bytes(), _("待改_%(name)s") % {"name": Path(table.name or run.of_list).stem[:60]})


@seated
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the empty spreadsheet of a list."""
    if name not in runs.lists_for(actor(request)):
        raise Forbidden(_("没有这种表，或您的岗位不导入它。"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "template.xlsx"
        write_template(LISTS[name].columns, out, above=LISTS[name].above)
        return _sheet(out.read_bytes(), _("模板_%(name)s") % {"name": LISTS[name].title})


@seated
@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Give up a spreadsheet that was only looked at."""
    runs.leave(runs.mine(number, actor(request)))
    messages.info(request, _("已放弃，文件已删，什么也没有导入。"))
    return redirect("imports:index")


def _sheet(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
