"""The pages of the figures room: which figures there are, and one figure with everything about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kexie.figures.answer import answer
from kexie.figures.catalogue import Family, Latest, families, latest
from kexie.figures.indicators import INDICATORS
from kexie.figures.indicators.base import Counts, Indicator
from kexie.figures.question import Question, Where, find_indicator
from kexie.figures.source import source_line
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.units.queries import tree
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figures import reading, words
from kexie.web.figures.behind import behind
from kexie.web.figures.breakdown import break_down
from kexie.web.figures.compare import beside
from kexie.web.figures.grid import folded, notes, table
from kexie.web.figures.mended import mended
from kexie.web.figures.passport import facts
from kexie.web.figures.picturing import pictures
from kexie.web.figures.slider import slider
from kexie.web.figures.views import keep_for, listed
from kexie.web.figuring import bound_of
from kexie.web.kit.numbers import lang, measured
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import Named, actor, lens_of, names_of
from kexie.web.templatetags import kit

ROWS = 100
"""Most rows of the table on one page; a file holds them all."""


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
    more = families(lens.as_of)[1:]
    context = {
        "unit": unit,
        "period": lens.period.describe(lang()),
        "known": known,
        "kinds": _kinds(asked[:2], reader),
        "views": listed(reader),
        "families": [_family(one, asked[0], reader) for one in more],
    }
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
    heads = [Col(_("种类")), *(Col(measured(one.indicator.title, one.indicator.unit), n=True) for one in asked)]
    return Table(_("分种类"), heads, rows, folds=False) if rows else None


def _family(family: Family, asked: Question, reader: Account) -> tuple[str, Table]:
    """Return a family's head and table: what one unit and those below it stated goes by that unit's name."""
    told = latest([one.slug for one in family.indicators])
    at = {row.unit.pk: row.unit for row in told.values() if row.unit.kind == "aggregate"}
    head = _("填报的数：%(head)s") % {"head": next(iter(at.values())).name} if len(at) == 1 else family.name
    return head, _stated(family.indicators, told, asked, reader)


def _stated(ones: Sequence[Indicator], told: dict[str, Latest], asked: Question, reader: Account) -> Table:
    """Return indicators by definition with where and for when they were last stated."""
    reached = set(
        door.units(reader, Right.FIGURE_READ)
        .filter(pk__in=[at.unit.pk for at in told.values()])
        .values_list("pk", flat=True)
    )
    rows = []
    for one in ones:
        at = told.get(one.slug)
        seen = at if at is not None and at.unit.pk in reached else None
        question = replace(asked, indicator=one)
        question = replace(question, unit=seen.unit, period=seen.period) if seen else question
        where = (seen.unit.name, seen.period.describe(lang())) if seen else ("", "")
        rows.append(Row([kit.link(str(one.title), question.address()), *where]))
    return Table(_("指标"), [Col(_("指标"), lead=True), Col(_("最近报在")), Col(_("最近一期"), end=True)], rows)


@seated
@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one figure: the answer, its pictures, its break-down, its passport and the records behind it."""
    if find_indicator(slug) is None:
        raise Forbidden(_("没有这个指标。"))
    asked = reading.read(request, slug)
    if asked.question is None:
        return _wrong(request, asked)
    question, reader = asked.question, actor(request)
    try:
        found = break_down(question, reader)
        other = beside(found, asked.compare, reader)
    except Refused as refusal:
        for line in refusal.lines:
            asked.form.add_error(None, line)
        return _wrong(request, asked)
    told = replace(found.answer, question=replace(question, by=()))
    page = page_of(request, found.shown, size=ROWS)
    since, changed = mended(found, reader)
    context = {
        "asked": words.asked(question),
        "what": words.what(question),
        "question": question,
        "form": asked.form,
        "hidden": asked.hidden,
        "total": told.total,
        "missing": "none" if words.mark_of(told.total) == "na" else "",
        "bound": bound_of(told.total),
        "coverage": told.total.coverage,
        "ruled": question.indicator.counts is Counts.RULED,
        "path": _path(question),
        "period": question.period.describe(lang()),
        "pictures": [
            (one, _file(slug, question, asked, "chart.png", picture=one.name)) for one in pictures(found, other, reader)
        ],
        "table": table(found, page.items, other, changed) if page.items or question.by else None,
        "page": page,
        "folded": folded(found),
        "notes": notes(found) + ([other.note] if other is not None and other.note else []),
        "stated": found.stated,
        "facts": facts(told),
        "source": source_line(told),
        "behind": behind(request, question, reader),
        "made_up": told.passport.made_up,
        "restated": _restated(question, since) if changed else "",
        "slider": slider(question, lambda day: _at(question, asked, day)),
        "keep": keep_for(question, request.GET),
        "csv": _file(slug, question, asked, "table.csv"),
        "xlsx": _file(slug, question, asked, "table.xlsx"),
    }
    return render(request, "figures/one.html", context)


def _wrong(request: HttpRequest, asked: reading.Asked) -> HttpResponse:
    return render(request, "figures/wrong.html", {"form": asked.form, "hidden": asked.hidden}, status=400)


def _file(slug: str, question: Question, asked: reading.Asked, name: str, picture: str = "") -> str:
    kept = [(key, value) for key, value in asked.kept() if key != "picture"] + (
        [("picture", picture)] if picture else []
    )
    more = f"&{urlencode(kept)}" if kept else ""
    return f"/figures/{quote(slug, safe='')}/{name}?{question.address().partition('?')[2]}{more}"


def _at(question: Question, asked: reading.Asked, day: date) -> str:
    kept = asked.kept()
    return replace(question, as_of=day).address() + (f"&{urlencode(kept)}" if kept else "")


def _restated(question: Question, since: date | None) -> str:
    if since is None:
        return ""
    told = {"unit": question.unit.code, "period": str(question.period), "since": since.isoformat()}
    return f"/figures/restated/?{urlencode(told)}"


def _path(question: Question) -> list[tuple[Named, str]]:
    """Return the units from the root down to the asked one, each with the address of the same question there."""
    path = tree(question.tree_on(question.period)).path(question.unit.pk)[:-1]
    named = names_of(path)
    told = [*(named[one] for one in path if one in named), Named(question.unit.code, question.unit.name)]
    return [(unit, question.address(at=unit.code)) for unit in told]
