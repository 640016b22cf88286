"""Matters (事项): one address for each deed of the mechanism; its rules hold here as on every page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Body, Lot, account, deed, lot_of
from kexie.kit.clock import DAY_MAX
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.matters import actions, doing, extending, joining, opening, queries, rules
from kexie.records.matters.actions import case_of
from kexie.records.matters.doing import NewMeasure, Showing
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter
from kexie.records.matters.parts import mover
from kexie.records.matters.rules import Given
from kexie.records.matters.workflow import End
from kexie.records.matters.workflows import WORKFLOWS

router = Router(tags=["matters"])
LARGEST: Final = 3_000_000
"""Characters of a file in base64 in one call; a larger one goes by the page."""
Answer = dict[str, Any]


class Wanted(Lot):
    """Which matters, see the views of the page."""

    view: Literal["mine", "late", "open", "ended", "all"] = "open"
    kind: str = ""
    lead: str = ""


class New(Body):
    """A matter to be opened; ``details`` as its kind asks for them (``GET /matters/kinds``)."""

    kind: str = Field(max_length=40)
    title: str = Field(max_length=200)
    unit: str = Field(max_length=64, description="the unit that issues it")
    lead: str = Field(max_length=64)
    text: str = ""
    due: date | None = None
    scheme: str = Field("", max_length=40)
    grade: str = Field("", max_length=40)
    assisting: list[str] = Field([], max_length=50)
    signing: list[str] = Field([], max_length=50)
    goals: list[str] = Field([], max_length=20)
    details: dict[str, str] = Field({}, max_length=50)


class Versioned(Body):
    """The version that one saw: of two who move a matter at once one wins and the other is told."""

    version: int = Field(ge=1, lt=2**31)


class Move(Versioned):
    """What a step needs."""

    reason: str = ""
    result: str = ""
    answer: str = ""
    lead: str = Field("", max_length=64)


class Measures(Versioned):
    """Measures to be listed; without a unit the lead unit's, without a day the matter's own."""

    measures: list[str] = Field(min_length=1, max_length=50)
    unit: str = Field("", max_length=64)
    due: date | None = None


class Done(Versioned):
    """What came of a measure."""

    result: str


class Shown(Versioned):
    """One piece of evidence: a file (``name`` and ``content`` in base64), an activity by its code, or words."""

    measure: int | None = Field(None, ge=1, lt=2**63)
    name: str = Field("", max_length=200)
    content: str = Field("", max_length=LARGEST)
    activity: str = Field("", max_length=64)
    text: str = ""


class Longer(Versioned):
    """A request for more time."""

    new_due: date
    reason: str


class Decided(Versioned):
    """The decision on a request for more time."""

    grant: bool
    note: str = ""


class Signed(Versioned):
    """For which unit one countersigns."""

    unit: str = Field(max_length=64)


def shown(matters: Sequence[Matter]) -> list[Answer]:
    """Return matters as a list has them; nobody's name."""
    return [
        {
            "code": one.code,
            "kind": one.workflow,
            "title": one.title,
            "unit": one.unit.code,
            "lead": one.lead.code,
            "stage": one.stage,
            "end": one.end,
            "waits": one.waits,
            "opened_on": one.opened_on,
            "due": None if one.due == DAY_MAX else one.due,
            "closed_on": one.closed_on,
            "confirmed_on": one.confirmed_on,
            "light": queries.light_of(one),
            "origin": one.origin,
            "version": one.version,
        }
        for one in matters
    ]


