"""The desk of those who hear: the box, the list, one voice with its letter and what is said to and fro."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.files.actions import read
from kexie.records.matters import details, joining
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.voices import alike, collecting, publishing
from kexie.records.voices.hearings import route_of
from kexie.records.voices.models import PublishedAnswer
from kexie.web.desk.seat import seat_of, seated
from kexie.web.figuring import number, question
from kexie.web.kit.files import handed
from kexie.web.kit.pages import MOST, page_of
from kexie.web.matters.listing import table
from kexie.web.matters.sheet import matter_of
from kexie.web.matters.words import light_tag, stage_title
from kexie.web.reader import Lens, actor
from kexie.web.voices.forms import AskForm, PublishForm

VIEWS = ("open", "answered", "ended", "all")


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show what lies in the box, and the voices in view."""
    who = actor(request)
    seen = door.seen(who, Right.MATTER_READ, Matter).filter(workflow=VOICE.slug)
    view = request.GET.get("view", "open")
    chosen = {
        "open": seen.filter(end="open").order_by("due", "pk"),
        "answered": seen.filter(stage="answered").order_by("due", "pk"),
        "ended": seen.exclude(end="open").order_by("-pk"),
    }.get(view, seen.order_by("-pk"))
    page = page_of(request, chosen.select_related("lead", "unit"), most=MOST)
    told = {
        "box": collecting.waiting(who),
        "page": page,
        "view": view if view in VIEWS else "all",
        "table": table(page.items, "hearing:one"),
        "figures": _figures(request),
        "may_issue": door.may_anywhere(who, Right.MATTER_ISSUE),
        "may_read": door.may_anywhere(who, Right.MATTER_READ),
    }
    return render(request, "voices/index.html", told)


def _figures(request: HttpRequest) -> list[tuple[str, SafeString]]:
    """Return this year's numbers of the reader's unit and below: received, closed, confirmed, rated, content."""
    home, who = seat_of(request).unit, actor(request)
    if home is None or not door.may(who, Right.FIGURE_READ, home):
        return []
    lens = Lens(today(), parse_period(str(today().year), today()))
    wanted = {
        "matters_opened": _("今年收到"),
        "matters_closed": _("办结"),
        "matters_confirmed": _("提出人确认解决"),
        "voices_rated": _("评价了的"),
        "voices_content": _("满意的"),
    }
    asked = {slug: question(slug, home, lens, ["voice"] if slug.startswith("matters") else []) for slug in wanted}
    return [(title, number(asked[slug], who)) for slug, title in wanted.items()]


@seated
@require_POST
def collect(request: HttpRequest) -> HttpResponse:
    """Empty the box."""
    found = collecting.collect(by=actor(request))
    said = {"letters": found.letters, "words": found.words}
    messages.success(request, _("取到新信 %(letters)s 封、补充 %(words)s 条；新信已登记，请分办。") % said)
    return redirect("hearing:index")


def voice_matter(request: HttpRequest, code: str) -> Matter:
    """Return the matter of a voice if the reader may see it, else 404."""
    matter = matter_of(request, code)
    if matter.workflow != VOICE.slug:
        raise Forbidden(_("没有这件心声，或您无权查看。"))
    return matter


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one voice: the letter, who signed (to those who may know), what was said, and those that read alike."""
    return render(request, "voices/one.html", _told(request, voice_matter(request, code)))


def _told(request: HttpRequest, matter: Matter) -> dict[str, Any]:
    who = actor(request)
    voice = publishing.voice_of(matter)
    knows = publishing.may_know(who, matter)
    suggested = route_of(matter.unit_id, str(matter.details.get("topic", "")))
    merged = [link.matter for link in matter.linked.filter(kind="merged").select_related("matter")]
    near = alike.alike(matter, to=who) if matter.end == "open" and knows else []
    return {
        "matter": matter,
        "light": light_tag(matter),
        "stage": stage_title(matter),
        "state": dict(VOICE.states).get(matter.state, ""),
        "details": details.shown(VOICE, matter.details),
        "voice": voice,
        "knows": knows,
        "words": list(voice.words.all()) if voice is not None else [],
        "papers": list(voice.files.select_related("attachment__key")) if voice is not None else [],
        "suggested": suggested if matter.stage == "received" and knows else None,
        "merged": merged,
        "near": [(other, stage_title(other)) for other in near],
        "published": PublishedAnswer.objects.filter(matter=matter).first(),
        "may_ask": voice is not None and matter.end == "open",
        "ask": AskForm(),
    }


@seated
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the sender something."""
    matter = voice_matter(request, code)
    publishing.ask_sender(matter, request.POST.get("text", "").replace("\r\n", "\n"), by=actor(request))
    messages.success(request, _("提出人凭回执码就能看到。"))
    return redirect("hearing:one", matter.code)


@seated
@require_POST
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Put another voice that says the same into this one; its sender follows this one from then on."""
    matter = voice_matter(request, code)
    other = voice_matter(request, request.POST.get("other", ""))
    version = whole(request.POST.get("version", ""))
    joining.merge(other, matter, by=actor(request), version=-1 if version is None else version)
    messages.success(request, _("已并案；两边的提出人看到同一份进展。"))
    return redirect("hearing:one", matter.code)


@seated
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Edit an answer for the public and publish it."""
    matter = voice_matter(request, code)
    last = matter.steps.filter(step__in=("answer", "adopt", "not_adopt")).last()
    first = {"title": matter.title, "question": matter.text, "answer": last.body.get("answer", "") if last else ""}
    form = PublishForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            publishing.publish(matter, **form.cleaned_data, by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("答复已公开，不带姓名。"))
            return redirect("hearing:one", matter.code)
    return render(request, "voices/publish.html", {"matter": matter, "form": form}, status=400 if form.errors else 200)


@seated
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a published answer back."""
    matter = voice_matter(request, code)
    publishing.withdraw(matter, by=actor(request))
    messages.success(request, _("已撤回公开。"))
    return redirect("hearing:one", matter.code)


@seated
def paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand out a file that came with a voice, always to be saved, never shown."""
    voice = publishing.voice_of(voice_matter(request, code))
    kept = voice.files.select_related("attachment").filter(pk=number).first() if voice is not None else None
    if kept is None:
        raise Forbidden(_("没有这个文件，或您无权查看。"))
    return handed(*read(kept.attachment))
