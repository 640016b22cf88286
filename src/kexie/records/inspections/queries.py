"""Questions about inspections: what one may see, who is in a team, findings, coverage, deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.inspections import rules
from kexie.records.inspections.models import (
    Authorisation,
    Inspection,
    InspectionTerm,
    PublicVersion,
    Recusal,
    Round,
    TermUnit,
)
from kexie.records.inspections.rules import Coverage, Held
from kexie.records.ledger.models import Alias
from kexie.records.ledger.queries import resolve
from kexie.records.matters.models import Matter
from kexie.records.matters.parts import number_of
from kexie.records.people.models import Person
from kexie.records.structure import persons
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids
from kexie.records.units.rules import TreeOn

FINDING: Final = "finding"
NEAR: Final = 5
"""How many of one name a refusal tells apart."""


def terms(actor: Account | None) -> QuerySet[InspectionTerm]:
    """Return the terms whose inspecting unit the actor's right to issue reaches: plans are no affair of others."""
    return door.seen(actor, Right.MATTER_ISSUE, InspectionTerm).select_related("unit").order_by("-since", "pk")


def rounds(actor: Account | None) -> QuerySet[Round]:
    """Return the rounds of the inspecting units where the actor may issue."""
    return door.seen(actor, Right.MATTER_ISSUE, Round).select_related("term", "unit")


def seen(actor: Account | None) -> QuerySet[Inspection]:
    """Return the inspections that an actor may see: of units in reach (once they had notice), or as one of the team."""
    within = door.seen(actor, Right.MATTER_READ, Inspection).values("pk")
    teams = Q(pk__in=[])
    if actor is not None and actor.is_active and actor.person_id is not None:
        number = number_of(actor)
        mine = Authorisation.objects.filter(person=number).values("round")
        kept_out = Recusal.objects.filter(person=number)
        teams = Q(round__in=mine) & ~Q(pk__in=_of(kept_out))
    opened = Inspection.objects.knowing("the reader's reach, or their authorisation for the round")
    found = opened.filter(Q(pk__in=within) | teams)
    return found.select_related("round__term", "round__unit", "unit").prefetch_related("steps")


def _of(recusals: QuerySet[Recusal]) -> list[int]:
    pairs = Q(pk__in=[])
    for one in recusals:
        pairs |= Q(round=one.round_id, unit=one.unit_id)
    return list(Inspection.objects.knowing("what somebody keeps out of").filter(pairs).values_list("pk", flat=True))


def findings(inspection: Inspection, actor: Account | None) -> QuerySet[Matter]:
    """Return the findings of an inspection that an actor may see."""
    found = door.seen(actor, Right.MATTER_READ, Matter).filter(workflow=FINDING, source=inspection.source)
    return found.select_related("lead", "unit").order_by("pk")


def reached(inspection: Inspection) -> dict[str, date]:
    """Return the day on which each stage was reached."""
    return {step.stage: step.on for step in inspection.steps.all()}


def deadlines(inspection: Inspection) -> dict[str, date]:
    """Return until when each later stage is due, by the terms of the round."""
    found = rules.deadlines(rules.terms_of(inspection.round.terms), reached(inspection))
    if inspection.relook_on is not None and rules.RELOOKED in found:
        found[rules.RELOOKED] = inspection.relook_on
    return found


def held_by(person: int, unit: Unit) -> list[Held]:
    """Return the posts that a person (by pseudonym, under all codes) holds or held, and whether each lies in a unit."""
    into = resolve([person])[person]
    near = set(Alias.objects.filter(into=into).values_list("pseudonym", flat=True)) | {person, into}
    alike = [number for number, whole in resolve(near).items() if whole == into]
    people = Person.objects.knowing("who keeps out of an inspection").filter(pseudonym__in=alike)
    posts = list(Post.objects.filter(person_id__in=people.values("pk")))
    lines = {line: below_ids([unit.pk], TreeOn.now(line)) for line in {post.line for post in posts}}
    return [Held(post.unit_id in lines[post.line], post.since, post.until) for post in posts]


def must_recuse(round_: Round, person: int, unit: Unit, on: date | None = None) -> bool:
    """Tell whether a member of a round's team has to keep out of a unit because of their own posts."""
    return rules.must_recuse(held_by(person, unit), on=on or today(), years=round_.recusal_years)


def coverage(term: InspectionTerm) -> Coverage:
    """Return how far a term has come: only rounds of the term count, re-looks do not."""
    scope = list(TermUnit.objects.filter(term=term).order_by("unit__code").values_list("unit_id", flat=True))
    rows = Inspection.objects.knowing("coverage of a term").filter(round__term=term)
    rows = rows.exclude(round__kind=Round.Kind.RELOOK)
    told = rows.filter(fed_back_on__isnull=False).values_list("unit_id", "fed_back_on")
    found = [(unit, day) for unit, day in told if day is not None]
    return rules.coverage(scope, found, rows.filter(fed_back_on=None).values_list("unit_id", flat=True))


def last_inspected(units: Iterable[int]) -> dict[int, date]:
    """Return the day of the last feedback that each unit ever had, whoever inspected it."""
    rows = Inspection.objects.knowing("which unit waited longest").filter(
        unit_id__in=list(units), fed_back_on__isnull=False
    )
    return dict(rows.values_list("unit_id").annotate(last=Max("fed_back_on")).order_by())


def relooks_due(actor: Account | None) -> QuerySet[Inspection]:
    """Return the inspections that are to be looked at again, the nearest day first."""
    left = seen(actor).filter(relook_on__isnull=False, relooks=None)
    return left.exclude(stage=rules.RELOOKED).order_by("relook_on", "pk")


def published() -> QuerySet[PublicVersion]:
    """Return the public versions that were published: for everyone, without a sign-in."""
    return PublicVersion.objects.filter(published_on__isnull=False).order_by("-published_on", "-pk")


def find_person(text: str, who: Account) -> Person:
    """Return the person that a text names by code, or by name where only one who holds a post bears it.

    Who holds which post is open to whoever sees the tree; others are found by those who may read them.
    Raises ``Refused`` naming the codes of those who share a name.
    """
    typed = text.strip()
    day = today()
    held = Post.objects.filter(since__lte=day, until__gte=day).values("person_id")
    posted = Person.objects.knowing("who holds a post is open to whoever sees the tree").filter(pk__in=held)
    found = list(posted.filter(code=typed)[:1]) or list(posted.filter(name=typed).order_by("code")[:NEAR])
    if len(found) > 1:
        said = {"name": typed[:20], "codes": joined(one.code for one in found)}
        raise Refused(_("叫“%(name)s”的不止一人，请写编号：%(codes)s。") % said)
    if found and door.may_anywhere(who, Right.UNIT_READ):
        return found[0]
    return persons.find(typed, who)


def find_people(text: str, who: Account) -> list[Person]:
    """Return the people of a list, one a line or parted by ; or 、; raise ``Refused`` for those unknown."""
    found: list[Person] = []
    wrong: list[str] = []
    for piece in re.split(r"[;；、\n]", text):
        if piece.strip():
            try:
                found.append(find_person(piece, who))
            except Refused as refused:
                wrong += refused.lines
    if wrong:
        raise Refused(wrong)
    return list(dict.fromkeys(found))
