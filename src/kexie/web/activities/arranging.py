"""Days, places and programme of an activity; who is expected; the sheet to sign in on."""

from __future__ import annotations

import io
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from xlsxwriter import Workbook

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import ROLES, Right
from kexie.records.activities import audience
from kexie.records.activities.audience import Audience
from kexie.records.activities.models import Activity
from kexie.records.activities.programme import Part, Slot, read_parts, read_slots, set_programme
from kexie.records.units.kinds import LEVELS
from kexie.web.activities import rosters
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.activities.roster_pages import READ_ONLY_HEADS
from kexie.web.activities.words import audience_words, days
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import UNITS_OFFERED, HouseForm, lines_box, read_field
from kexie.web.reader import actor
from kexie.web.units.finding import find_units, offered

BLANK_LINES: Final = 10
"""Empty lines at the end of a sheet: for those whom nobody expected."""


class ProgrammeForm(HouseForm):
    """Days and places, and the programme, a line each."""

    slots = forms.CharField(
        label=gettext_lazy("日期、时间、地点"),
        required=False,
        widget=lines_box(4),
        help_text=gettext_lazy("一行一处，例：2018-05-03 09:00-11:30 会堂。几天几地仍是一场，记在第一天"),
    )
    parts = forms.CharField(
        label=gettext_lazy("议程"),
        required=False,
        widget=lines_box(10),
        help_text=gettext_lazy("一行一项，例：09:00-09:40 开幕；主持人。第二天起在前面写日期"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_slots(self) -> list[Slot]:
        """Read the days and places."""
        return read_field(read_slots, self.cleaned_data["slots"])

    def clean_parts(self) -> list[Part]:
        """Read the programme."""
        return read_field(read_parts, self.cleaned_data["parts"])


@seated
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """Set the days, places and programme of an activity."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    slots = [Slot(s.on, s.begins, s.ends, s.place) for s in activity.sittings.order_by("on", "begins", "pk")]
    parts = [Part(i.title, i.on, i.begins, i.ends, i.speaker) for i in activity.items.order_by("order")]
    begin = {
        "slots": "\n".join(slot.line() for slot in slots or [Slot(activity.starts_on, place=activity.place)]),
        "parts": "\n".join(part.line() for part in parts),
        "version": activity.version,
    }
    form = ProgrammeForm(request.POST or None, initial=begin)
    if form.is_valid():
        told = form.cleaned_data
        try:
            set_programme(
                activity, slots=told["slots"], parts=told["parts"], by=actor(request), version=told["version"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("日程和议程已存下。"))
            return back_to(activity, "#programme")
    return _set(request, "activities/programme.html", activity, form)


class AudienceForm(HouseForm):
    """Who is expected."""

    units = forms.CharField(
        label=gettext_lazy("单位"),
        required=False,
        widget=lines_box(3),
        help_text=gettext_lazy("编号或全称，一行一个；空着就是主办单位"),
    )
    below = forms.BooleanField(label=gettext_lazy("连同下级单位"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("只要哪一级"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("什么人"), required=False)
    group = forms.CharField(
        label=gettext_lazy("人群"), required=False, max_length=60, help_text=gettext_lazy("照人员名单里的人群写")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the levels and roles there are."""
        super().__init__(*args, **kwargs)
        roles = [("", _("全体成员")), *((role.slug, role.title) for role in ROLES.values())]
        levels = [("", _("各级")), *((level.slug, level.title) for level in LEVELS)]
        for name, choices in (("role", roles), ("level", levels)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices


@seated
def expected(request: HttpRequest, code: str) -> HttpResponse:
    """Say who is expected; from then on the roster fills itself."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    who = actor(request)
    rule = Audience.of(activity) or Audience()
    begin = {
        "units": "\n".join(rule.units),
        "below": rule.below,
        "level": rule.level,
        "role": rule.role,
        "group": rule.group,
        "version": activity.version,
    }
    form = AudienceForm(request.POST or None, initial=begin)
    if form.is_valid():
        told = form.cleaned_data
        try:
            units = tuple(unit.code for unit in find_units(told["units"], who)) if told["units"].strip() else ()
            wanted = Audience(units, told["below"], told["level"], told["role"], told["group"].strip())
            given = None if "clear" in request.POST else wanted
            audience.set_audience(activity, given, by=who, version=told["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            fresh = door.get(who, Right.RECORD_READ, Activity, pk=activity.pk)
            count = len(audience.expected(fresh))
            messages.success(request, _("应到范围已存下：那一天有 %(count)s 人。") % {"count": count})
            return redirect("activities:roster", activity.code)
    more = {"offered": offered(who, Right.PEOPLE_READ), "offered_id": UNITS_OFFERED, "ruled": bool(activity.audience)}
    return _set(request, "activities/audience.html", activity, form, **more)


@seated
@require_POST
def prefill(request: HttpRequest, code: str) -> HttpResponse:
    """Fill the roster with those expected."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    try:
        kept = audience.prefill(activity, by=actor(request))
    except Refused as refusal:
        for sentence in refusal.lines:
            messages.error(request, sentence)
    else:
        if kept.accepted:
            messages.success(request, _("名册填进 %(count)s 人，都记为应到。") % {"count": kept.accepted})
        else:
            messages.info(request, _("应到的人都已在名册上。"))
    return redirect("activities:roster", activity.code)


@seated
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Set the sheet to sign in on: a page to print on A4, or a spreadsheet."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    door.demand(actor(request), Right.ROSTER_READ, activity.unit)
    lines = list(rosters.lines(actor(request), activity).exclude(status="excused"))
    people = rosters.people_of(lines, activity)
    rows = [
        (people[line.subject].code, people[line.subject].name, line.unit.name if line.unit else "")
        for line in lines
        if line.subject in people
    ]
    rows = list(dict.fromkeys(rows))
    if request.GET.get("as") == "xlsx":
        return _spreadsheet(activity, rows)
    told = {
        "activity": activity,
        "rows": rows,
        "blank": range(BLANK_LINES),
        "days": days(activity),
        "audience": audience_words(activity),
    }
    return render(request, "activities/sheet.html", told)


def _spreadsheet(activity: Activity, rows: list[tuple[str, str, str]]) -> HttpResponse:
    """Return the sheet as a spreadsheet that can be filled in and brought back as a roster."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        page.set_paper(9)  # A4
        page.repeat_rows(0)
        page.set_column(0, 0, 14)
        page.set_column(1, 1, 14)
        page.set_column(2, 2, 34)
        page.set_column(3, 4, 14)
        page.set_header(f"&C{activity.title.replace('&', '&&')[:120]}&R{days(activity)}")
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, head in enumerate((_("人员编号"), *READ_ONLY_HEADS, _("状态"))):
            page.write_string(0, place, str(head), bold)
        words = [str(word) for word in rosters.STATUS.values()]
        for number, (code, name, unit) in enumerate(rows, 1):
            for place, text in enumerate((code, name, unit, "", words[0])):
                page.write_string(number, place, text)
            page.data_validation(number, 4, number, 4, {"validate": "list", "source": words})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(out.getvalue(), content_type=kind)
    name = quote(_("签到表_%(title)s.xlsx") % {"title": activity.title})
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _set(request: HttpRequest, template: str, activity: Activity, form: HouseForm, **more: object) -> HttpResponse:
    told = {"activity": activity, "form": form, **more}
    return render(request, template, told, status=400 if form.errors else 200)
