"""Matters (事项): one address for each deed of the mechanism; its rules hold here as on every page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, Versioned, account, deed, lot_of, units
from kexie.kit.clock import DAY_MAX
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.history.looks import MATTER, look
from kexie.records.inspections.queries import find_person
from kexie.records.matters import actions, opening, queries, rules
from kexie.records.matters.actions import case_of
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter
from kexie.records.matters.parts import mover
from kexie.records.matters.rules import Given
from kexie.records.matters.workflow import End
from kexie.records.matters.workflows import WORKFLOWS

router = Router(tags=["matters"])


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
    parent: str = Field("", max_length=64, description="the matter of which it is a part")
    person: str = Field("", max_length=64, description="code of the person responsible")
    confidential: bool = False
    readers: list[str] = Field([], max_length=50, description="codes of those who need to know, where confidential")
    details: dict[str, str] = Field({}, max_length=50)


class Move(Versioned):
    """What a step needs."""

    reason: str = ""
    result: str = ""
    answer: str = ""
    lead: str = Field("", max_length=64)


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
    """Return one matter with all that hangs on it, and the steps that this account may take now.

    Reading a confidential one is written into the access log, as on its page.
    """
    if matter.confidential:
        look(MATTER, matter.pk, by=who.pk, unit=matter.unit_id)
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
        "parent": matter.parent.code if matter.parent is not None and _sees(who, matter.parent) else None,
        "parts": list(queries.seen(who).filter(parent=matter).order_by("pk").values_list("code", flat=True)),
        "links": _links(matter, who),
        "extensions": [
            {"number": one.pk, "new_due": one.new_due, "reason": one.reason, "state": one.state}
            for one in matter.extensions.order_by("pk")
        ],
        "steps": [
            {"number": one.number, "step": one.step, "from": one.source, "to": one.target, "at": one.at}
            for one in matter.steps.order_by("number")
        ],
    }


def _sees(who: Account, matter: Matter) -> bool:
    return queries.seen(who).filter(pk=matter.pk).exists()


def _links(matter: Matter, who: Account) -> list[Answer]:
    """Return what a matter is tied to, both ways, as far as it may be seen."""
    tied = [(one.other, one.kind) for one in matter.links.select_related("other")]
    tied += [(one.matter, one.kind) for one in matter.linked.select_related("matter")]
    seen = set(queries.seen(who).filter(pk__in=[one.pk for one, _kind in tied]).values_list("pk", flat=True))
    return [{"code": one.code, "kind": kind, "end": one.end} for one, kind in tied if one.pk in seen]


def matter_of(request: HttpRequest, code: str) -> Matter:
    """Return the matter of a code if the program's account may see it."""
    return door.get(account(request), Right.MATTER_READ, Matter, code=code)


def sheet_now(request: HttpRequest, code: str) -> Answer:
    """Return a matter as it stands after a deed."""
    return sheet(matter_of(request, code), account(request))


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
        rows = rows.filter(workflow=wanted.kind)
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
            assisting=units(who, sent.assisting),
            signing=units(who, sent.signing),
            goals=tuple(sent.goals),
            details=sent.details,
            parent=matter_of(request, sent.parent) if sent.parent else None,
            person=find_person(sent.person, who) if sent.person else None,
            confidential=sent.confidential,
            readers=tuple(find_person(code, who) for code in sent.readers),
        ),
        by=who,
    )
    return sheet(made, who)


@router.post("/{code}/steps/{step}", response={200: Answer, **REFUSALS}, operation_id="move_matter")
@deed
def move(request: HttpRequest, code: str, step: str, sent: Move) -> Answer:
    """Take a step of its kind."""
    who, matter = account(request), matter_of(request, code)
    lead = door.unit(who, sent.lead).pk if sent.lead else None
    given = Given(reason=sent.reason, result=sent.result, answer=sent.answer, lead=lead)
    actions.take_step(matter, step, by=who, version=sent.version, given=given)
    return sheet_now(request, code)


@router.get("/{code}", response={200: Answer, **REFUSALS}, operation_id="matter")
def one(request: HttpRequest, code: str) -> Answer:
    """Return one matter."""
    return sheet_now(request, code)
