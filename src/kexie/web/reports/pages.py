"""The pages of the reports room: choose what to read, read it, take it away."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django import forms
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
from kexie.reports import work_report
from kexie.reports.catalogue import FORMATS, REPORTS
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document
from kexie.reports.notes import sources_of
from kexie.web.desk.seat import opening_period, seat_of, seated
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.lens import lens_of
from kexie.web.kit.numbers import lang
from kexie.web.reader import actor
from kexie.web.reports.setting import sections

TITLES = {work_report.NAME: work_report.TITLE}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "; charset=utf-8"
TYPES = {
    ".docx": WORD,
    ".pdf": "application/pdf",
    ".html": f"text/html{TEXT}",
    ".md": f"text/markdown{TEXT}",
    ".json": f"application/json{TEXT}",
}
PAPERS = (
    (".docx", "clean", gettext_lazy("Word 清稿")),
    (".pdf", "clean", gettext_lazy("PDF 清稿")),
    (".docx", "reviewer", gettext_lazy("Word 审阅稿")),
    (".pdf", "reviewer", gettext_lazy("PDF 审阅稿")),
)
"""What the head of a report offers: the clean copy for sending on, the reviewer's with every number's source."""
WORDS = {".html": gettext_lazy("网页文件"), ".md": "Markdown", ".json": "JSON"}


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
    return render(request, "reports/index.html", {"form": Wanted(initial=_typed(request)), "reports": TITLES.items()})


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
        "papers": [(words, f"/reports/{name}/file{ending}?{asked}&copy={copy}") for ending, copy, words in PAPERS],
        "files": [(WORDS[ending], f"/reports/{name}/file{ending}?{asked}") for ending in WORDS],
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
    copy = Copy.CLEAN if request.GET.get("copy") == Copy.CLEAN else Copy.REVIEWER
    printed = FORMATS[ending](document, Printing(f"{request.scheme}://{request.get_host()}", copy))
    answer = HttpResponse(printed, content_type=TYPES[ending])
    named = f"{name}-{document.unit}-{document.period}-{document.as_of.isoformat()}{ending}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(named, safe='')}"
    return answer
