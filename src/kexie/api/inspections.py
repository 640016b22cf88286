"""Inspections (巡视巡察) of units and their work: steps, check-list, findings, feedback, re-look, public version.

What the pages keep apart is kept apart here: until the feedback the team alone reads its findings (need to know, with
the access log of ``matters``); the inspected unit sees neither plan, check-list nor recusals. Nobody is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from kexie.api.anybody import anybody
from kexie.api.house import LARGEST, REFUSALS, Answer, Body, Lot, Versioned, account, content_of, deed, lot_of, number
from kexie.api.matters import shown as matters_shown
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.inspections import actions, going, publishing, queries
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import Inspection, PublicVersion
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import numbers

router = Router(tags=["inspections"])


class Stepped(Versioned):
    """A step of its way, on which day, with words or a file."""

    on: date
    note: str = ""
    name: str = Field("", max_length=200)
    content: str = Field("", max_length=LARGEST)

    def paper(self) -> Paper:
        """Return what is written down with the step."""
        name = self.name or ("file" if self.content else "")
        return Paper(self.note, name, content_of(self.content))


class FedBack(Stepped):
    """Feedback. ``closed``: codes of findings that stay within a circle; ``readers``: who of the unit needs to know."""

    closed: list[str] = Field([], max_length=200)
    readers: list[str] = Field([], max_length=50)


class Checked(Body):
    """What was seen on a line of the check-list."""

    item: int
    verdict: Literal["fine", "finding", "none"]
    note: str = ""


class Finding(Body):
    """A finding: of the unit's work, by which document and article, how grave, from which root."""

    title: str = Field(max_length=200)
    text: str = ""
    details: dict[str, str] = Field({}, max_length=20)
    item: int | None = Field(None, description="the line of the check-list from which it arose")


class Recused(Body):
    """A member of the team (by code) who keeps out of this unit, with the reason."""

    person: str = Field(max_length=64)
    reason: str = Field(max_length=200)


class Relook(Versioned):
    """Until when it is to be looked at again."""

    on: date


class Drafted(Body):
    """A public version without names."""

    title: str = Field(max_length=200)
    text: str = Field(max_length=10_000)


def shown(listed: Sequence[Inspection]) -> list[Answer]:
    """Return inspections as a list has them."""
    return [
        {
            "number": one.pk,
            "round": one.round_id,
            "kind": one.round.kind,
            "unit": one.unit.code,
            "by": one.round.unit.code,
            "stage": one.stage,
            "stage_on": one.stage_on,
            "fed_back_on": one.fed_back_on,
            "relook_on": one.relook_on,
            "follows": one.follows_id,
            "version": one.version,
        }
        for one in listed
    ]


def _inspection(who: Account, wanted: int) -> Inspection:
    found = queries.seen(who).filter(pk=number(wanted)).first()
    if found is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    return found


def _of_team(found: Inspection, who: Account) -> bool:
    try:
        going.demand_team(found, by=who)
    except Refused:
        return False
    return True


def _sheet(who: Account, wanted: int) -> Answer:
    found = _inspection(who, wanted)
    organises = door.may(who, Right.MATTER_ISSUE, found.round.unit)
    inside = organises or _of_team(found, who)
    told = {
        **shown([found])[0],
        "deadlines": queries.deadlines(found),
        "steps": [{"number": one.number, "stage": one.stage, "on": one.on} for one in found.steps.all()],
        "findings": matters_shown(list(queries.findings(found, who))),
    }
    if inside:
        seen = {one.item_id: one for one in found.checked.select_related("matter")}
        told["checks"] = [
            {"item": one.pk, "text": one.text, "verdict": seen[one.pk].verdict if one.pk in seen else None}
            for one in found.round.items.all()
        ]
    if organises:
        told["public"] = _public(PublicVersion.objects.filter(inspection=found).first())
    return told


def _public(one: PublicVersion | None) -> Answer | None:
    if one is None:
        return None
    return {"title": one.title, "text": one.text, "looked_over_on": one.looked_on, "published_on": one.published_on,
            "version": one.version}  # fmt: skip


@router.get("", response={200: Answer, **REFUSALS}, operation_id="inspections")
def index(request: HttpRequest, wanted: Query[Lot]) -> Answer:
    """List the inspections that one may see: of units in reach once they had notice, or as one of the team."""
    return lot_of(queries.seen(account(request)), wanted, shown)


@router.get("/public", auth=anybody, response={200: Answer, **REFUSALS}, operation_id="public_inspections")
def published(request: HttpRequest, wanted: Query[Lot]) -> Answer:  # noqa: ARG001 - every address has it
    """List the public versions: for anybody, without a token; no names."""
    return lot_of(
        queries.published().select_related("inspection__unit"),
        wanted,
        lambda rows: [
            {"title": one.title, "text": one.text, "unit": one.inspection.unit.code, "on": one.published_on}
            for one in rows
        ],
    )


@router.get("/{wanted}", response={200: Answer, **REFUSALS}, operation_id="inspection")
def one(request: HttpRequest, wanted: int) -> Answer:
    """Return one inspection: where it stands, until when what is due, the findings that one may read."""
    return _sheet(account(request), wanted)


STEPS = Literal["noticed", "on_site", "reported", "plan", "progress", "final", "relooked"]


