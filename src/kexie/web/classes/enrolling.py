"""Sending people to a class on a page; letting one leave; sending a substitute."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Refused
from kexie.records.classes import enrolling, queries
from kexie.records.classes.enrolling import Enrolled, Sent
from kexie.records.classes.models import Enrolment
from kexie.records.classes.rules import STATES
from kexie.web.classes import sheet
from kexie.web.classes.forms import EnrolForm, SubstituteForm
from kexie.web.desk.seat import seated
from kexie.web.reader import actor


@seated
@require_POST
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Enrol the people whose codes were typed: all of them or nobody."""
    who = actor(request)
    training = queries.one(who, code)
    form = EnrolForm(request.POST, who=who)
    if form.is_valid():
        sent = [Sent(code, person, form.cleaned_data["unit"].code) for person in form.codes()]
        try:
            done = enrolling.enrol(sent, by=who)
        except Refused as refusal:
            form.refuse(refusal, "people")
        else:
            messages.success(request, said(done))
            return redirect("classes:one", code)
    return render(request, "classes/one.html", sheet.told(request, training, form), status=400)


def said(done: Enrolled) -> str:
    """Say what enrolling did."""
    told = {"placed": done.placed, "waiting": done.waiting, "unchanged": done.unchanged}
    return _("录取 %(placed)s 人，候补 %(waiting)s 人，原已报名 %(unchanged)s 人。") % told


def _row(request: HttpRequest, code: str, number: int) -> tuple[Enrolment, str]:
    """Return an enrolment that the reader may read, and the name of its person."""
    who = actor(request)
    row = queries.enrolment(who, queries.one(who, code), number)
    person = queries.people([row]).get(row.subject)
    return row, person.name if person else _("个人信息已删除")


@seated
def leave(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask once more, then let somebody leave."""
    row, name = _row(request, code, number)
    if request.method == "POST":
        try:
            moved = enrolling.leave(row, by=actor(request))
        except Refused as refusal:
            messages.error(request, " ".join(refusal.lines))
        else:
            more = _("候补的 %(count)s 人递补录取。") % {"count": moved} if moved else ""
            messages.success(request, _("%(name)s 已退出。") % {"name": name} + more)
        return redirect("classes:one", code)
    return render(request, "classes/leave.html", {"row": row, "name": name, "activity": row.training.activity})


@seated
def substitute(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send somebody else in a person's place."""
    row, name = _row(request, code, number)
    form = SubstituteForm(request.POST or None)
    if form.is_valid():
        try:
            enrolling.substitute(row, form.cleaned_data["person"], by=actor(request))
        except Refused as refusal:
            form.refuse(refusal, "person")
        else:
            messages.success(request, _("已换人，原来的位次不变。"))
            return redirect("classes:one", code)
    told = {"row": row, "name": name, "activity": row.training.activity, "form": form, "state": STATES[row.state]}
    return render(request, "classes/substitute.html", told, status=400 if form.errors else 200)
