"""Planned activities of a unit that goes up in another: they become the other's, whose people will hold them."""

from __future__ import annotations

from django.db.models import F

from kexie.records.activities.models import Activity, Host
from kexie.records.history.actions import Deed, write
from kexie.records.structure.handover import Handover

WHY = "handing over open work"


def hand_over(what: Handover) -> None:
    """Let the new unit stand where the old one hosts something planned for the day or later.

    What was held stays with the unit that held it. Where the new unit hosts already, it does so once, as lead if
    either led.
    """
    planned = Activity.objects.knowing(WHY).filter(
        status=Activity.Status.PLANNED, starts_on__gte=what.on, hosts__unit=what.old
    )
    deeds = []
    for activity in planned.order_by("pk"):
        mine = Host.objects.get(activity=activity, unit=what.old)
        theirs = Host.objects.filter(activity=activity, unit=what.new).first()
        if theirs is not None and mine.role == "lead":
            theirs.delete()
        if theirs is not None and mine.role != "lead":
            mine.delete()
        else:
            Host.objects.filter(pk=mine.pk).update(unit=what.new)
        lead = what.new if activity.unit_id == what.old.pk else activity.unit
        Activity.objects.knowing(WHY).filter(pk=activity.pk).update(unit=lead, version=F("version") + 1)
        body = {"from": what.old.pk, "to": what.new.pk}
        deeds.append(Deed("handover", "activity", str(activity.pk), unit=what.new.pk, body=body))
    write(deeds, by=what.by.pk)
