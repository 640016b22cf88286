"""The public version: drafted, looked over, published; then anybody reads it without a sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.inspections import publishing, queries
from kexie.records.inspections.models import PublicVersion
from kexie.records.matters.parts import number_of
from kexie.reports import public_version
from kexie.reports.inspection_lists import public_draft
from kexie.web.desk.seat import seated
from kexie.web.inspections.forms import PublicForm
from kexie.web.inspections.lists import findings_of
from kexie.web.inspections.sheet import inspection_of
from kexie.web.kit.pages import page_of
from kexie.web.matters.words import names_of
from kexie.web.reader import actor
from kexie.web.reports.handing import handed

DEEDS = {"look": publishing.look_over, "publish": publishing.publish, "withdraw": publishing.withdraw}


@seated
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Write the public version: it begins as the open findings and what became of them."""
    found, who = inspection_of(request, number), actor(request)
    if not door.may(who, Right.MATTER_ISSUE, found.round.unit):
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    public = PublicVersion.objects.filter(inspection=found).first()
    if public is not None:
        first = {"title": public.title, "text": public.text}
    else:
        open_ones = queries.findings(found, who).filter(confidential=False)
        told = [one for one in findings_of([found], who) if one.title in set(open_ones.values_list("title", flat=True))]
        title, text = public_draft(found.unit.name, found.round.name, told)
        first = {"title": title, "text": text}
    form = PublicForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            publishing.draft(found, title=form.cleaned_data["title"], text=form.cleaned_data["text"], by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("公开稿已存下；请写稿以外的人审看。"))
            return redirect("inspections:draft", found.pk)
    names = names_of([public.drafted_by, public.looked_by or 0] if public is not None else [])
    told_page = {
        "inspection": found,
        "form": form,
        "public": public,
        "mine": public is not None and public.drafted_by == number_of(who),
        "drafted": names.get(public.drafted_by, "") if public is not None else "",
        "looked": names.get(public.looked_by or 0, "") if public is not None else "",
    }
    return render(request, "inspections/draft.html", told_page, status=400 if form.errors else 200)


@seated
@require_POST
def deed(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """Look over, publish or withdraw; of the wording that stood on the page."""
    found = inspection_of(request, number)
    public = PublicVersion.objects.filter(inspection=found).first()
    version = request.POST.get("version", "")
    if public is None or deed not in DEEDS or not (version.isascii() and version.isdigit()):
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    DEEDS[deed](public, by=actor(request), version=int(version[:9]))
    said = {"look": _("已审看。"), "publish": _("已发布，不用登录就能看。"), "withdraw": _("已撤下，重新成为草稿。")}
    messages.success(request, said[deed])
    return redirect("inspections:draft", found.pk)


def index(request: HttpRequest) -> HttpResponse:
    """List what was published; for everyone."""
    return render(request, "inspections/published.html", {"page": page_of(request, queries.published())})


def _published(number: int) -> PublicVersion:
    rows = queries.published().select_related("inspection__round__term", "inspection__round__unit", "inspection__unit")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was published; for everyone."""
    found = _published(number)
    made_up = found.inspection.round.term.origin == "made_up"
    return render(request, "inspections/public.html", {"public": found, "made_up": made_up})


@require_GET
def paper(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """Hand out what was published as a file; for everyone."""
    return handed(request, public_version.build(_published(number)), ending, f"public-{number}")
