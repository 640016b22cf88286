"""The pool: who can lecture on what, by role; one entry."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from kexie.kit.columns import headers_of
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import reader_language
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.imports.speakers import SPEAKERS, as_row
from kexie.records.speakers import actions, queries
from kexie.records.speakers.actions import Listed
from kexie.records.speakers.models import PoolSpeaker
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.files import handed
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.speakers.forms import SpeakerForm, first_of
from kexie.web.speakers.words import fields_of, tongues_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import offered


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the pool as far as the reader's right reaches; as a spreadsheet too, to be changed and brought back."""
    who = actor(request)
    found = door.seen(who, Right.RECORD_READ, PoolSpeaker).select_related("unit", "home").order_by("withdrawn", "code")
    field = request.GET.get("field", "")[:60]
    if field:
        found = found.filter(fields__contains=f";{field};")
    if request.GET.get("as") == "xlsx":
        return _sheet(list(found.prefetch_related("away")))
    page = page_of(request, found)
    taken = queries.taken(page.items)
    rows = [
        Row(
            [
                format_html('<a href="{}">{}</a>', reverse("speakers:speaker", args=[one.code]), one.label),
                fields_of(one),
                tongues_of(one),
                one.home.name if one.home is not None else "",
                one.unit.name,
                str(sum(not slot.vague for slot in taken[one.pk])),
                _state(one),
            ]
        )
        for one in page.items
    ]
    cols = [Col(_("称呼"), lead=True), Col(_("领域")), Col(_("语言")), Col(_("常住")), Col(_("由谁管"), fold=_("由"))]
    cols += [Col(_("已派场次"), n=True, fold=_("已派场次")), Col(_("状态"), end=True)]
    told = {
        "page": page,
        "table": Table(_("人才库"), cols, rows),
        "menu": queries.menu(),
        "field": field,
        "may_record": door.may_anywhere(who, Right.ACTIVITY_RECORD),
    }
    return render(request, "speakers/pool.html", told)


def _state(one: PoolSpeaker) -> str:
    if one.withdrawn:
        return kit.tag("na", _("已退出"))
    return kit.tag("done", _("可派")) if one.consented_on else kit.tag("due", _("待同意"))


def _sheet(listed: list[PoolSpeaker]) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "speakers.xlsx"
        book = Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(_("人才库"))
        sheet.write_row(0, 0, headers_of(SPEAKERS.columns, reader_language()))
        for line, one in enumerate(listed, start=1):
            told = as_row(one)
            for place, column in enumerate(SPEAKERS.columns):
                sheet.write_string(line, place, told[column.name])
        book.close()
        return handed(_("人才库.xlsx"), out.read_bytes())


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Put somebody into the pool."""
    who = actor(request)
    if not door.may_anywhere(who, Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    home = seat_of(request).unit
    return _kept(request, who, None, {"unit": home.code if home else "", "languages": ["zh"], "load": 4})


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one entry, to be changed by whoever may."""
    who = actor(request)
    speaker = door.get(who, Right.RECORD_READ, PoolSpeaker, code=code)
    if request.method == "POST" or door.may(who, Right.ACTIVITY_RECORD, speaker.unit):
        return _kept(request, who, speaker, first_of(speaker))
    return render(request, "speakers/speaker.html", {"speaker": speaker, **_shown(who, speaker)})


def _shown(who: Account, speaker: PoolSpeaker) -> dict[str, Any]:
    lectures = queries.seen(who).filter(speaker=speaker).order_by("-begins_at")[:50]
    return {"fields": fields_of(speaker), "languages": tongues_of(speaker), "lectures": lectures}


def _kept(request: HttpRequest, who: Account, speaker: PoolSpeaker | None, first: dict[str, Any]) -> HttpResponse:
    form = SpeakerForm(request.POST or None, initial=first, who=who)
    if form.is_valid():
        typed = form.cleaned_data
        names = ("code", "label", "unit", "regions", "home", "zone", "load", "consented_on", "away", "withdrawn")
        said = Listed(
            **{name: typed[name] for name in names}, fields=typed["fields_text"], languages=tuple(typed["languages"]),
            origin=speaker.origin if speaker else "live",
        )  # fmt: skip
        try:
            kept = actions.keep_speaker(said, by=who, speaker=speaker, version=typed["version"] or 0)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(label)s”已存下。") % {"label": kept.label})
            return redirect("speakers:pool")
    told: dict[str, Any] = {"form": form, "speaker": speaker, "offered": offered(who, Right.UNIT_READ)}
    told |= {"list": UNITS_OFFERED, **(_shown(who, speaker) if speaker is not None else {})}
    return render(request, "speakers/keep.html", told, status=400 if form.errors else 200)
