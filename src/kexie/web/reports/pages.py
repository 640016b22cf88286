"""The pages of the reports room: choose what to read, read it, take it away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.issues import queries
from kexie.records.issues.models import Issue, Withdrawal
from kexie.reports import work_report
from kexie.reports.catalogue import FORMATS, REPORTS
from kexie.reports.document import Document
from kexie.reports.notes import sources_of
from kexie.web.desk.seat import opening_period, seat_of, seated
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.lens import lens_of
from kexie.web.kit.numbers import lang
from kexie.web.reader import actor
from kexie.web.reports.handing import handed, offered
from kexie.web.reports.setting import sections

LISTED = 20
"""How many drafts and issues the room's first page lists."""
TITLES = {work_report.NAME: work_report.TITLE}


class Wanted(HouseForm):
    """Whose report, of which period, as known when."""

    unit = forms.CharField(
        label=gettext_lazy("单位"),
        help_text=gettext_lazy("单位的编号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    period = forms.CharField(
        label=gettext_lazy("期间"),
        help_text=gettext_lazy("如 2018、2018Q2、2018年1—5月"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    as_of = forms.CharField(
        label=gettext_lazy("截至"),
        help_text=gettext_lazy("按哪天所知"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks for; what it does not say comes from the reader's seat and lens."""
    seat = seat_of(request)
    own = {
        "unit": seat.unit.code if seat.unit else "",
        "period": str(opening_period()),
        "as_of": request.GET.get("as_of", "").strip() or _day(request),
    }
    return own | {key: value for key in own if (value := request.GET.get(key, "").strip())}


def _day(request: HttpRequest) -> str:
    return lens_of(request).as_of.isoformat()


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Offer the reports there are, filled in for the reader's own unit."""
    reader = actor(request)
    context = {
        "form": Wanted(initial=_typed(request)),
        "reports": TITLES.items(),
        "drafts": list(queries.drafts(reader)[:LISTED]),
        "issues": _listed(queries.issues(reader).select_related("report", "text")[:LISTED]),
        "may_write": door.may_anywhere(reader, Right.REPORT_WRITE),
    }
    return render(request, "reports/index.html", context)


def _listed(issues: Iterable[Issue]) -> list[tuple[Issue, str, str]]:
    """Return issues with the title that they bore, and how each stands: one look for all of them."""
    found = list(issues)
    withdrawn = set(Withdrawal.objects.filter(issue__in=found).values_list("issue_id", flat=True))
    last = dict(
        Issue.objects.filter(report__in=[one.report_id for one in found])
        .values_list("report")
        .annotate(n=Max("number"))
        .values_list("report", "n")
    )
    return [(one, json.loads(one.text.content)["title"], _word(one, withdrawn, last[one.report_id])) for one in found]


def _word(one: Issue, withdrawn: set[int], last: int) -> str:
    return "withdrawn" if one.position in withdrawn else "replaced" if one.number < last else "good"


@seated
@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report; what cannot be read is said beside its field, with everything typed kept."""
    if name not in REPORTS:
        raise Forbidden(_("没有这种文稿。"))
    typed = _typed(request)
    try:
        document = _document(request, name, typed)
    except Refused as refusal:
        form = _marked(typed, refusal, request)
        return render(request, "reports/wrong.html", {"form": form, "name": name, "title": TITLES[name]}, status=400)
    asked = urlencode({"unit": document.unit, "period": document.period, "as_of": document.as_of.isoformat()})
    context = {
        "document": document,
        "title": TITLES[name],
        "title_parts": document.title.partition(parse_period(document.period, today()).describe(lang())),
        "sections": sections(document),
        **offered(f"/reports/{name}/file", asked),
        "form": Wanted(initial=typed),
        "name": name,
        "position": max((one.passport["position"] for one in sources_of(document)), default=0),
    }
    return render(request, "reports/one.html", context)


def _document(request: HttpRequest, name: str, typed: dict[str, str]) -> Document:
    if months_of(parse_period(typed["period"], today())) > MOST_MONTHS:
        raise Refused(_("期间太长：一份文稿最多写十年；请缩短。"))
    return REPORTS[name](unit=typed["unit"], period=typed["period"], as_of=typed["as_of"], reader=actor(request))


def _marked(typed: dict[str, str], refusal: Refused, request: HttpRequest) -> Wanted:
    """Return the form with each part that cannot be read marked: all at once, by reading every part again."""
    form = Wanted(typed)
    form.is_valid()
    reads = {
        "unit": lambda text: door.unit(actor(request), text, Right.FIGURE_READ),
        "period": lambda text: parse_period(text, today()),
        "as_of": parse_day,
    }
    told: set[str] = set()
    for part, read in reads.items():
        try:
            read(typed[part])
        except Refused as wrong:
            told.update(wrong.lines)
            form.refuse(wrong, part)
    rest = [line for line in refusal.lines if line not in told]
    if rest:
        form.refuse(Refused(rest))
    return form


@seated
@require_GET
def file(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """Hand out a report in one of its formats; its numbers lead back to this site."""
    if name not in REPORTS or ending not in FORMATS:
        raise Forbidden(_("没有这种文稿或格式。"))
    document = _document(request, name, _typed(request))
    return handed(request, document, ending, f"{name}-{document.unit}-{document.period}-{document.as_of.isoformat()}")
