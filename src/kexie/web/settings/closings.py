"""Closing months (结账): which are closed, which may be closed next, and what closing does."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.days import add_months, find_day
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.rights import TITLES, Right
from kexie.records.ledger import closings
from kexie.records.ledger.models import Closing
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit

OFFERED = 24
"""How many months back may be chosen where none is closed yet."""


class MonthForm(HouseForm):
    """Which month to close."""

    month = forms.ChoiceField(
        label=gettext_lazy("封存到哪个月"), help_text=gettext_lazy("只能按先后，这个月和以前的一起封存")
    )

    def __init__(self, *args: object, open_months: list[date], **kwargs: object) -> None:
        """Offer the months that are over and not closed, the newest first."""
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(one.isoformat(), kit.month(one)) for one in open_months]


def open_months(last: Closing | None) -> list[date]:
    """Return the months that may be closed: those after the last closing that are over, the newest first."""
    newest = add_months(today().replace(day=1), -1)
    found = [add_months(newest, -back) for back in range(OFFERED)]
    return [one for one in found if last is None or one > last.month]


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the closings and close a month; for whoever may close."""
    who = actor(request)
    if not closings.may_close(who):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.MONTH_CLOSE]})
    page = page_of(request, Closing.objects.order_by("-month"))
    last = Closing.objects.order_by("-month").first()
    left = open_months(last)
    form = MonthForm(request.POST or None, open_months=left) if left else None
    if form is not None and form.is_valid():
        month = find_day(form.cleaned_data["month"])
        try:
            closed = closings.close(month=month or today(), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(month)s 已封存。") % {"month": kit.month(closed.month)})
            return redirect("settings:closings")
    cols = [
        Col(_("月份"), lead=True),
        Col(_("哪天封存")),
        Col(_("台账位"), n=True, fold=_("台账位")),
        Col(_("新增行"), n=True, fold=_("新增行")),
        Col(_("指纹"), end=True),
    ]
    rows = [
        Row(
            [
                Cell(kit.month(one.month)),
                kit.day(one.recorded_at),
                kit.number(one.upto),
                kit.number(one.lines),
                format_html('<code title="{}">{}…</code>', one.root, one.root[:12]),
            ]
        )
        for one in page.items
    ]
    told = {"form": form, "last": last, "page": page, "table": Table(_("封存过的月份"), cols, rows)}
    return render(request, "settings/closings.html", told, status=400 if form is not None and form.errors else 200)
