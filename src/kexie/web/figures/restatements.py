"""The page of restatements (更正): which figures of periods already over read otherwise than on an earlier day."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kexie.figures.question import Question
from kexie.figures.restated import Reading, Restated, restated
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Refused
from kexie.kit.spans import ONE_DAY
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.ledger.models import Closing
from kexie.records.units.models import Unit
from kexie.web.desk.seat import opening_period, seat_of, seated
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.numbers import lang, shown
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import actor, lens_of
from kexie.web.templatetags import kit

MOST = 200
"""Most restatements on the page; how many there are in all stands over them."""


class Since(HouseForm):
    """Whose figures, of which period, against what was known on which day."""

    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    since = forms.CharField(label=gettext_lazy("与哪天所知相比"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    children = forms.BooleanField(label=gettext_lazy("也看直接下级"), required=False)


@seated
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the restatements; what cannot be read is said beside its field."""
    reader, until = actor(request), lens_of(request, typed=False).as_of
    own, asked = seat_of(request).unit, request.GET
    typed = {
        "unit": asked.get("unit", "").strip() or (own.code if own else ""),
        "period": asked.get("period", "").strip() or str(opening_period()),
        "since": asked.get("since", "").strip() or _since(until).isoformat(),
        "children": "on" if asked.get("children") else "",
    }
    form = Since(typed)
    form.is_valid()
    try:
        unit = door.unit(reader, typed["unit"], Right.FIGURE_READ)
        period, since = parse_period(typed["period"], today()), parse_day(typed["since"])
        _check(period, since, until)
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "figures/restated.html", {"form": form, "until": until}, status=400)
    found = restated(
        unit=unit, period=period, since=since, until=until, reader=reader, children=bool(typed["children"])
    )
    context = {
        "form": form,
        "unit": unit,
        "period": period.describe(lang()),
        "since": since,
        "until": until,
        "count": len(found),
        "table": _table(found[:MOST], unit) if found else None,
        "cut": len(found) > MOST,
        "most": MOST,
    }
    return render(request, "figures/restated.html", context)


def _since(until: date) -> date:
    """Return the day of the last closing before, else the day before."""
    last = Closing.objects.filter(known_on__lt=until).order_by("-position").first()
    return last.known_on if last is not None else until - ONE_DAY


def _check(period: Period, since: date, until: date) -> None:
    if since >= until:
        said = {"since": since, "until": until}
        raise Refused(_("%(since)s 不早于 %(until)s；请写更早的一天。") % said)
    if months_of(period) > MOST_MONTHS:
        raise Refused(_("期间太长：逐月核对最多 %(n)s 个月；请缩短。") % {"n": MOST_MONTHS})


def _table(found: list[Restated], own: Unit) -> Table:
    several = any(one.unit != own for one in found)
    head = [Col(_("数"), lead=True), *([Col(_("单位"))] if several else []), Col(_("期间"))]
    head += [Col(_("原来"), n=True, fold=_("原来")), Col(_("现在"), n=True, fold=_("现在")), Col(_("因台账第几行"))]
    rows = []
    for one in found:
        unit = [one.unit.name] if several else []
        days = (_number(one, one.was), _number(one, one.now))
        title, period = Cell(str(one.indicator.title), "keep"), Cell(one.period.describe(lang()), "keep")
        rows.append(Row([title, *unit, period, *days, _because(one)]))
    return Table(_("更正的数"), head, rows, heads=False)


def _number(one: Restated, reading: Reading) -> object:
    asked = Question(one.indicator, one.unit, one.period, as_of=reading.as_of)
    if reading.masked and reading.value is None:
        return _("不显示")
    bound = kit.FEW if reading.masked else reading.bound.value
    unit = str(one.indicator.unit)
    return kit.fig(
        reading.value, asked.address(), bound=bound, unit=unit, missing=reading.missing, exact=not reading.masked
    )


def _because(one: Restated) -> str:
    if not one.lines:
        return _("不写明")
    told = _("、").join(str(shown(line)) for line in one.because)
    return told + (_(" 等 %(n)s 行") % {"n": one.lines} if one.lines > len(one.because) else "")
