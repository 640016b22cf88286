"""Changing units: what they are called, and a new one below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.columns import parse_code, parse_name
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.structure import actions
from kexie.records.structure.actions import NewUnit
from kexie.records.units.kinds import KINDS, LEVELS
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm, at_its_field
from kexie.web.reader import actor, paths_of, unit_of
from kexie.web.units.finding import offered

LIST = "units-offered"


class ChangeForm(HouseForm):
    """What a unit is called and is."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=[(term.slug, term.title) for term in KINDS])
    level = forms.ChoiceField(
        label=gettext_lazy("层级"), required=False,
        choices=[("", gettext_lazy("没有")), *((term.slug, term.title) for term in LEVELS)],
    )  # fmt: skip

    def clean_name(self) -> str:
        """Read the name on one line."""
        with at_its_field():
            return parse_name(self.cleaned_data["name"])


class NewForm(ChangeForm):
    """A new unit below another."""

    code = forms.CharField(
        label=gettext_lazy("编号"), max_length=64, help_text=gettext_lazy("全系统不重复，不能有空格")
    )
    opened_on = DayField(label=gettext_lazy("成立日期"))

    def clean_code(self) -> str:
        """Read the code as imports do."""
        with at_its_field():
            return parse_code(self.cleaned_data["code"])


@seated
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a unit is called or is; where it hangs is another matter."""
    unit = changeable(request, code)
    form = ChangeForm(request.POST or None, initial={"name": unit.name, "kind": unit.kind, "level": unit.level})
    if form.is_valid():
        told = form.cleaned_data
        changed = actions.change_unit(
            unit=unit, name=told["name"], kind=told["kind"], level=told["level"], by=actor(request)
        )
        messages.success(request, _("已存下改动。") if changed else _("没有要改的。"))
        return redirect("units:one", unit.code)
    return _set(request, "units/change.html", unit, form)


@seated
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Open a unit below another."""
    parent = changeable(request, code)
    form = NewForm(request.POST or None, initial={"opened_on": today().isoformat(), "kind": "grassroots"})
    if form.is_valid():
        told = form.cleaned_data
        if Unit.objects.filter(code=told["code"]).exists():
            form.add_error("code", _("编号“%(code)s”已经用过；请换一个编号。") % {"code": told["code"]})
        else:
            draft = NewUnit(
                code=told["code"], name=told["name"], kind=told["kind"], level=told["level"],
                parent=parent.code, opened_on=told["opened_on"],
            )  # fmt: skip
            try:
                actions.open_units([draft], by=actor(request))
            except IntegrityError:  # somebody took the code in the same instant
                form.add_error("code", _("编号“%(code)s”已经用过；请换一个编号。") % {"code": told["code"]})
            else:
                messages.success(request, _("已新设“%(name)s”。") % {"name": told["name"]})
                return redirect("units:one", told["code"])
    return _set(request, "units/new.html", parent, form)


def changeable(request: HttpRequest, code: str) -> Unit:
    """Return the unit of an address if the reader may change it; else it reads as if it did not exist."""
    unit = unit_of(request, code)
    door.demand(actor(request), Right.UNIT_CHANGE, unit)
    return unit


def _set(request: HttpRequest, template: str, unit: Unit, form: HouseForm, **more: Any) -> HttpResponse:  # noqa: ANN401 - for the template
    told = {
        "unit": unit,
        "form": form,
        "path": paths_of([unit.pk])[unit.pk][:-1],
        "offered": offered(actor(request), Right.UNIT_CHANGE),
        "offered_id": LIST,
        **more,
    }
    return render(request, template, told, status=400 if form.errors else 200)
