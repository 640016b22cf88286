"""The pages of the figures room: which figures there are, one figure, its table as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.answer import answer
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question, Where
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.activities.kinds import KINDS
from kexie.records.units.models import Unit
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figures import reading, words
from kexie.web.figures.behind import behind
from kexie.web.figures.breakdown import Breakdown, break_down, notes, quiet, shown, table, unnamed
from kexie.web.figures.passport import facts
from kexie.web.figures.sheet import sheet
from kexie.web.figuring import bound_of, months_of
from kexie.web.kit.charts import Number
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, lens_of, paths_of
from kexie.web.templatetags import kit

Bar = tuple[str, Number | None, str]
MONTHS = 14
"""Longest period that the chart parts into months; a longer one into quarters, years, and then nothing."""
QUARTERS = 42
YEARS = 12 * 30


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator as the index shows it: as a question, with the reader's own number."""

    question: str
    href: str
    sentence: str
    value: object


@seated
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show which figures there are, each as a question with the reader's number; a filled-in form leads on."""
    slug = request.GET.get("indicator", "")
    if slug:
        return HttpResponseRedirect(f"/figures/{quote(slug[:60], safe='')}/?{reading.address_of(request.GET)}")
    reader, unit, lens = actor(request), seat_of(request).unit, lens_of(request)
    if unit is None:
        return render(request, "figures/index.html", {"unit": None})
    asked = [Question(one, unit, lens.period, as_of=lens.as_of) for one in INDICATORS.values()]
    known = [_known(question, reader) for question in asked]
    context = {"unit": unit, "period": lens.period.describe(lang()), "known": known, "kinds": _kinds(asked[:2], reader)}
    return render(request, "figures/index.html", context)


def _known(question: Question, reader: Account) -> Known:
    total = answer(question, reader=reader).total
    href = question.address()
    number = kit.fig(total.value, href, bound=bound_of(total), unit=str(question.indicator.unit))
    return Known(words.asked(question), href, str(question.indicator.sentence), number)


def _kinds(asked: Sequence[Question], reader: Account) -> Table | None:
    """Return the figures by kind: one answer a column."""
    columns = [{row.kind: row for row in answer(replace(one, by=("kind",)), reader=reader).rows} for one in asked]
    rows = []
    for kind in KINDS:
        found = [column.get(kind) for column in columns]
        if not any(found):
            continue
        addresses = [replace(one, where=Where(kinds=(kind,))).address() for one in asked]
        numbers = [
            kit.fig(row.value if row else 0, address, bound=bound_of(row) if row else "")
            for address, row in zip(addresses, found, strict=True)
        ]
        rows.append(Row([words.kind_name(kind), *numbers]))
    heads = [Col(_("种类")), *(Col(f"{one.indicator.title}（{one.indicator.unit}）", n=True) for one in asked)]
    return Table(_("分种类"), heads, rows, folds=False) if rows else None


@seated
@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one figure: the answer, its months, its break-down, its passport and the records behind it."""
    if slug not in INDICATORS:
        raise Forbidden(_("没有这个指标。"))
    asked = reading.read(request, slug)
    if asked.question is None:
        return render(request, "figures/wrong.html", {"form": asked.form, "hidden": asked.hidden}, status=400)
    question, reader = asked.question, actor(request)
    found = break_down(question, reader)
    told = found.answer
    told = replace(told, question=replace(question, by=()))
    context = {
        "asked": words.asked(question),
        "what": words.what(question),
        "question": question,
        "form": asked.form,
        "hidden": asked.hidden,
        "total": told.total,
        "bound": bound_of(told.total),
        "path": _path(question),
        "period": question.period.describe(lang()),
        "bars": (drawn := _bars(question, reader)),
        "bars_label": _("分期：") + _("，").join(f"{label} {text}" for label, _value, text in drawn),
        "table": table(found) if shown(found) else None,
        "grid": bool(found.columns),
        "quiet": quiet(found),
        "unnamed": unnamed(found),
        "notes": notes(found),
        "facts": facts(told),
        "behind": behind(request, question, reader),
        "made_up": told.passport.made_up,
        "csv": f"/figures/{slug}/table.csv?{question.address().partition('?')[2]}",
    }
    return render(request, "figures/one.html", context)


def _path(question: Question) -> list[tuple[Unit, str]]:
    """Return the units from the root down to the asked one, each with the address of the same question there."""
    on = TreeOn(question.tree_day(question.period), question.as_of)
    path = paths_of([question.unit.pk], on)[question.unit.pk]
    return [(unit, replace(question, unit=unit).address()) for unit in path]


def _bars(question: Question, reader: Account) -> list[Bar]:
    """Return the bars of the chart: months, quarters or years, so that they stay few; none for a single one."""
    months = months_of(question.period)
    if months > YEARS:
        return []
    step = "month" if months <= MONTHS else "quarter" if months <= QUARTERS else "year"
    rows = answer(replace(question, by=(step,)), reader=reader).rows
    rows = tuple(row for row in rows if row.period.first <= question.as_of)
    periods = [row.period for row in rows]
    if len(rows) < 2:  # noqa: PLR2004 - one bar compares nothing
        return []
    return [(words.month_name(row.period, periods), None if row.masked else row.value, words.said(row)) for row in rows]


@seated
@require_GET
def csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the break-down as CSV; a question that cannot be read is refused in sentences."""
    if slug not in INDICATORS:
        raise Forbidden(_("没有这个指标。"))
    asked = reading.read(request, slug)
    if asked.question is None:
        raise Refused([str(line) for lines in asked.form.errors.values() for line in lines])
    found: Breakdown = break_down(asked.question, actor(request))
    body = sheet(found, f"{request.scheme}://{request.get_host()}")
    answered = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"{slug}-{asked.question.unit.code}-{asked.question.period}-{asked.question.as_of.isoformat()}.csv"
    answered["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answered
