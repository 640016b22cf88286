"""The minutes of a meeting as a page that prints: numbers for whoever may read, names for those who keep the branch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.branches import minutes as records
from kexie.records.branches.elections import result_of
from kexie.records.branches.models import BranchAbsence, BranchMeeting, Minutes
from kexie.records.branches.rules import RULES
from kexie.records.branches.votes import Body, quorum
from kexie.records.history.looks import PARTY, look
from kexie.records.people.models import Person
from kexie.reports import branch_minutes
from kexie.reports.branch_minutes import Record
from kexie.web.branches.meeting import decisions_of
from kexie.web.branches.words import OUTCOMES
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm, lines_box
from kexie.web.reader import actor
from kexie.web.reports.handing import handed
from kexie.web.templatetags import kit

WHY = "the names on minutes, for whoever keeps the branch"


def _meeting(request: HttpRequest, code: str) -> tuple[Activity, list[BranchMeeting]]:
    """Return the meeting of an address with the branches in reach; one without any reads as if it were not there."""
    who = actor(request)
    seen = door.seen(who, Right.BRANCH_READ, BranchMeeting).filter(activity__code=code)
    rows = list(seen.select_related("activity", "branch__unit", "group").order_by("pk"))
    if rows:
        return rows[0].activity, rows
    raise Forbidden(_("没有这条记录，或您无权查看。"))


def _record(request: HttpRequest, code: str) -> Record:
    """Return a meeting as the reader may see it; reading its names is written down."""
    activity, rows = _meeting(request, code)
    who = actor(request)
    kept = Minutes.objects.knowing("of a meeting that the reader may see").filter(activity=activity).first()
    named = [row for row in rows if door.may(who, Right.BRANCH_PEOPLE, row.branch.unit)]
    names = _names(kept, named) if named else {}
    if names:
        for row in named:
            look(PARTY, row.branch.unit_id, by=who.pk, unit=row.branch.unit_id, names=len(names))
    absences = BranchAbsence.objects.knowing(WHY).filter(meeting__in=[row.pk for row in named]).order_by("pk")
    away = [(names.get(one.subject, _("已删除")), one.reason) for one in absences]
    return Record(activity, rows, kept, names, away)


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show the minutes of a meeting."""
    record, who = _record(request, code), actor(request)
    activity, kept, names = record.activity, record.minutes, record.names
    person = Person.objects.knowing("who asks").filter(pk=who.person_id or 0).first()
    told: dict[str, Any] = {
        "activity": activity,
        "rule": RULES.get(activity.kind),
        "rows": record.rows,
        "minutes": kept,
        "chair": names.get(kept.chair, "") if kept else "",
        "recorder": names.get(kept.recorder, "") if kept else "",
        "absences": record.absences,
        "votes": [_vote(vote) for vote in kept.votes.order_by("order")] if kept else [],
        "may_record": door.may(who, Right.BRANCH_RECORD, activity.unit),
        "signing": _signing(kept, person),
        "open": kept is not None and today() <= kept.open_until,
        "follow": activity.kind == "branch_assembly",
    }
    return render(request, "branches/minutes.html", told)


@seated
@require_GET
def paper(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Hand out the record of a meeting, to print and sign; names stand in it for those who keep the branch."""
    return handed(request, branch_minutes.build(_record(request, code)), ending, f"minutes-{code}")


def _names(kept: Minutes | None, rows: list[BranchMeeting]) -> dict[int, str]:
    absent = BranchAbsence.objects.knowing(WHY).filter(meeting__in=[row.pk for row in rows])
    wanted = {*absent.values_list("subject", flat=True), *((kept.chair, kept.recorder) if kept else ())}
    people = Person.objects.knowing(WHY).filter(pseudonym__in=wanted)
    return dict(people.values_list("pseudonym", "name"))


def _vote(vote: Any) -> dict[str, Any]:  # noqa: ANN401 - a vote
    shape, word = OUTCOMES[result_of(vote)]
    needed = quorum(Body(vote.body), vote.should, vote.came)
    return {"vote": vote, "tag": kit.tag(shape, str(word)), "needed": needed.needed}


def _signing(kept: Minutes | None, person: Person | None) -> bool:
    if kept is None or person is None:
        return False
    mine = {kept.chair: kept.chair_signed_at, kept.recorder: kept.recorder_signed_at}
    return person.pseudonym in mine and mine[person.pseudonym] is None


def _kept(request: HttpRequest, code: str) -> Minutes:
    activity, _rows = _meeting(request, code)
    return (
        Minutes.objects.knowing("of a meeting that the reader may see")
        .select_related("activity__unit")
        .get(activity=activity)
    )


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - no version is


@seated
@require_POST
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign as the chair or the recorder, whichever one is."""
    records.sign(_kept(request, code), by=actor(request), version=_version(request))
    messages.success(request, _("已签名。"))
    return redirect("branches:minutes", code)


class AmendForm(HouseForm):
    """What may be amended."""

    agenda = forms.CharField(label=gettext_lazy("议程"), required=False, widget=lines_box(3))
    points = forms.CharField(label=gettext_lazy("讨论要点"), required=False, widget=lines_box(6))
    dissent = forms.CharField(label=gettext_lazy("不同意见（不写名字）"), required=False, widget=lines_box(2))
    decisions = forms.CharField(label=gettext_lazy("决定"), required=False, widget=lines_box(4))


@seated
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Amend the minutes while the window is open; the signatures come off."""
    kept = _kept(request, code)
    lines = "\n".join("；".join(filter(None, (one["what"], one["who"], one["until"]))) for one in kept.decisions)
    first = {name: getattr(kept, name) for name in ("agenda", "points", "dissent")} | {"decisions": lines}
    form = AmendForm(request.POST or None, initial=first)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            records.amend(
                kept,
                agenda=typed["agenda"],
                points=typed["points"],
                dissent=typed["dissent"],
                decisions=decisions_of(typed["decisions"]),
                by=actor(request),
                version=_version(request),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已修改，请主持人和记录人重新签名。"))
            return redirect("branches:minutes", code)
    told = {"form": form, "minutes": kept, "activity": kept.activity, "title": _("修改会议记录")}
    return render(request, "branches/amend.html", told, status=400 if form.errors else 200)


class CorrectForm(HouseForm):
    """A correction."""

    text = forms.CharField(label=gettext_lazy("更正说明"), widget=lines_box(4), max_length=1000)


@seated
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Add a correction below the minutes."""
    kept = _kept(request, code)
    form = CorrectForm(request.POST or None)
    if form.is_valid():
        try:
            records.correct(kept, form.cleaned_data["text"], by=actor(request), version=_version(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("branches:minutes", code)
    told = {"form": form, "minutes": kept, "activity": kept.activity, "title": _("加写更正说明")}
    return render(request, "branches/amend.html", told, status=400 if form.errors else 200)
