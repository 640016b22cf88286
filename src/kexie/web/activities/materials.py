"""The library of materials: what units keep, one material with what uses it, choosing some for an activity."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities import library
from kexie.records.activities.models import Activity, Material
from kexie.records.files.actions import read
from kexie.records.files.models import Attachment
from kexie.web.activities.pages import activity_of, back_to
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.files import handed, sealed, too_large
from kexie.web.kit.forms import UNITS_OFFERED, GivenFile, HouseForm, unit_box
from kexie.web.kit.pages import page_of
from kexie.web.reader import actor
from kexie.web.units.finding import find_unit, offered

TYPES: Final = {".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm"}
"""The only contents that are shown in the page; everything else is handed out to be saved."""


class MaterialForm(HouseForm):
    """A link, a file, or a video with its subtitles."""

    title = forms.CharField(
        label=gettext_lazy("名称"), required=False, max_length=200, help_text=gettext_lazy("空着就用文件名或网址")
    )
    unit = forms.CharField(
        label=gettext_lazy("放在哪个单位"),
        widget=unit_box(),
    )
    url = forms.CharField(label=gettext_lazy("网址"), required=False, max_length=500)
    file = GivenFile(
        label=gettext_lazy("或者传文件、视频"),
        required=False,
        help_text=gettext_lazy("最大 50 MB；.mp4 和 .webm 可以直接播放"),
    )
    subtitles = GivenFile(label=gettext_lazy("视频的字幕"), required=False, help_text=gettext_lazy(".vtt 文件"))

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and refuse what is too large before it is read."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(told.get("url")) == bool(told.get("file")) and not self.errors:
            self.add_error("url", _("网址和文件写一样、只写一样。"))
        for name in ("file", "subtitles"):
            given = told.get(name)
            if given and (wrong := too_large(given)):
                self.add_error(name, wrong)
        return told


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show the library as far as the reader sees it, and keep something new in it."""
    who = actor(request)
    home = seat_of(request).unit
    may = door.may_anywhere(who, Right.ACTIVITY_RECORD)
    form = MaterialForm(
        request.POST or None, request.FILES or None, initial={"unit": home.code if home is not None else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _kept(form, request)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已存进材料库，各项活动都可以选用。"))
            return redirect("activities:material", made.pk)
    wanted = request.GET.get("find", "").strip()[:100]
    found = door.seen(who, Right.RECORD_READ, Material).filter(withdrawn=False)
    if wanted:
        found = found.filter(title__icontains=wanted)
    told = {
        "form": form,
        "find": wanted,
        "may": may,
        "page": page_of(request, found.select_related("unit").order_by("-pk")),
        "offered": offered(who, Right.ACTIVITY_RECORD) if may else [],
        "offered_id": UNITS_OFFERED,
    }
    return render(request, "activities/materials.html", told, status=400 if form.errors else 200)


def _kept(form: MaterialForm, request: HttpRequest) -> Material:
    who, told = actor(request), form.cleaned_data
    unit = find_unit(told["unit"], who, Right.ACTIVITY_RECORD)
    if told["url"]:
        return library.keep_link(unit=unit, title=told["title"], url=told["url"], by=who)
    given, words = told["file"], told["subtitles"]
    return library.keep_file(
        unit=unit,
        title=told["title"],
        name=given.name,
        content=given.read(),
        subtitles=words.read() if words else b"",
        by=who,
    )


def _material(request: HttpRequest, number: int) -> Material:
    """Return a material that the reader sees: in its library, or used in an activity that they see; else 404."""
    who = actor(request)
    found = door.seen(who, Right.RECORD_READ, Material).filter(pk=number).first()
    if found is None and door.seen(who, Right.RECORD_READ, Activity).filter(materials__material=number).exists():
        found = Material.objects.knowing("used in an activity that the reader sees").filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这份材料，或您无权查看。"))
    return found


@seated
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Show one material: play it, open it or save it; say where it is used."""
    material = _material(request, number)
    who = actor(request)
    mine = door.may(who, Right.ACTIVITY_RECORD, material.unit)
    if request.method == "POST":
        library.withdraw(material, by=who)
        messages.success(request, _("已停用；用过它的活动里照旧看得到。"))
        return redirect("activities:materials")
    used = door.seen(who, Right.RECORD_READ, Activity).filter(materials__material=material)
    told = {
        "material": material,
        "mine": mine and not material.withdrawn,
        "name": _name(material.attachment),
        "plays": material.kind == Material.Kind.VIDEO and bool(_type(material)),
        "uses": used.order_by("-starts_on", "-pk")[:20],
    }
    return render(request, "activities/material.html", told)


def _name(attachment: Attachment | None) -> str:
    key = getattr(attachment, "key", None)
    return str(key.name) if key is not None else ""


def _type(material: Material) -> str:
    name = _name(material.attachment).lower()
    return next((kind for ending, kind in TYPES.items() if name.endswith(ending)), "")


@seated
def content(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a file: a video to be played in our page, anything else to be saved, for it is not ours."""
    material = _material(request, number)
    if material.attachment is None:
        raise Forbidden(_("没有这份材料，或您无权查看。"))
    name, body = read(material.attachment)
    plays = "save" not in request.GET and material.kind == Material.Kind.VIDEO and _type(material)
    if not plays:
        return handed(name, body)
    answer = HttpResponse(body, content_type=plays)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return sealed(answer)


@seated
def subtitles(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the subtitles of a video."""
    material = _material(request, number)
    if material.subtitles is None:
        raise Forbidden(_("没有这份材料，或您无权查看。"))
    return sealed(HttpResponse(read(material.subtitles)[1], content_type="text/vtt; charset=utf-8"))


@seated
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Choose materials for an activity: those ticked are used, those unticked of the page are put back."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    who = actor(request)
    find = request.GET.get("find", "").strip()[:100]
    found = door.seen(who, Right.RECORD_READ, Material)
    used = set(activity.materials.values_list("material", flat=True))
    offered_now = found.filter(withdrawn=False, title__icontains=find) if find else found.filter(withdrawn=False)
    rows = list(found.filter(pk__in=used).select_related("unit").order_by("-pk"))
    rows += list(offered_now.exclude(pk__in=used).select_related("unit").order_by("-pk")[:50])
    if request.method == "POST":
        wanted = set(request.POST.getlist("use"))
        try:
            for material in rows:
                if str(material.pk) in wanted and material.pk not in used:
                    library.use(activity, material, by=who)
                elif str(material.pk) not in wanted and material.pk in used:
                    library.put_back(activity, material, by=who)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.lines))
        else:
            messages.success(request, _("材料已存下。"))
        return back_to(activity, "#files")
    told = {"activity": activity, "rows": [(row, row.pk in used) for row in rows], "find": find}
    return render(request, "activities/choose_materials.html", told)