@router.post("/{wanted}/steps/{stage}", response={200: Answer, **REFUSALS}, operation_id="move_inspection")
@deed
def step(request: HttpRequest, wanted: int, stage: STEPS, sent: Stepped) -> Answer:
    """Take the next step: notice, on site, report (the inspecting side); plan, progress, final (the unit)."""
    who = account(request)
    going.advance(_inspection(who, wanted), stage, on=sent.on, by=who, version=sent.version, paper=sent.paper())
    return _sheet(who, wanted)


@router.post("/{wanted}/feedback", response={200: Answer, **REFUSALS}, operation_id="feed_back")
@deed
def feedback(request: HttpRequest, wanted: int, sent: FedBack) -> Answer:
    """Give the feedback: every finding is handed over with the terms of the round."""
    who = account(request)
    found = _inspection(who, wanted)
    kept: dict[str, int] = dict(queries.findings(found, who).filter(code__in=sent.closed).values_list("code", "pk"))
    if len(kept) < len(set(sent.closed)):
        raise Forbidden(_("有的问题不在这次巡察里，或您看不到它。"))
    going.feed_back(
        found, on=sent.on, by=who, version=sent.version, paper=sent.paper(), closed=kept.values(),
        readers=[queries.find_person(code, who) for code in sent.readers],
    )  # fmt: skip
    return _sheet(who, wanted)


@router.post("/{wanted}/checks", response={200: Answer, **REFUSALS}, operation_id="check_item")
@deed
def check(request: HttpRequest, wanted: int, sent: Checked) -> Answer:
    """Say what was seen on a line of the check-list."""
    who = account(request)
    found = _inspection(who, wanted)
    item = found.round.items.filter(pk=number(sent.item)).first()
    if item is None or not _of_team(found, who):
        raise Forbidden(_("检查单上没有这一条。"))
    going.check(found, item, verdict=sent.verdict, note=sent.note, by=who)
    return _sheet(who, wanted)


@router.post("/{wanted}/findings", response={200: Answer, **REFUSALS}, operation_id="write_finding")
@deed
def find(request: HttpRequest, wanted: int, sent: Finding) -> Answer:
    """Write down a finding; until the feedback only the team reads it."""
    who = account(request)
    found = _inspection(who, wanted)
    item = None
    if sent.item is not None and _of_team(found, who):
        item = found.round.items.filter(pk=number(sent.item)).first()
        if item is None:
            raise Forbidden(_("检查单上没有这一条。"))
    made: Matter = going.find(found, NewFinding(sent.title, sent.text, sent.details, item), by=who)
    return {**_sheet(who, wanted), "finding": made.code}


@router.post("/{wanted}/recusals", response={200: Answer, **REFUSALS}, operation_id="recuse")
@deed
def recuse(request: HttpRequest, wanted: int, sent: Recused) -> Answer:
    """Let a member of the team keep out of this unit."""
    who = account(request)
    person = queries.find_person(sent.person, who)
    actions.recuse(_inspection(who, wanted), numbers([person.pk])[person.pk], reason=sent.reason, by=who)
    return _sheet(who, wanted)


@router.post("/{wanted}/relook", response={200: Answer, **REFUSALS}, operation_id="set_relook")
@deed
def relook(request: HttpRequest, wanted: int, sent: Relook) -> Answer:
    """Set the day until which it is looked at again."""
    who = account(request)
    going.set_relook(_inspection(who, wanted), on=sent.on, by=who, version=sent.version)
    return _sheet(who, wanted)


@router.post("/{wanted}/look_again", response={200: Answer, **REFUSALS}, operation_id="look_again")
@deed
def look_again(request: HttpRequest, wanted: int) -> Answer:
    """On a re-look: let every closed finding of the inspection it follows be looked at again."""
    who = account(request)
    again = going.look_again(_inspection(who, wanted), by=who)
    return {**_sheet(who, wanted), "looked_at_again": again}


@router.post("/{wanted}/drop", response={200: Answer, **REFUSALS}, operation_id="drop_inspection")
@deed
def drop(request: HttpRequest, wanted: int) -> Answer:
    """Take a unit out of a round before it had notice."""
    who = account(request)
    actions.drop_plan(_inspection(who, wanted), by=who)
    return {"dropped": wanted}


@router.post("/{wanted}/public", response={200: Answer, **REFUSALS}, operation_id="draft_public")
@deed
def draft(request: HttpRequest, wanted: int, sent: Drafted) -> Answer:
    """Write the public version; one that bears a name of the team, the unit or those responsible is refused."""
    who = account(request)
    publishing.draft(_inspection(who, wanted), title=sent.title, text=sent.text, by=who)
    return _sheet(who, wanted)


DEEDS: Final = {
    "look_over": publishing.look_over,
    "publish": publishing.publish,
    "withdraw": publishing.withdraw,
}


@router.post("/{wanted}/public/{what}", response={200: Answer, **REFUSALS}, operation_id="decide_public")
@deed
def decide(
    request: HttpRequest, wanted: int, what: Literal["look_over", "publish", "withdraw"], sent: Versioned
) -> Answer:
    """Look it over (not whoever wrote it), publish it, or take it off."""
    who = account(request)
    found = PublicVersion.objects.filter(inspection=_inspection(who, wanted)).first()
    if found is None or not door.may(who, Right.MATTER_ISSUE, found.inspection.round.unit):
        raise Forbidden(_("没有公开稿，或您无权查看。"))
    DEEDS[what](found, by=who, version=sent.version)
    return _sheet(who, wanted)