def sheet(matter: Matter, who: Account) -> Answer:
    """Return one matter with all that hangs on it, and the steps that this account may take now."""
    workflow = WORKFLOWS[matter.workflow]
    allowed = rules.allowed(workflow, case_of(matter), mover(who, matter))
    return {
        **shown([matter])[0],
        "text": matter.text,
        "result": matter.result,
        "details": matter.details,
        "steps_allowed": [step.slug for step in allowed],
        "concerned": [
            {"unit": one.unit.code, "role": one.role, "signed_on": one.signed_on}
            for one in matter.concerned.select_related("unit").order_by("pk")
        ],
        "measures": [
            {"number": one.pk, "text": one.text, "unit": one.unit.code, "due": one.due, "done_on": one.done_on}
            for one in matter.measures.select_related("unit").order_by("pk")
        ],
        "evidence": [
            {"number": one.pk, "measure": one.measure_id, "digest": one.digest, "taken_back": one.taken_back}
            for one in matter.evidence.order_by("pk")
        ],
        "extensions": [
            {"number": one.pk, "new_due": one.new_due, "reason": one.reason, "state": one.state}
            for one in matter.extensions.order_by("pk")
        ],
        "steps": [
            {"number": one.number, "step": one.step, "from": one.source, "to": one.target, "at": one.at}
            for one in matter.steps.order_by("number")
        ],
    }


def _matter(request: HttpRequest, code: str) -> Matter:
    return door.get(account(request), Right.MATTER_READ, Matter, code=code.replace("\0", ""))


def _now(request: HttpRequest, code: str) -> Answer:
    return sheet(_matter(request, code), account(request))


@router.get("", response={200: Answer, **REFUSALS}, operation_id="matters")
def index(request: HttpRequest, wanted: Query[Wanted]) -> Answer:
    """List the matters that one may see."""
    who = account(request)
    rows: QuerySet[Matter]
    if wanted.view == "mine":
        rows = queries.needs_me(who)
    elif wanted.view == "late":
        rows = queries.late(who)
    else:
        rows = queries.seen(who)
        if wanted.view == "open":
            rows = rows.filter(end=End.OPEN)
        elif wanted.view == "ended":
            rows = rows.exclude(end=End.OPEN)
    if wanted.kind:
        rows = rows.filter(workflow=wanted.kind.replace("\0", ""))
    if wanted.lead:
        rows = rows.filter(lead=door.unit(who, wanted.lead))
    return lot_of(rows.select_related("unit", "lead"), wanted, shown)


@router.get("/kinds", response={200: Answer, **REFUSALS}, operation_id="kinds_of_matter")
def kinds(request: HttpRequest) -> Answer:  # noqa: ARG001 - every address has it
    """List the kinds of matters: stages, steps with what they need, details, ready terms."""
    return {
        "kinds": [
            {
                "kind": one.slug,
                "title": str(one.title),
                "stages": [{"stage": s.slug, "title": str(s.title), "end": s.end.value} for s in one.stages],
                "steps": [
                    {
                        "step": s.slug,
                        "title": str(s.title),
                        "from": list(s.sources),
                        "to": s.target,
                        "by": [part.value for part in s.by],
                        "needs": sorted(need.value for need in s.needs),
                    }
                    for s in one.steps
                ],
                "details": [
                    {"detail": d.slug, "title": str(d.title), "holds": d.holds.value, "required": d.required}
                    for d in one.details
                ],
                "terms": {scheme: list(grades) for scheme, grades in one.schemes.items()},
            }
            for one in WORKFLOWS.values()
        ]
    }


@router.post("", response={200: Answer, **REFUSALS}, operation_id="open_matter")
@deed
def new(request: HttpRequest, sent: New) -> Answer:
    """Open a matter."""
    who = account(request)
    made = opening.open_matter(
        NewMatter(
            workflow=sent.kind,
            title=sent.title,
            unit=door.unit(who, sent.unit),
            lead=door.unit(who, sent.lead),
            text=sent.text,
            due=sent.due,
            scheme=sent.scheme,
            grade=sent.grade,
            assisting=tuple(door.unit(who, code) for code in sent.assisting),
            signing=tuple(door.unit(who, code) for code in sent.signing),
            goals=tuple(sent.goals),
            details=sent.details,
        ),
        by=who,
    )
    return sheet(made, who)


