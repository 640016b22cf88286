"""Keeping a roster: tick who came (on a phone, at the door), add by code, name or spreadsheet, take one off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import folded, known_headers
from kexie.kit.intake import problem_lines
from kexie.kit.refusal import Refused
from kexie.kit.sheets import Problem, Table, read_table
from kexie.kit.sheets import Row as SheetRow
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions
from kexie.records.activities.actions import Row
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.stages import Stage, stage
from kexie.records.classes.twice import besides
from kexie.records.imports.attendance import ATTENDANCE, COLUMNS
from kexie.records.imports.base import bring
from kexie.web.activities import rosters
from kexie.web.activities.forms import RosterAddForm
from kexie.web.activities.heads import heads_of
from kexie.web.activities.pages import activity_of
from kexie.web.activities.words import audience_words
from kexie.web.desk.seat import seated
from kexie.web.kit.files import sheet_of
from kexie.web.kit.pages import page_of
from kexie.web.reader import actor

READ_ONLY_HEADS: Final = (gettext_lazy("姓名"), gettext_lazy("单位名称"), gettext_lazy("签名"))
"""Columns of our own sheet to sign in on that are only read by people: brought back, they say nothing."""


@seated
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the roster of one activity."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    door.demand(actor(request), Right.ROSTER_READ, activity.unit)
    if activity.names_gone_on is not None:
        raise Refused(_("这份名册留存期满，只留人数，不能再看姓名，也不能再改。"))
    form = RosterAddForm(initial={"status": "present" if activity.status == "held" else "expected"})
    if request.method == "POST":
        if "strike" in request.POST:
            return _strike(request, activity)
        if "add" in request.POST:
            form = RosterAddForm(request.POST, request.FILES)
            if form.is_valid() and _added(request, activity, form):
                return _back(request, activity)
        elif "all" in request.POST:
            return _all(request, activity)
        else:
            return _tick(request, activity)
    who = actor(request)
    page = page_of(request, rosters.lines(who, activity))
    people = rosters.people_of(page.items, activity)
    others = besides(who, activity, page.items)
    told = {
        "activity": activity,
        "form": form,
        "page": page,
        "rows": [(row, people.get(row.subject), others.get(row.pk, [])) for row in page.items],
        "several": activity.starts_on != activity.ends_on,
        "heads": heads_of([activity], who)[activity.pk],
        "words": list(rosters.STATUS.items()),
        "audience": audience_words(activity),
        "finish": stage(activity) is Stage.HELD and rosters.lines(who, activity).filter(status="present").exists(),
    }
    return render(request, "activities/roster.html", told, status=400 if form.errors else 200)


def _back(request: HttpRequest, activity: Activity) -> HttpResponse:
    page = whole(request.GET.get("page", ""))
    answer = redirect("activities:roster", activity.code)
    if page is not None:
        answer["Location"] += f"?page={page}"
    return answer


def _tick(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Keep the ticks that were changed on this page; what somebody else ticked meanwhile stays as it is."""
    who = actor(request)
    rows = []
    for line in rosters.lines(who, activity).filter(pk__in=_numbers(request.POST)):
        wanted, was = request.POST.get(f"status-{line.pk}"), request.POST.get(f"was-{line.pk}")
        if wanted in Attendance.Status.values and wanted != was:
            rows.append(Row(line.subject, wanted, line.on, line.unit_id))
    try:
        kept = actions.keep_roster(activity, rows, by=who) if rows else None
    except Refused as refusal:
        for sentence in refusal.lines:
            messages.error(request, sentence)
        return _back(request, activity)
    if "all" in request.POST:
        return _back(request, activity)
    if kept is None or not kept.accepted:
        messages.info(request, _("没有要改的。"))
    else:
        messages.success(request, _("已存下 %(count)s 人的到会情况。") % {"count": kept.accepted})
    return _back(request, activity)


