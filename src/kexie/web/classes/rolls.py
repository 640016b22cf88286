"""The roster of a module, ticked by the organiser; and who completed by the class's rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import joined, whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.classes import completing, queries
from kexie.records.classes.models import Enrolment, Module, ModuleRoll, TrainingClass
from kexie.records.classes.rules import ROLLS
from kexie.records.history.looks import ROSTER, look
from kexie.web.desk.seat import seated
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit

ALL_THERE = "all"


def _mine(request: HttpRequest, code: str) -> TrainingClass:
    """Return the class of an address for its organiser."""
    who = actor(request)
    training = queries.one(who, code)
    door.demand(who, Right.ACTIVITY_RECORD, training.activity.unit)
    door.demand(who, Right.ROSTER_READ, training.activity.unit)
    return training


@seated
def roll(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Tick who was at a module."""
    training = _mine(request, code)
    module = get_object_or_404(Module, pk=number, training=training)
    who = actor(request)
    rows = queries.enrolments(who, training).filter(state=Enrolment.State.PLACED)
    page = page_of(request, rows, size=100)
    rolls = ModuleRoll.objects.knowing("the organiser's own roster").filter(module=module)
    standing = dict(rolls.filter(enrolment__in=page.items).values_list("enrolment", "status"))
    if request.method == "POST":
        marks = _marks(request, page.items, standing)
        try:
            changed = completing.keep_roll(module, marks, by=who)
        except Refused as refusal:
            for sentence in refusal.lines:
                messages.error(request, sentence)
        else:
            messages.success(request, _("已存下 %(count)s 人的到课情况。") % {"count": changed})
        return redirect(f"{request.path}?page={page.number}")
    people = queries.people(page.items)
    look(ROSTER, training.activity_id, by=who.pk, unit=training.activity.unit_id, names=len(people))
    told = {
        "training": training,
        "activity": training.activity,
        "module": module,
        "page": page,
        "rows": [(row, people.get(row.subject), standing.get(row.pk, "")) for row in page.items],
        "words": list(ROLLS.items()),
    }
    return render(request, "classes/roll.html", told)


def _marks(request: HttpRequest, rows: Any, standing: dict[int, str]) -> dict[int, str]:  # noqa: ANN401 - enrolments
    """Return what was ticked otherwise than it stood on the page; "all there" fills in whoever has no mark yet."""
    marks: dict[int, str] = {}
    for row in rows:
        mark = request.POST.get(f"status-{row.pk}", "")
        if ALL_THERE in request.POST and not mark and not standing.get(row.pk):
            mark = ModuleRoll.Status.PRESENT.value
        if mark in ModuleRoll.Status.values and mark != request.POST.get(f"was-{row.pk}", ""):
            marks[row.pk] = mark
    return marks


@seated
def completion(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the rule says of each, then decide."""
    training = _mine(request, code)
    who = actor(request)
    if request.method == "POST":
        seen = whole(request.POST.get("version", "")) or 0
        try:
            done = completing.decide(training, by=who, version=seen)
        except Refused as refusal:
            for sentence in refusal.lines:
                messages.error(request, sentence)
        else:
            told = {"issued": done.issued, "missed": done.missed, "withdrawn": done.withdrawn}
            messages.success(
                request, _("已核定：新发结业证 %(issued)s 份，未结业 %(missed)s 人，撤回 %(withdrawn)s 份。") % told
            )
        return redirect("classes:completion", code)
    standings = completing.standings(training)
    page = page_of(request, standings, size=100)
    look(ROSTER, training.activity_id, by=who.pk, unit=training.activity.unit_id, names=len(page.items))
    told_here = {
        "training": training,
        "activity": training.activity,
        "not_yet": completing.why_not_yet(training),
        "done": sum(one.verdict.done for one in standings),
        "all": len(standings),
        "page": page,
        "table": _table(page.items, training),
    }
    return render(request, "classes/completion.html", told_here)


def _table(listed: Any, training: TrainingClass) -> Table:  # noqa: ANN401 - a page of standings
    people = queries.people([one.enrolment for one in listed])
    titles = dict(training.modules.values_list("pk", "title"))
    cols = [
        Col(_("编号")),
        Col(_("姓名"), lead=True),
        Col(_("派出单位")),
        Col(_("学时"), n=True, fold=_("学时")),
        Col(_("结业"), end=True),
        Col(_("为什么")),
    ]
    rows = []
    for one in listed:
        person = people.get(one.enrolment.subject)
        verdict = one.verdict
        why = []
        if not verdict.done:
            why += [_("学时不够")] if verdict.short else []
            if training.rule["every_required"] and verdict.missed:
                why.append(_("缺必修：%(titles)s") % {"titles": joined(titles[number] for number in verdict.missed)})
        tag = kit.tag("done", _("结业")) if verdict.done else kit.tag("na", _("未结业"))
        rows.append(
            Row(
                [
                    person.code if person else "",
                    person.name if person else _("个人信息已删除"),
                    one.enrolment.unit.name,
                    f"{verdict.hours}/{verdict.of}",
                    tag,
                    _("；").join(why),
                ]
            )
        )
    return Table(_("结业"), cols, rows, heads=False)