@router.post("/{code}/steps/{step}", response={200: Answer, **REFUSALS}, operation_id="move_matter")
@deed
def move(request: HttpRequest, code: str, step: str, sent: Move) -> Answer:
    """Take a step of its kind."""
    who, matter = account(request), _matter(request, code)
    lead = door.unit(who, sent.lead).pk if sent.lead else None
    given = Given(reason=sent.reason, result=sent.result, answer=sent.answer, lead=lead)
    actions.take_step(matter, step, by=who, version=sent.version, given=given)
    return _now(request, code)


@router.post("/{code}/measures", response={200: Answer, **REFUSALS}, operation_id="list_measures")
@deed
def measures(request: HttpRequest, code: str, sent: Measures) -> Answer:
    """List measures."""
    who, matter = account(request), _matter(request, code)
    unit = door.unit(who, sent.unit) if sent.unit else matter.lead
    listed = [NewMeasure(text, unit, sent.due or matter.due) for text in sent.measures]
    doing.list_measures(matter, listed, by=who, version=sent.version)
    return _now(request, code)


@router.post("/{code}/measures/{number}/done", response={200: Answer, **REFUSALS}, operation_id="finish_measure")
@deed
def finish(request: HttpRequest, code: str, number: int, sent: Done) -> Answer:
    """Say that a measure is done."""
    found = _matter(request, code).measures.filter(pk=_number(number)).first()
    if found is None:
        raise Forbidden(_("没有这项措施，或您无权查看。"))
    doing.finish_measure(found, result=sent.result, by=account(request), version=sent.version)
    return _now(request, code)


@router.post("/{code}/evidence", response={200: Answer, **REFUSALS}, operation_id="attach_evidence")
@deed
def evidence(request: HttpRequest, code: str, sent: Shown) -> Answer:
    """Attach one piece of evidence to the matter or to one of its measures."""
    matter, who, measure = _matter(request, code), account(request), None
    if sent.measure is not None:
        measure = matter.measures.filter(pk=sent.measure).first()
        if measure is None:
            raise Forbidden(_("没有这项措施，或您无权查看。"))
    activity = None
    if sent.activity:
        activity = door.get(who, Right.RECORD_READ, Activity, code=sent.activity.replace("\0", ""))
    try:
        content = base64.b64decode(sent.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(_("content 要是 base64。")) from error
    showing = Showing(name=sent.name or "file", content=content, activity=activity, text=sent.text)
    doing.attach(matter, showing, by=who, version=sent.version, measure=measure)
    return _now(request, code)


@router.post("/{code}/extensions", response={200: Answer, **REFUSALS}, operation_id="ask_extension")
@deed
def ask_extension(request: HttpRequest, code: str, sent: Longer) -> Answer:
    """Ask for more time, before the due day."""
    matter = _matter(request, code)
    extending.ask_extension(matter, new_due=sent.new_due, reason=sent.reason, by=account(request), version=sent.version)
    return _now(request, code)


@router.post("/{code}/extensions/{number}", response={200: Answer, **REFUSALS}, operation_id="decide_extension")
@deed
def decide_extension(request: HttpRequest, code: str, number: int, sent: Decided) -> Answer:
    """Decide on a request for more time."""
    asked = _matter(request, code).extensions.filter(pk=_number(number)).first()
    if asked is None:
        raise Forbidden(_("没有这个延期申请，或您无权查看。"))
    extending.decide_extension(asked, grant=sent.grant, note_text=sent.note, by=account(request), version=sent.version)
    return _now(request, code)


@router.post("/{code}/signatures", response={200: Answer, **REFUSALS}, operation_id="countersign_matter")
@deed
def countersign(request: HttpRequest, code: str, sent: Signed) -> Answer:
    """Countersign for a unit."""
    matter, who = _matter(request, code), account(request)
    joining.countersign(matter, door.unit(who, sent.unit), by=who, version=sent.version)
    return _now(request, code)


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="matter")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one matter."""
    return _now(request, code)


def _number(number: int) -> int:
    """Return a number as a database can look for it."""
    return number if 0 < number < 2**63 else 0
