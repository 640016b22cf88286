"""Changing units: what they are called, where they hang, when they close, and a new one below. Looked at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.columns import parse_code, parse_name
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.structure import actions
from kexie.records.structure.actions import NewUnit
from kexie.records.units.kinds import KINDS, LEVELS
from kexie.records.units.models import Unit
from kexie.records.units.queries import open_units, tree
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor, paths_of, unit_of
from kexie.web.units.finding import find_unit, offered

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
        try:
            return parse_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.lines)) from refusal


class NewForm(ChangeForm):
    """A new unit below another."""

    code = forms.CharField(
        label=gettext_lazy("编号"), max_length=64, help_text=gettext_lazy("全系统不重复，不能有空格")
    )
    opened_on = DayField(label=gettext_lazy("成立日期"))

    def clean_code(self) -> str:
        """Read the code as imports do."""
        try:
            return parse_code(self.cleaned_data["code"])
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.lines)) from refusal


class MoveForm(HouseForm):
    """Below which unit, from which day."""

    parent = forms.CharField(
        label=gettext_lazy("新的上级"), help_text=gettext_lazy("写编号或全称"),
        widget=forms.TextInput(attrs={"list": LIST, "autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("自哪一天起"))


class CloseForm(HouseForm):
    """From which day a unit is closed."""

    on = DayField(label=gettext_lazy("自哪一天起撤销"), help_text=gettext_lazy("这一天起不再存在，前一天还在"))


@seated
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a unit is called or is; where it hangs is another matter."""
    unit = _changeable(request, code)
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
    parent = _changeable(request, code)
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


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move would change: how many units go along, and whose rights reach them no longer or anew."""

    parent: Unit
    on: date
    before: str
    after: str
    along: int
    losing: list[str]
    gaining: list[str]


@seated
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Hang a unit below another: the first press shows what that would change, the second does it."""
    unit = _changeable(request, code)
    form = MoveForm(request.POST or None, initial={"on": today().isoformat()})
    effect = None
    if form.is_valid():
        told = form.cleaned_data
        try:
            parent = find_unit(told["parent"], actor(request), Right.UNIT_CHANGE)
            if "confirm" in request.POST:
                actions.move(unit=unit, parent=parent, on=told["on"], by=actor(request))
                messages.success(
                    request, _("自 %(day)s 起改挂在“%(unit)s”之下。") % {"day": told["on"], "unit": parent.name}
                )
                return redirect("units:one", unit.code)
            effect = tried(unit, parent, told["on"], actor(request))
        except Refused as refusal:
            form.refuse(refusal, "parent")
    return _set(request, "units/move.html", unit, form, effect=effect)


def tried(unit: Unit, parent: Unit, on: date, who: Account) -> Effect:
    """Move, look at what changed, and take it back; raise ``Refused`` as the move itself would."""
    now = TreeOn(on, today())
    before = tree(now).path(unit.pk)
    with transaction.atomic():
        actions.move(unit=unit, parent=parent, on=on, by=who)
        after = tree(now).path(unit.pk)
        along = sum(1 for _one in tree(now).below(unit.pk)) - 1
        transaction.set_rollback(True)
    named = Unit.objects.in_bulk([*before, *after])
    return Effect(
        parent=parent,
        on=on,
        before="／".join(named[one].name for one in before[:-1]),
        after="／".join(named[one].name for one in after[:-1]),
        along=along,
        losing=_reaching(set(before) - set(after), on),
        gaining=_reaching(set(after) - set(before), on),
    )


def _reaching(units: set[int], on: date) -> list[str]:
    """Return the posts of a day in some units: unit and role, never the person."""
    held = (
        Post.objects.filter(unit__in=units, since__lte=on, until__gte=on)
        .select_related("unit")
        .order_by("unit__code", "role")
    )
    return [f"{post.unit.name}　{ROLES[post.role].title}" for post in held if post.role in ROLES]


@seated
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit from a day on: what is still open below it is said first."""
    unit = _changeable(request, code)
    form = CloseForm(request.POST or None, initial={"on": today().isoformat()})
    still: list[Unit] = []
    if form.is_valid():
        on = form.cleaned_data["on"]
        then = TreeOn(on, today())
        alive = open_units(then)
        still = list(
            Unit.objects.filter(pk__in=[one for one in tree(then).children.get(unit.pk, []) if one in alive])[:20]
        )
        if "confirm" in request.POST:
            actions.close(unit=unit, on=on, by=actor(request))
            messages.success(request, _("自 %(day)s 起撤销；以前的记录和数字都还在。") % {"day": on.isoformat()})
            return redirect("units:one", unit.code)
    posts = Post.objects.filter(unit=unit, until__gte=today()).count() if form.is_valid() else 0
    return _set(request, "units/close.html", unit, form, asked=form.is_valid(), still=still, posts=posts)


def _changeable(request: HttpRequest, code: str) -> Unit:
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
