"""The catalogues that counting stands on: indicators, measures, kinds, the layout of goals. Read only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.figures.indicators import HOUSE
from kexie.kit.clock import today
from kexie.records.activities.kinds import KINDS
from kexie.records.ledger.measures import SHIPPED
from kexie.records.plans.queries import layout_on
from kexie.records.units.kinds import KINDS as UNIT_KINDS
from kexie.records.units.kinds import LEVELS, LINES
from kexie.web.activities.words import goal_title
from kexie.web.desk.seat import seated
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.plan.names import goals_in_force


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show them all on one page."""
    layout = layout_on(today())
    goals = [
        Row([_indented(goal.code, goal_title(goal.code)), goal.code], "" if goal.parent else "sub")
        for goal in goals_in_force().values()
    ]
    indicators = [Row([one.title, one.sentence, one.name()]) for one in HOUSE.values()]
    measures = [Row([one.title, one.unit, _("第 %(n)s 版") % {"n": one.version}, one.slug]) for one in SHIPPED]
    told = {
        "indicators": Table(_("指标"), [Col(_("指标"), lead=True), Col(_("怎么算")), Col(_("版本"))], indicators),
        "measures": Table(
            _("计量"), [Col(_("计量"), lead=True), Col(_("单位")), Col(_("版本")), Col(_("代号"))], measures
        ),
        "kinds": [(_("活动种类"), KINDS.values()), (_("单位种类"), UNIT_KINDS), (_("层级"), LEVELS), (_("线"), LINES)],
        "layout": layout.name if layout is not None else _("布局"),
        "source": layout.version.source if layout is not None else "",
        "goals": Table(_("目标"), [Col(_("目标"), lead=True), Col(_("编号"))], goals),
    }
    return render(request, "settings/catalogues.html", told)


def _indented(code: str, title: str) -> object:
    return format_html('<span class="depth-{}">{}</span>', min(code.count("."), 3), title)
