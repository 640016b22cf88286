"""Issued reports on the site: read as they were, compared with today, taken back, and proved by anybody."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.issues import actions, queries
from kexie.records.issues.models import Issue
from kexie.reports import issuing
from kexie.reports.catalogue import TYPES
from kexie.reports.issuing import Verdict
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.reader import actor
from kexie.web.reports.handing import as_file, handed, offered
from kexie.web.reports.setting import sections

LARGEST: Final = 4 * 2**20
"""Bytes of a file that is proved; a report of four hundred pages has about a tenth of it."""


class Proof(HouseForm):
    """A file, or the fingerprint that stands at its foot."""

    file = forms.FileField(label=gettext_lazy("签发文稿的 .json 原件"), required=False)
    fingerprint = forms.CharField(
        label=gettext_lazy("或文末的指纹"),
        required=False,
        help_text=gettext_lazy("如 7be2·04d9·51aa·c3f8，隔开与否都行"),
    )


@seated
@require_GET
def issued(request: HttpRequest, position: int) -> HttpResponse:
    """Read an issued report as it was."""
    one = queries.issue(actor(request), position)
    document = issuing.issued(one)
    context = {
        "issue": one,
        "document": document,
        "print": queries.spaced(one.digest),
        "standing": queries.standing(one),
        "sections": sections(document),
        "may_withdraw": door.may(actor(request), Right.REPORT_ISSUE, one.unit),
        **offered(f"/reports/issued/{position}/file"),
    }
    return render(request, "reports/issued.html", context)


@seated
@require_GET
def file(request: HttpRequest, position: int, ending: str) -> HttpResponse:
    """Hand out an issued report; its .json is byte for byte what was frozen."""
    one = queries.issue(actor(request), position)
    named = f"issue-{one.position}"
    if ending == ".json":
        return as_file(one.text.content.encode(), TYPES[ending], f"{named}{ending}")
    return handed(request, issuing.issued(one), ending, named)


@seated
@require_GET
def changed(request: HttpRequest, position: int) -> HttpResponse:
    """Show which numbers of an issue read otherwise today, and the lines of the book because of which."""
    one = queries.issue(actor(request), position)
    context = {
        "issue": one,
        "document": issuing.issued(one),
        "changes": issuing.changes(one, actor(request)),
    }
    return render(request, "reports/changed.html", context)


@seated
@require_POST
def withdraw(request: HttpRequest, position: int) -> HttpResponse:
    """Take an issue back; a refusal is said on its page."""
    one = queries.issue(actor(request), position)
    try:
        actions.withdraw(one, request.POST.get("why", ""), by=actor(request))
    except Refused as refusal:
        for line in refusal.lines:
            messages.error(request, line)
    else:
        messages.success(request, _("已撤回；文稿还在，并注明已撤回。"))
    return redirect("reports:issued", position)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Prove a file or a fingerprint; nobody needs to sign in, for whoever asks already holds the paper."""
    form = Proof(request.POST or None, request.FILES or None)
    verdict: Verdict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            verdict = _proved(form)
        except Refused as refusal:
            form.refuse(refusal)
    wrong = request.method == "POST" and verdict is None
    context = {"form": form, "verdict": verdict, "print": queries.spaced(verdict.issue.digest) if verdict else ""}
    return render(request, "reports/verify.html", context, status=400 if wrong else 200)


def _proved(form: Proof) -> Verdict:
    kept, said = form.cleaned_data["file"], form.cleaned_data["fingerprint"]
    if kept is not None:
        if kept.size > LARGEST:
            raise Refused(_("文件太大，不会是签发的文稿。"))
        return issuing.verify(kept.read())
    if not said:
        raise Refused(_("请选文件，或写指纹。"))
    found: Issue | None = queries.of_digest(said)
    if found is None:
        raise Refused(_("没有这个指纹的签发文稿；请核对，指纹是 16 个字母或数字。"))
    return Verdict(found, queries.standing(found))
