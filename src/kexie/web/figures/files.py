"""What is taken away from a figure: its table as CSV or workbook, its picture as an image, with their source line."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.question import Question, find_indicator
from kexie.figures.source import source_line
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.web.desk.seat import seated
from kexie.web.figures import reading, words
from kexie.web.figures.breakdown import Breakdown, break_down
from kexie.web.figures.compare import beside
from kexie.web.figures.pictures.image import png
from kexie.web.figures.picturing import pictures
from kexie.web.figures.sheet import sheet
from kexie.web.figures.workbook import workbook
from kexie.web.kit.numbers import lang
from kexie.web.reader import actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_for(request: HttpRequest, slug: str) -> tuple[reading.Asked, Question, Account]:
    """Return what an address asks for; a figure that there is not reads as no page, nonsense is refused in words."""
    if find_indicator(slug) is None:
        raise Forbidden(_("没有这个指标。"))
    asked = reading.read(request, slug)
    if asked.question is None:
        raise Refused([str(line) for lines in asked.form.errors.values() for line in lines])
    return asked, asked.question, actor(request)


@seated
@require_GET
def csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the break-down as CSV; a question that cannot be read is refused in sentences."""
    _asked, question, reader = asked_for(request, slug)
    body = sheet(break_down(question, reader), f"{request.scheme}://{request.get_host()}")
    return _handed(body, "text/csv; charset=utf-8", question, "csv")


@seated
@require_GET
def xlsx_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the table as a workbook, with a second sheet of passports."""
    asked, question, reader = asked_for(request, slug)
    found = break_down(question, reader)
    body = workbook(found, beside(found, asked.compare, reader), f"{request.scheme}://{request.get_host()}")
    return _handed(body, XLSX, question, "xlsx")


@seated
@require_GET
def png_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out a picture with its title and source line; ``picture`` names which one."""
    asked, question, reader = asked_for(request, slug)
    found = break_down(question, reader)
    drawn = pictures(found, beside(found, asked.compare, reader), reader)
    chosen = next((one for one in drawn if one.name == asked.picture), drawn[0] if drawn else None)
    if chosen is None:
        raise Refused(_("这个数没有可画的图；请换一个期间或分列方式。"))
    body = png(
        chosen.scene,
        title=words.asked(question) + _("（%(head)s）") % {"head": chosen.head},
        answer=_answered(found),
        source=source_line(found.answer),
        sample=_("示例·数据虚构") if found.answer.passport.made_up else "",
        lang=lang(),
    )
    return _handed(body, "image/png", question, "png")


def _answered(found: Breakdown) -> str:
    unit = "" if found.top.whole.value is None else str(found.question.indicator.unit)
    return f"{words.said(found.top.whole)}{unit}　{found.question.period.describe(lang())}"


def _handed(body: bytes, kind: str, question: Question, ending: str) -> HttpResponse:
    answered = HttpResponse(body, content_type=kind)
    name = f"{question.indicator.slug}-{question.unit.code}-{question.period}-{question.as_of.isoformat()}.{ending}"
    answered["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answered
