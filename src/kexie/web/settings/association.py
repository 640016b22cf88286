"""What the association sets for itself: name, zone, colour, words, when reminders go, how long rosters keep names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import zone
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.structure import articles
from kexie.records.structure.association import chosen, describe, own
from kexie.records.structure.choices import SETTINGS
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor

PARTS = (
    (gettext_lazy("是谁、在哪里"), ("name", "opening_period", "zone")),
    (
        gettext_lazy("颜色和叫法"),
        ("accent", "light_done", "light_near", "light_late", "term_unit", "term_unit_en", "term_person"),
    ),
    (gettext_lazy("提醒什么时候发"), ("quiet_hours", "days_off")),
    (gettext_lazy("留存和次数"), ("retention_rosters", "party_class")),
)


class AssociationForm(HouseForm):
    """Every setting that an association may choose, a field each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Make the fields from the one list of settings."""
        super().__init__(*args, **kwargs)
        for one in SETTINGS:
            self.fields[one.key] = forms.CharField(label=one.title, help_text=one.help, required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """Let each setting say what is wrong with its own value."""
        told = super().clean() or {}
        for one in SETTINGS:
            try:
                if str(told.get(one.key, "")).strip():
                    one.read(str(told[one.key]))
            except Refused as refusal:
                self.refuse(refusal, one.key)
        return told


@seated
def edit(request: HttpRequest) -> HttpResponse:
    """Show and change them; owners only."""
    who = actor(request)
    door.demand_owner(who)
    form = AssociationForm(request.POST or None, initial=chosen(own()))
    if form.is_valid():
        try:
            describe(by=who, **{one.key: str(form.cleaned_data[one.key]) for one in SETTINGS})
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存下改动。"))
            return redirect("settings:association")
    limits = [Row([one.code, one.says]) for one in articles.ARTICLES if one.code != "C0"]
    told = {
        "form": form,
        "parts": [(title, [form[key] for key in part]) for title, part in PARTS],
        "zone": str(zone()),
        "limits": Table(_("界限"), [Col(_("条")), Col(_("说的是"), lead=True)], limits, heads=False),
    }
    return render(request, "settings/association.html", told, status=400 if form.errors else 200)
