"""Catalogues that ship with the product: national societies, administrative divisions. Open to whoever holds a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.data import divisions as division_list
from kexie.data import societies as society_list
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.units.grouping import grouped_as


class FindForm(HouseForm):
    """A part of a name."""

    q = forms.CharField(label=gettext_lazy("名称里有"), required=False, max_length=60)


@seated
def societies(request: HttpRequest) -> HttpResponse:
    """List the national societies whose names are confirmed, group by group, and say how many are not."""
    known = society_list.load()
    groups = [(grouped_as(slug), [one for one in known if one.group == slug]) for slug in society_list.GROUPS]
    told = {
        "groups": groups,
        "known": len(known),
        "total": society_list.TOTAL,
        "missing": society_list.TOTAL - len(known),
    }
    return render(request, "units/societies.html", told)


@seated
def divisions(request: HttpRequest) -> HttpResponse:
    """Find a division: always with its path, because names repeat."""
    form = FindForm({"q": request.GET.get("q", "")})
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = [one for one in division_list.load().values() if (wanted in one.name if wanted else len(one.code) == 2)]  # noqa: PLR2004
    page: Any = page_of(request, found)
    rows = [Row([one.code, "／".join(one.path), _note(one.flag)]) for one in page.items]
    cols = [Col(_("代码")), Col(_("区划"), lead=True), Col(_("说明"))]
    told = {"form": form, "page": page, "table": Table(_("行政区划"), cols, rows), "wanted": wanted}
    return render(request, "units/divisions.html", told, status=400 if form.errors else 200)


def _note(flag: str) -> str:
    return {"zone": _("开发区一类，只在统计区划里"), "whole": _("不设县区，整市一行")}.get(flag, "")
