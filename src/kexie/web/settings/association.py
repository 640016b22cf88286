"""What the association sets for itself: its name, and the period that pages open with."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.records.access import door
from kexie.records.structure.association import describe
from kexie.records.units.models import Association
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm, PeriodField
from kexie.web.reader import actor


class AssociationForm(HouseForm):
    """Name and opening period."""

    name = forms.CharField(label=gettext_lazy("协会名称"), max_length=200, required=False)
    opening_period = PeriodField(
        label=gettext_lazy("各页打开时看的期间"),
        required=False,
        help_text=gettext_lazy("例：2018、this-year、last-12-months；空着就是今年"),
    )


@seated
def edit(request: HttpRequest) -> HttpResponse:
    """Show and change it; owners only."""
    who = actor(request)
    door.demand_owner(who)
    old = Association.objects.filter(pk=1).first() or Association()
    form = AssociationForm(request.POST or None, initial={"name": old.name, "opening_period": old.opening_period})
    if form.is_valid():
        typed = str(request.POST.get("opening_period", "")).strip()[:40]
        describe(name=form.cleaned_data["name"], opening_period=typed, by=who)
        messages.success(request, _("已存下改动。"))
        return redirect("settings:association")
    return render(request, "settings/association.html", {"form": form}, status=400 if form.errors else 200)
