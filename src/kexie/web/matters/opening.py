"""Opening a matter on a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities.rules import unpacked
from kexie.records.matters import opening
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter
from kexie.records.matters.workflow import Workflow
from kexie.records.matters.workflows import WORKFLOWS
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.matters.forms import OpenForm
from kexie.web.matters.sheet import back_to
from kexie.web.reader import actor
from kexie.web.units.finding import offered


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Open a matter: first its kind, then what that kind asks for; the unit one works for stands there already."""
    who = actor(request)
    if not door.may_anywhere(who, Right.MATTER_ISSUE):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.MATTER_ISSUE]})
    workflow = WORKFLOWS.get(request.GET.get("kind", ""))
    if workflow is None:
        return render(request, "matters/kinds.html", {"kinds": WORKFLOWS.values()})
    parent = _parent(request, who)
    form = OpenForm(request.POST or None, initial=_first(request, who, parent), who=who, workflow=workflow)
    if form.is_valid():
        try:
            made = _opened(form, workflow, who, parent)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("已立项“%(title)s”，编号 %(code)s。") % {"title": made.title, "code": made.code}
            )
            return back_to(made)
    told = {
        "form": form,
        "workflow": workflow,
        "offered": offered(who, Right.UNIT_READ),
        "list": UNITS_OFFERED,
        "parent": parent,
    }
    return render(request, "matters/new.html", told, status=400 if form.errors else 200)


def _parent(request: HttpRequest, who: Account) -> Matter | None:
    code = request.GET.get("parent", "")
    return door.get(who, Right.MATTER_READ, Matter, code=code) if code else None


def _first(request: HttpRequest, who: Account, parent: Matter | None) -> dict[str, str]:
    home = seat_of(request).unit
    unit = home if home is not None and door.may(who, Right.MATTER_ISSUE, home) else None
    told = {"unit": unit.code if unit is not None else "", "lead": request.GET.get("lead", "")}
    if parent is not None:  # a part of an agreement or a deed says the same of it, unless somebody says otherwise
        told |= {f"detail_{slug}": str(value) for slug, value in parent.details.items()}
        told["goal"] = next(iter(unpacked(parent.goals)), "")
    return told


def _opened(form: OpenForm, workflow: Workflow, who: Account, parent: Matter | None) -> Matter:
    typed: dict[str, Any] = form.cleaned_data
    twin = _already(typed, workflow, who)
    if twin is not None:
        return twin
    scheme, _slash, grade = typed.get("grade", "").partition("/")
    told = NewMatter(
        workflow=workflow.slug,
        title=typed["title"],
        text=typed["text"],
        unit=typed["unit"],
        lead=typed["lead"],
        assisting=typed["assisting"],
        signing=typed["signing"],
        due=typed["due"],
        scheme="" if typed["due"] else scheme,
        grade="" if typed["due"] else grade,
        details=form.details(),
        goals=(typed["goal"],) if typed.get("goal") else (),
        parent=parent,
    )
    return opening.open_matter(told, by=who)


def _already(typed: dict[str, Any], workflow: Workflow, who: Account) -> Matter | None:
    """Return the matter that the very same form has opened already (a button pressed twice, a page sent again)."""
    found = door.seen(who, Right.MATTER_READ, Matter).filter(workflow=workflow.slug, title=typed["title"].strip())
    return found.filter(unit=typed["unit"], lead=typed["lead"], opened_on=today(), version=1).first()
