"""Which units hear voices, and to whom they usually pass them on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.history.actions import Deed, write
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.structure.handover import Handover
from kexie.records.units.kinds import AGGREGATE
from kexie.records.units.models import Unit
from kexie.records.units.queries import roots
from kexie.records.units.rules import TreeOn
from kexie.records.voices.models import Hearing, Voice, VoiceRoute


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit that hears voices, whether it must ask for names, and what it says to senders."""

    unit: Unit
    names_required: bool = False
    note: str = ""


def desks() -> list[Desk]:
    """Return the units that hear voices; while none is named, the association itself (the roots of the tree)."""
    named = Hearing.objects.select_related("unit").filter(unit__withdrawn=False).order_by("unit__code")
    found = [Desk(one.unit, one.names_required, one.note) for one in named]
    return found or [Desk(unit) for unit in roots(TreeOn.now()) if unit.kind != AGGREGATE]


def desk_of(unit: Unit) -> Desk:
    """Return the desk of a unit; raise ``Refused`` where it hears no voices."""
    for desk in desks():
        if desk.unit.pk == unit.pk:
            return desk
    raise Refused(_("“%(unit)s”没有开信箱；请选所列的单位。") % {"unit": unit.name})


def open_desk(unit: Unit, *, names_required: bool, note: str, by: Account) -> Hearing:
    """Let a unit hear voices, or change how; whoever may issue its matters decides."""
    door.demand(by, Right.MATTER_ISSUE, unit)
    if len(note.strip()) > 200:  # noqa: PLR2004 - the column's own
        raise Refused(_("说明最多 200 字。"))
    with transaction.atomic():
        told = {"names_required": names_required, "note": note.strip()}
        kept, _made = Hearing.objects.update_or_create(unit=unit, defaults=told)
        write([Deed("hear", "voice", f"unit:{unit.pk}", unit=unit.pk, body=told)], by=by.pk)
    return kept


def close_desk(unit: Unit, *, by: Account) -> None:
    """Let a unit hear no new voices; those that came go on."""
    door.demand(by, Right.MATTER_ISSUE, unit)
    with transaction.atomic():
        if not Hearing.objects.filter(unit=unit).delete()[0]:
            raise Refused(_("“%(unit)s”没有开信箱。") % {"unit": unit.name})
        write([Deed("hear_no_more", "voice", f"unit:{unit.pk}", unit=unit.pk)], by=by.pk)


def set_route(unit: Unit, topic: str, lead: Unit | None, *, by: Account) -> None:
    """Say to whom voices of a topic usually go from a unit; ``None``: to nobody in particular."""
    door.demand(by, Right.MATTER_ISSUE, unit)
    topics = next(dict(detail.choices) for detail in VOICE.details if detail.slug == "topic")
    if topic not in topics:
        raise Refused(_("没有这个事由。"))
    with transaction.atomic():
        if lead is None:
            VoiceRoute.objects.filter(unit=unit, topic=topic).delete()
        else:
            VoiceRoute.objects.update_or_create(unit=unit, topic=topic, defaults={"lead": lead})
        body = {"topic": topic, "lead": lead.pk if lead is not None else None}
        write([Deed("voice_route", "voice", f"unit:{unit.pk}", unit=unit.pk, body=body)], by=by.pk)


def route_of(unit: Unit | int, topic: str) -> Unit | None:
    """Return the unit to which voices of a topic usually go."""
    found = VoiceRoute.objects.select_related("lead").filter(unit=unit, topic=topic).first()
    return found.lead if found is not None else None


def inherit(what: Handover) -> None:
    """Let the box, its letters and its routes move along when a unit goes up in another."""
    Voice.objects.knowing("what lies in the box moves along").filter(unit=what.old).update(unit=what.new)
    if Hearing.objects.filter(unit=what.new).exists():
        Hearing.objects.filter(unit=what.old).delete()
    else:
        Hearing.objects.filter(unit=what.old).update(unit=what.new)
    VoiceRoute.objects.filter(unit=what.old).delete()
    VoiceRoute.objects.filter(lead=what.old).update(lead=what.new)
