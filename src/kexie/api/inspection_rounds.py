"""Preparing inspections (巡视巡察): terms with their scope and coverage, rounds, teams, check-lists, units planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.house import REFUSALS, Answer, Body, Lot, account, deed, lot_of, number, units
from kexie.api.inspections import shown as inspections_shown
from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.inspections import actions, queries, rules
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.models import InspectionTerm, Round
from kexie.records.inspections.rules import Terms, read_term
from kexie.records.units.models import Unit

router = Router(tags=["inspections"])


class NewTerm(Body):
    """A term in which every unit in scope is inspected at least once."""

    unit: str = Field(max_length=64, description="who inspects")
    name: str = Field(max_length=100)
    since: date
    until: date
    scope: list[str] = Field(min_length=1, max_length=5_000)


class Scope(Body):
    """All units of a term's scope."""

    scope: list[str] = Field(min_length=1, max_length=5_000)


class NewOne(Body):
    """A round; its terms as written (1m, 20w, 30d), those not given as usual."""

    name: str = Field(max_length=100)
    since: date
    until: date
    kind: Literal["regular", "special", "relook"] = "regular"
    topic: str = Field("", max_length=200)
    terms: dict[Literal["feedback", "plan", "progress", "final", "relook"], str] = Field({})
    recusal_years: int = Field(3, ge=0, le=20)


class Authorised(Body):
    """A person (by code) authorised for this round alone, and by which document."""

    person: str = Field(max_length=64)
    role: Literal["leader", "deputy", "member"]
    document: str = Field(max_length=200)


class Item(Body):
    """A line of a check-list."""

    text: str = Field(max_length=300)
    area: str = Field("", max_length=60)
    basis: str = Field("", max_length=200, description="document and article")


class Items(Body):
    """Lines to be added to a round's check-list."""

    items: list[Item] = Field(min_length=1, max_length=200)


class Planned(Body):
    """Units of the scope to be taken into a round."""

    units: list[str] = Field(min_length=1, max_length=500)


def _terms_shown(listed: Sequence[InspectionTerm]) -> list[Answer]:
    return [
        {"number": one.pk, "unit": one.unit.code, "name": one.name, "since": one.since, "until": one.until,
         "origin": one.origin}
        for one in listed
    ]  # fmt: skip


def _term(who: Account, wanted: int) -> InspectionTerm:
    found = queries.terms(who).filter(pk=number(wanted)).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def _codes(wanted: Sequence[int]) -> list[str]:
    known = Unit.objects.in_bulk(wanted)
    return [known[one].code for one in wanted]


def _term_told(who: Account, wanted: int) -> Answer:
    """Return a term with its coverage and its planner: never inspected first, then the longest ago."""
    term = _term(who, wanted)
    found = queries.coverage(term)
    following = rules.next_up(found.unplanned, queries.last_inspected(found.unplanned))
    rounds = Round.objects.knowing("of a term that the reader organises").filter(term=term)
    return {
        **_terms_shown([term])[0],
        "coverage": {
            "covered": found.covered,
            "of": len(found.scope),
            "left": _codes(found.left),
            "next": _codes(following),
            "each_half_year": rules.pace(len(found.left), today=today(), until=term.until),
        },
        "rounds": [_round_line(one) for one in rounds],
    }


def _round_line(one: Round) -> Answer:
    return {"number": one.pk, "term": one.term_id, "name": one.name, "kind": one.kind, "since": one.since,
            "until": one.until, "topic": one.topic, "recusal_years": one.recusal_years,
            "terms": Terms().kept() | one.terms}  # fmt: skip


def _round(who: Account, wanted: int) -> Round:
    found = queries.rounds(who).filter(pk=number(wanted)).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def _round_told(who: Account, wanted: int) -> Answer:
    """Return a round; of its team the roles and documents, no names."""
    found = _round(who, wanted)
    return {
        **_round_line(found),
        "team": [{"role": one.role, "document": one.document, "on": one.on} for one in found.team.all()],
        "items": [
            {"number": one.pk, "area": one.area, "text": one.text, "basis": one.basis} for one in found.items.all()
        ],
        "inspections": inspections_shown(list(queries.seen(who).filter(round=found).order_by("pk"))),
    }


@router.get("/terms", response={200: Answer, **REFUSALS}, operation_id="inspection_terms")
def terms(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the terms that one organises: plans are no affair of others."""
    return lot_of(queries.terms(account(request)), wanted, _terms_shown)


@router.post("/terms", response={200: Answer, **REFUSALS}, operation_id="begin_inspection_term")
@deed
def begin(request: HttpRequest, sent: NewTerm) -> Answer:
    """Begin a term."""
    who = account(request)
    made = actions.begin_term(
        unit=door.unit(who, sent.unit), name=sent.name, since=sent.since, until=sent.until,
        scope=units(who, sent.scope), by=who,
    )  # fmt: skip
    return _term_told(who, made.pk)


@router.get("/terms/{term}", response={200: Answer, **REFUSALS}, operation_id="inspection_term")
def term(request: HttpRequest, term: int) -> Answer:
    """Return a term with its coverage: how many of how many units, which are next."""
    return _term_told(account(request), term)


@router.post("/terms/{term}/scope", response={200: Answer, **REFUSALS}, operation_id="set_inspection_scope")
@deed
def scope(request: HttpRequest, term: int, sent: Scope) -> Answer:
    """Say which units a term inspects."""
    who = account(request)
    actions.set_scope(_term(who, term), units(who, sent.scope), by=who)
    return _term_told(who, term)


@router.post("/terms/{term}/rounds", response={200: Answer, **REFUSALS}, operation_id="open_round")
@deed
def open_round(request: HttpRequest, term: int, sent: NewOne) -> Answer:
    """Open a round of a term."""
    who = account(request)
    new = NewRound(
        sent.name, sent.since, sent.until, sent.kind, sent.topic, recusal_years=sent.recusal_years,
        terms=Terms(**{name: read_term(text) for name, text in sent.terms.items()}),
    )  # fmt: skip
    return _round_told(who, actions.open_round(_term(who, term), new, by=who).pk)


@router.get("/rounds/{wanted}", response={200: Answer, **REFUSALS}, operation_id="round")
def one(request: HttpRequest, wanted: int) -> Answer:
    """Return a round that one organises."""
    return _round_told(account(request), wanted)


@router.post("/rounds/{wanted}/team", response={200: Answer, **REFUSALS}, operation_id="authorise")
@deed
def authorise(request: HttpRequest, wanted: int, sent: Authorised) -> Answer:
    """Authorise a person for this round; whoever has or had a post in a unit of it keeps out of that unit."""
    who = account(request)
    person = queries.find_person(sent.person, who)
    actions.authorise(_round(who, wanted), person, role=sent.role, document=sent.document, by=who)
    return _round_told(who, wanted)


@router.post("/rounds/{wanted}/items", response={200: Answer, **REFUSALS}, operation_id="add_check_items")
@deed
def items(request: HttpRequest, wanted: int, sent: Items) -> Answer:
    """Add lines to the check-list."""
    who = account(request)
    lines = [{"area": one.area, "text": one.text, "basis": one.basis} for one in sent.items]
    actions.set_list(_round(who, wanted), lines, by=who)
    return _round_told(who, wanted)


@router.post("/rounds/{wanted}/units", response={200: Answer, **REFUSALS}, operation_id="plan_inspections")
@deed
def plan(request: HttpRequest, wanted: int, sent: Planned) -> Answer:
    """Take units into a round."""
    who = account(request)
    actions.plan_units(_round(who, wanted), units(who, sent.units), by=who)
    return _round_told(who, wanted)
