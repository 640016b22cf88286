"""What a change of structure would do, set out for the page: the same list as the command line's dry run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.engine.impact import Changed, Impact, Reach, Said, impact
from kexie.kit.clock import DAY_MIN, today
from kexie.kit.text import joined
from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES
from kexie.records.units.kinds import MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Unit
from kexie.records.units.queries import structure_mark
from kexie.web.kit.markup import format_html, format_html_join
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.templatetags import kit

FIRST: Final = 24
"""How many figures stand on the page at once; the others open below them."""
MOST: Final = 2_000
"""How many are listed at all; the command line tells every one."""
FEW: Final = 8
"""How many units are named of those that a right comes to reach or no longer does."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do: the figures (the longest periods first) and the rights that would read otherwise."""

    figures: int
    first: Table
    others: Table | None
    untold: int
    rights: int
    reach: Table
    looked: str


def tried(change: Callable[[], object], *, on: date, request: HttpRequest, reader: Account) -> Trial:
    """Make the change, look, and take it back; raise ``Refused`` as the change itself would."""
    return laid_out(impact(change, on=on, reader=reader), looked_at(request.POST))


def looked_at(typed: QueryDict) -> str:
    """Return the mark of what was typed and of the tree it was typed for: only what was looked at is done."""
    fields = {name: typed.getlist(name) for name in sorted(typed) if name not in _APART}
    text = json.dumps([fields, structure_mark()], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_APART: Final = frozenset({"csrfmiddlewaretoken", "confirm", "looked"})


def confirmed(request: HttpRequest) -> bool:
    """Tell whether somebody presses the button under what they have just looked at, and nothing changed since."""
    return "confirm" in request.POST and request.POST.get("looked") == looked_at(request.POST)


def laid_out(found: Impact, looked: str) -> Trial:
    """Return an impact as tables."""
    figures = sorted(found.figures, key=lambda one: -(one.period.last - one.period.first).days)
    shown, others = figures[:FIRST], figures[FIRST:MOST]
    return Trial(
        figures=len(figures),
        first=_figures(shown),
        others=_figures(others) if others else None,
        untold=max(0, len(figures) - MOST),
        rights=len(found.rights),
        reach=_rights(found.rights),
        looked=looked,
    )


def _figures(told: list[Changed]) -> Table:
    rows = []
    for one in told:
        asked = urlencode({"unit": one.unit, "period": str(one.period)})
        address = f"/figures/{one.indicator.slug}/?{asked}"
        name: object = one.name
        if one.of_set:
            name = format_html('{} <span class="note">{}：{}</span>', one.name, one.of_set, one.member)
        title = str(one.indicator.title)
        rows.append(Row([name, str(one.period), title, _value(one.before, address), _value(one.after, "")]))
    cols = [Col(_("单位"), lead=True), Col(_("期间")), Col(_("指标")), Col(_("现在"), n=True, fold=_("现在"))]
    return Table(_("会变的数字"), [*cols, Col(_("改后"), n=True, end=True, fold=_("改后"))], rows)


def _value(said: Said, address: str) -> SafeString:
    bound = kit.FEW if said.masked else said.bound.value
    return kit.fig(said.value, address, bound=bound, missing=said.missing, exact=not said.masked)


def _rights(told: tuple[Reach, ...]) -> Table:
    wanted = {code for one in told for code in (*one.gains[:FEW], *one.loses[:FEW])}
    names = dict(Unit.objects.filter(code__in=wanted).values_list("code", "name"))
    rows = []
    for one in told:
        more = [str(WORDS.get(one.line, one.line))] if one.line != MAIN else []
        more += [_("看数字和组织树")] if one.shared else []
        role = format_html('{} <span class="note">{}</span>', ROLES[one.role].title, "　".join(more))
        rows.append(Row([one.person, role, _named(one.gains, names), _named(one.loses, names)]))
    cols = [Col(_("人员编号"), lead=True), Col(_("岗位")), Col(_("新及于"), fold=_("新及于"))]
    return Table(_("会变的权限"), [*cols, Col(_("不再及于"), end=True, fold=_("不再及于"))], rows)


def _named(codes: tuple[str, ...], names: dict[str, str]) -> str:
    if not codes:
        return _("无")
    more = _(" 等 %(n)s 个") % {"n": len(codes)} if len(codes) > FEW else ""
    return joined(names.get(code, code) for code in codes[:FEW]) + more


def done(said: str, *, on: date, units: list[Unit]) -> SafeString:
    """Return what to tell after a change: what was done and, for days that had passed, where the restatements stand."""
    day = today()
    if on >= day or on == DAY_MIN or not units:
        return format_html("{}", said)
    since = (day - timedelta(days=1)).isoformat()
    period = str(on.year) if on.year < day.year else f"{on.year}-01-01..{day.isoformat()}"
    links = format_html_join(
        "、",
        '<a href="{}?{}">{}</a>',
        (
            (restatements(), urlencode({"unit": unit.code, "period": period, "since": since}), unit.name)
            for unit in units
        ),
    )
    return format_html(_("{} 因此更正的数字：{}。"), said, links)


def restatements() -> str:
    """Return the address of the page of restated figures."""
    return reverse("figures:index") + "restated/"