def _all(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Keep the ticks of this page, then put down everybody still expected as present; who is excused stays so."""
    answer = _tick(request, activity)
    who = actor(request)
    rest = rosters.lines(who, activity).filter(status=Attendance.Status.EXPECTED)
    rows = [Row(line.subject, Attendance.Status.PRESENT, line.on, line.unit_id) for line in rest]
    try:
        if rows:
            actions.keep_roster(activity, rows, by=who)
    except Refused as refusal:
        for sentence in refusal.lines:
            messages.error(request, sentence)
    else:
        messages.success(request, _("应到的 %(count)s 人都记为实到。") % {"count": len(rows)})
    return answer


def _numbers(names: Iterable[str]) -> list[int]:
    found = (name.removeprefix("status-") for name in names if name.startswith("status-"))
    return [number for name in found if (number := whole(name)) is not None]


def _strike(request: HttpRequest, activity: Activity) -> HttpResponse:
    number = whole(request.POST.get("strike", "")) or 0
    try:
        actions.strike(activity, number, by=actor(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.lines))
    else:
        messages.success(request, _("已从名册移出一人。"))
    return _back(request, activity)


def _added(request: HttpRequest, activity: Activity, form: RosterAddForm) -> bool:
    """Add what the form names; put refusals on the form and return whether anything was kept."""
    who, told = actor(request), form.cleaned_data
    if not told["people"].strip() and not told["file"]:
        form.add_error("people", _("请写编号或姓名，或者选一个表格。"))
        return False
    count, at = 0, "people"
    try:
        with transaction.atomic():  # what was typed and what was sent are one deed: both or none
            if told["people"].strip():
                on: date | None = told["on"]
                rows = [Row(person.pseudonym, told["status"], on) for person in rosters.found(told["people"], who)]
                count += actions.keep_roster(activity, rows, by=who).accepted
            if told["file"]:
                at = "file"
                count += _from_sheet(activity, told["file"], told["status"], who)
    except Refused as refusal:
        form.refuse(refusal, at)
        return False
    messages.success(request, _("名册新增或更新 %(count)s 人。") % {"count": count})
    return True


def _from_sheet(activity: Activity, file: UploadedFile[bytes], status: str, who: Account) -> int:
    """Bring a spreadsheet into this roster; the column of the activity is ours, that of the status may be missing."""
    table = read_table(sheet_of(file), str(file.name))
    outcome = bring(ATTENDANCE, _of_this(table, activity, status), by=who)
    if outcome.problems:
        headed = {column: header for header, column in _columns(table).items()}
        told = [replace(problem, column=headed.get(problem.column, problem.column)) for problem in outcome.problems]
        raise Refused([*problem_lines(told), *outcome.notes])
    return outcome.accepted


def _of_this(table: Table, activity: Activity, status: str) -> Table:
    """Return the table as one of this activity: another activity's row in it is a mistake, and said."""
    ours = {str(head) for head in READ_ONLY_HEADS} | {"姓名", "单位名称", "签名"}
    table = replace(table, headers=tuple(head for head in table.headers if head.strip() not in ours))
    heads = {column: header for header, column in _columns(table).items()}
    extra = {}
    if "activity" not in heads:
        extra["activity"] = activity.code
    if "status" not in heads:
        extra["status"] = status
    rows = []
    other = []
    for row in table.rows:
        stated = row.cells.get(heads["activity"], "") if "activity" in heads else activity.code
        if stated not in ("", activity.code):
            other.append(Problem(row.number, heads["activity"], stated, _("是另一项活动；这里只收本场的名册。")))
        filled = {heads["activity"]: activity.code} if "activity" in heads else {}
        cells = {head: text for head, text in row.cells.items() if head in table.headers}
        rows.append(SheetRow(row.number, {**cells, **filled, **extra}, row.troubles, row.dated))
    if other:
        raise Refused(problem_lines(other))
    return Table(table.name, (*table.headers, *extra), rows, table.source_kind, table.notes)


def _columns(table: Table) -> dict[str, str]:
    """Return the columns that a table's headers stand for, as far as they are known."""
    known = known_headers(COLUMNS)
    return {header: known[folded(header)].name for header in table.headers if folded(header) in known}
