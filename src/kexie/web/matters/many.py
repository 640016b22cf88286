"""One step in several matters at once: each is moved by itself, and each that cannot be says why."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.access.models import Account
from kexie.records.matters import queries, rules
from kexie.records.matters.actions import case_of, take_step
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import mover
from kexie.records.matters.rules import Given
from kexie.records.matters.workflow import Need, Step
from kexie.records.matters.workflows import WORKFLOWS
from kexie.web.desk.seat import seated
from kexie.web.reader import actor

MOST: Final = 50
SAYABLE: Final = frozenset({Need.REASON, Need.RESULT, Need.ANSWER})
"""What can be said once for several matters; a lead unit or measures are each matter's own."""


@seated
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Show what can be done in the matters that were ticked, or do it."""
    who = actor(request)
    numbers = [number for text in request.POST.getlist("matter") if (number := whole(text)) is not None][:MOST]
    found = list(queries.seen(who).filter(pk__in=numbers, end="open").select_related("lead").order_by("due", "pk"))
    if not found:
        messages.info(request, _("没有勾选在办的事项。"))
        return redirect("matters:index")
    steps = _steps(found, who)
    step = request.POST.get("step", "")
    if step not in steps:
        return render(request, "matters/many.html", {"found": found, "steps": steps.values()})
    return _done(request, found, who, steps[step][0])


def _steps(found: list[Matter], who: Account) -> dict[str, tuple[Step, int]]:
    """Return the steps that may be taken now in one of the matters, with in how many."""
    counted: dict[str, tuple[Step, int]] = {}
    for matter in found:
        for step in rules.allowed(WORKFLOWS[matter.workflow], case_of(matter), mover(who, matter)):
            if step.needs <= SAYABLE | {Need.COUNTERSIGNED}:
                counted[step.slug] = (step, counted.get(step.slug, (step, 0))[1] + 1)
    return counted


def _done(request: HttpRequest, found: list[Matter], who: Account, step: Step) -> HttpResponse:
    text = request.POST.get("text", "")
    given = Given(reason=text, result=text, answer=text)
    moved, wrong = 0, []
    for matter in found:
        seen = whole(request.POST.get(f"version_{matter.pk}", ""))
        version = matter.version if seen is None else seen
        try:
            take_step(matter, step.slug, by=who, version=version, given=_needed(given, matter, step))
        except Refused as refusal:
            wrong.append((matter, refusal.lines))
        else:
            moved += 1
    if moved:
        messages.success(request, _("“%(step)s”：办了 %(n)s 件。") % {"step": step.title, "n": moved})
    if not wrong:
        return redirect("matters:index")
    told = {"found": [one for one, _lines in wrong], "wrong": wrong, "steps": [], "text": text}
    return render(request, "matters/many.html", told, status=400)


def _needed(given: Given, matter: Matter, step: Step) -> Given:
    """Return what the matter's own step of that name asks for, and nothing else."""
    own = WORKFLOWS[matter.workflow].by_step.get(step.slug, step)
    return Given(
        reason=given.reason if Need.REASON in own.needs else "",
        result=given.result if Need.RESULT in own.needs else "",
        answer=given.answer if Need.ANSWER in own.needs else "",
    )
