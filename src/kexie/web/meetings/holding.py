"""At a meeting and after it: who came, what was decided, the minutes and their amendments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.meetings import actions, minutes
from kexie.records.meetings.actions import Outcome, Sitting
from kexie.records.meetings.models import Called, Meeting
from kexie.records.meetings.oneline import parse
from kexie.web.desk.seat import seated
from kexie.web.matters.forms import GRADES
from kexie.web.meetings.calling import form_page, own_unit, version_of
from kexie.web.meetings.forms import AmendForm, DecideForm, HoldForm, MinutesForm, OutcomesForm
from kexie.web.meetings.pages import back_to, meeting_of
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit

CAME = [(state.value, state.label) for state in Called.Came if state is not Called.Came.OPEN]


@seated
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Write down that a meeting was held and who came; everybody came unless said otherwise."""
    meeting, who = meeting_of(request, code), actor(request)
    first = {
        "version": meeting.version,
        "chaired": meeting.chaired,
        "recorded": meeting.recorded,
        "headcount": meeting.activity.headcount,
    }
    form = HoldForm(request.POST or None, initial=first)
    rows = []
    for row in meeting.called.select_related("unit"):
        state = Called.Came.PRESENT.value if row.came == Called.Came.OPEN else row.came
        rows.append(
            (
                row.unit,
                request.POST.get(f"came_{row.unit_id}", state),
                request.POST.get(f"note_{row.unit_id}", row.note),
            )
        )
    if form.is_valid():
        typed = form.cleaned_data
        came = {unit.pk: (state, note) for unit, state, note in rows}
        sat = Sitting(came, typed["chaired"], typed["recorded"], typed["headcount"])
        try:
            actions.hold(meeting, sat, by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下；现在可以写议定事项和纪要。"))
            return back_to(meeting)
    return form_page(request, form, _("记到会情况"), f"/meetings/{meeting.code}/", rows=rows, came=CAME)


@seated
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what was decided, a line each; every line becomes a matter with its owner and its day."""
    meeting, who = meeting_of(request, code), actor(request)
    form = OutcomesForm(request.POST or None, initial={"version": meeting.version})
    grades = [
        (f"{scheme}/{grade}", f"{scheme}　{GRADES.get(grade, grade)}（{term}）")
        for scheme, listed in WORKFLOWS["decision"].schemes.items()
        for grade, term in listed.items()
    ]
    form.fields["grade"].choices = [("", _("每行都写了日子")), *grades]  # type: ignore[attr-defined]
    if form.is_valid():
        typed = form.cleaned_data
        try:
            decided = _read(typed["text"], typed["grade"], meeting, who)
            made = actions.decide(meeting, decided, by=who, version=typed["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已立项 %(n)s 件，交办到主责单位。") % {"n": len(made)})
            return back_to(meeting, "#outcomes")
    return form_page(request, form, _("记议定事项"), f"/meetings/{meeting.code}/")


def _read(text: str, grade: str, meeting: Meeting, who: Account) -> list[Outcome]:
    """Read outcomes, a line each; raise ``Refused`` with a sentence for each line that cannot be read."""
    scheme, _slash, name = grade.partition("/")
    found: list[Outcome] = []
    wrong: list[str] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            said = parse(line, meeting.activity.starts_on)
            lead, *helping = [find_unit(name, who, Right.UNIT_READ) for name in said.who]
        except Refused as refusal:
            wrong += [_("第 %(n)s 行：%(wrong)s") % {"n": number, "wrong": one} for one in refusal.lines]
        else:
            found.append(Outcome(lead, said.what, said.due, tuple(helping), scheme, name))
    if wrong:
        raise Refused(wrong)
    return found


@seated
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write the minutes; what was decided stands there already when they are begun."""
    meeting, who = meeting_of(request, code), actor(request)
    form = MinutesForm(request.POST or None, initial={"version": meeting.version, "text": meeting.minutes})
    if form.is_valid():
        try:
            minutes.write_minutes(meeting, form.cleaned_data["text"], by=who, version=form.cleaned_data["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("纪要已存下。"))
            return back_to(meeting, "#minutes")
    return form_page(request, form, _("写纪要"), f"/meetings/{meeting.code}/")


@seated
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send the minutes round."""
    meeting = minutes.send_minutes(meeting_of(request, code), by=actor(request), version=version_of(request))
    messages.success(request, _("纪要已印发，征求意见到 %(day)s。") % {"day": meeting.amend_until})
    return back_to(meeting, "#minutes")


@seated
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for an amendment of the minutes."""
    meeting, who = meeting_of(request, code), actor(request)
    form = AmendForm(request.POST or None, who=who, initial={"unit": own_unit(request, Right.MATTER_WORK)})
    if form.is_valid():
        try:
            minutes.ask_amendment(meeting, form.cleaned_data["text"], unit=form.cleaned_data["unit"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("修改意见已送召集单位。"))
            return back_to(meeting, "#minutes")
    return form_page(request, form, _("提修改意见"), f"/meetings/{meeting.code}/")


@seated
def decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Decide on an amendment; the minutes stand there to be changed."""
    meeting, who = meeting_of(request, code), actor(request)
    asked = meeting.amendments.select_related("unit").filter(pk=number).first()
    if asked is None:
        raise Forbidden(_("没有这条意见，或您无权查看。"))
    form = DecideForm(request.POST or None, initial={"take": "yes", "text": meeting.minutes})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            take = typed["take"] == "yes"
            minutes.decide_amendment(asked, take=take, note=typed["note"], text=typed["text"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("决定已记下。"))
            return back_to(meeting, "#minutes")
    about = f"{asked.unit.name}：{asked.text}"
    return form_page(request, form, _("决定修改意见"), f"/meetings/{meeting.code}/", about=about)
