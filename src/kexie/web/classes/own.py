"""One's own classes: where one is enrolled, one's certificates, and saying how it was."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.classes import feedback as saying
from kexie.records.classes import queries
from kexie.records.classes.models import Certificate, Enrolment, TrainingClass
from kexie.records.classes.rules import FEEDBACK_DAYS, STATES
from kexie.web.activities.words import days
from kexie.web.classes.forms import FeedbackForm
from kexie.web.classes.sheet import TAGS
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Show one's own classes; nobody can ask for another's."""
    rows = queries.own(actor(request))
    return render(request, "classes/mine.html", {"table": _table(request, list(rows)) if rows else None})


def _table(request: HttpRequest, rows: list[Enrolment]) -> Table:
    held = Certificate.objects.knowing("whoever asks reads their own").filter(enrolment__in=rows, withdrawn_on=None)
    codes = dict(held.values_list("enrolment", "code"))
    day = today()
    cols = [
        Col(_("培训班"), lead=True),
        Col(_("日期")),
        Col(_("主办单位")),
        Col(_("状态"), end=True),
        Col(_("结业证")),
        Col(_("反馈")),
    ]
    found = []
    for row in rows:
        activity = row.training.activity
        paper = kit.link(_("看结业证"), reverse("classes:paper", args=[codes[row.pk]])) if row.pk in codes else ""
        asks = activity.ends_on <= day <= activity.ends_on + timedelta(days=FEEDBACK_DAYS) and not row.answered
        asks = asks and row.state == Enrolment.State.PLACED and saying.mine(row.training, actor(request)) is not None
        say = kit.link(_("说说怎么样"), reverse("classes:feedback", args=[activity.code])) if asks else ""
        tag = kit.tag(TAGS[row.state], str(STATES[row.state]))
        found.append(Row([activity.title, days(activity), activity.unit.name, tag, Cell(paper), Cell(say)]))
    return Table(_("我的培训"), cols, found, heads=False)


@login_required
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """Say how a class was: only for those who were there, once, without a name."""
    who = actor(request)
    training = TrainingClass.objects.knowing("only those who were there get further").filter(activity__code=code)
    found = training.select_related("activity").first()
    if found is None or saying.mine(found, who) is None:
        raise Forbidden(_("没有这个班，或者您没有到过课。"))
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        try:
            saying.give(found, marks=form.marks(), text=form.cleaned_data["text"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("谢谢。存下的只有内容，没有您的姓名和时间。"))
            return redirect("classes:mine")
    told = {"activity": found.activity, "form": form}
    return render(request, "classes/feedback.html", told, status=400 if form.errors else 200)
