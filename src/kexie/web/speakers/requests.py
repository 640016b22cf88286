"""One request for a lecture: asking, who could take it, the next step, every step so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.speakers import asking, flow, queries
from kexie.records.speakers.asking import NewRequest
from kexie.records.speakers.flow import STEPS
from kexie.records.speakers.models import LectureRequest, PoolSpeaker
from kexie.records.speakers.planning import AWAY, BUSY, ELSEWHERE, FULL, UNFIT, obstacle
from kexie.records.speakers.slots import Clash, clashes
from kexie.records.units.queries import below_ids
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.reader import actor
from kexie.web.speakers.forms import AskForm, StepForm
from kexie.web.speakers.words import fields_of, stage_tag, tongue, tongues_of, when
from kexie.web.units.finding import offered


def request_of(request: HttpRequest, code: str) -> LectureRequest:
    """Return the request of an address if the reader may see it, else 404."""
    return door.get(actor(request), Right.RECORD_READ, LectureRequest, code=code)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a lecture; the unit one works for stands there already."""
    who = actor(request)
    if not door.may_anywhere(who, Right.ACTIVITY_RECORD):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    home = seat_of(request).unit
    pools, tours = queries.pools(), queries.tours_open_to(home) if home is not None else []
    first = {
        "unit": home.code if home else "",
        "tour": request.GET.get("tour", ""),
        "field": request.GET.get("field", ""),
    }
    form = AskForm(request.POST or None, initial=first, who=who, pools=pools, menu=queries.menu(), tours=tours)
    if form.is_valid():
        typed = form.cleaned_data
        said = {
            name: typed[name]
            for name in ("unit", "title", "field", "on", "begins", "ends", "language", "place", "zone")
        }
        pool = next(one for one in pools if one.code == typed["pool"])
        tour = next((one for one in tours if one.code == typed["tour"]), None)
        try:
            made = asking.ask(NewRequest(pool=pool, tour=tour, **said), by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已点单，编号 %(code)s；派了谁、接没接，都在这一页看。") % {"code": made.code})
            return redirect("speakers:request", made.code)
    told = {"form": form, "pools": pools, "offered": offered(who, Right.ACTIVITY_RECORD), "list": UNITS_OFFERED}
    return render(request, "speakers/ask.html", told, status=400 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker as the page of a request shows them: why they cannot come, what is to be looked at, their load."""

    speaker: PoolSpeaker
    why: str
    look: list[str]
    month: int
    fields: str
    languages: str


def candidates(request: LectureRequest) -> list[Candidate]:
    """Return the speakers of the pool for a request: those who can come first, those with less this month before."""
    kept = PoolSpeaker.objects.knowing("whoever serves a pool sees it").filter(queries.may_be_asked())
    listed = list(kept.filter(unit__in=below_ids([request.pool_id])).order_by("code")[:500])
    wishes, ables = queries.ables_of(listed, [request])
    wish, words = (
        wishes[0],
        {
            UNFIT: _("领域、语言或地区不合"),
            ELSEWHERE: _("不在这个人才库里"),
            AWAY: _("那天不便"),
            BUSY: _("时间冲突"),
            FULL: _("当月已排满"),
        },
    )
    found = []
    for speaker, able in zip(listed, ables, strict=True):
        why = obstacle(wish, able)
        near = clashes(wish.slot, able.taken)
        shown = [asking.clash_words(how, slot.what, slot.begins, label=speaker.label) for how, slot in near]
        look = shown if why == BUSY or any(how is Clash.SAME_DAY for how, _slot in near) else []
        month = (able.given or {}).get(wish.month, 0)
        said = words[why] if why is not None else ""
        found.append(Candidate(speaker, said, look, month, fields_of(speaker), tongues_of(speaker)))
    return sorted(found, key=lambda one: (bool(one.why), one.month, one.speaker.code))


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one request; whoever serves the pool sees who could come and why others cannot."""
    return render(request, "speakers/request.html", _told(request, request_of(request, code)))


def _told(request: HttpRequest, asked: LectureRequest) -> dict[str, Any]:
    who = actor(request)
    sides, at = queries.sides(who, asked), queries.standing(asked)
    steps = flow.steps_from(at, sides)
    choosing = any(step.speaker for step in steps)
    names = dict(Account.objects.filter(pk__in=[step.by for step in asked.steps.all()]).values_list("pk", "username"))
    log = [
        (step, STEPS[step.step].title if step.step in STEPS else _("点单"), names.get(step.by, ""))
        for step in asked.steps.select_related("speaker").order_by("-number")
    ]
    waits = flow.STAGES[at].waits
    path = (flow.ASKED, flow.MATCHED, flow.INVITED, flow.CONFIRMED, flow.HELD)
    place = path.index(at) if at in path else -1
    ruler = [(flow.STAGES[slug].title, n < place, n == place) for n, slug in enumerate(path)]
    everybody = candidates(asked) if choosing else []
    return {
        "asked": asked,
        "ruler": ruler,
        "tag": stage_tag(asked),
        "when": when(asked),
        "language": tongue(asked.language),
        "simple": [step for step in steps if not step.speaker and not step.reason],
        "more": [step for step in steps if step.reason and not step.speaker],
        "choosing": next((step for step in steps if step.speaker), None),
        "candidates": [one for one in everybody if not one.why],
        "others": [one for one in everybody if one.why],
        "waits": flow.SIDES[waits] if waits is not None else "",
        "over": flow.STAGES[at].over,
        "log": log,
        "readable": asked.activity is not None,
        "reminded": any(step.step == "remind" for step, _title, _who in log),
    }


@seated
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take a step; what was typed stays if it is refused."""
    asked = request_of(request, code)
    if step not in STEPS:
        raise Forbidden(_("没有这一步。"))
    move, who = STEPS[step], actor(request)
    free = [one.speaker for one in candidates(asked) if not one.why] if move.speaker else []
    first = {"version": asked.version, "speaker": request.GET.get("speaker", "")}
    form = StepForm(request.POST or None, initial=first, step=move, free=free)
    if form.is_valid():
        typed = form.cleaned_data
        speaker = next((one for one in free if str(one.pk) == typed.get("speaker")), None)
        try:
            moved = asking.take(
                asked, step, by=who, version=typed["version"], speaker=speaker, reason=typed.get("reason", "")
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = {"step": move.title, "stage": flow.STAGES[queries.standing(moved)].title}
            messages.success(request, _("“%(step)s”已记下；现在是“%(stage)s”。") % said)
            return redirect("speakers:request", moved.code)
    told = {"asked": asked, "form": form, "heading": move.title, "none": move.speaker and not free}
    return render(request, "speakers/deed.html", told, status=400 if form.errors else 200)
