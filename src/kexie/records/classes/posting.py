"""What classes credit: each completion, to the hosts and to the unit that sent the person."""

from __future__ import annotations

from collections.abc import Collection

from kexie.records.activities.models import Activity, Host
from kexie.records.classes.models import Certificate, TrainingClass
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.ledger.measures import COMPLETIONS

WHY = "posting to the ledger"
LOT = 2_000


def follow(activities: Collection[int], by: int) -> None:
    """Post anew the classes beside some activities: one that was cancelled, moved or joined credits accordingly."""
    listed = sorted(activities)
    for start in range(0, len(listed), LOT):
        rows = TrainingClass.objects.knowing(WHY).filter(activity__in=listed[start : start + LOT])
        found = list(rows.exclude(decided_at=None).values_list("pk", flat=True))
        if found:
            post(found, by=by)


def post(trainings: Collection[int], *, by: int) -> int:
    """Make the ledger say what classes credit now; return how many lines that took."""
    rows = Certificate.objects.knowing(WHY).filter(enrolment__training__in=trainings)
    rows = rows.select_related("enrolment__training__activity")
    found = list(rows.order_by("pk"))
    hosts: dict[int, list[Host]] = {}
    listed = {one.enrolment.training.activity_id for one in found}
    for host in Host.objects.filter(activity__in=listed).order_by("-role", "pk"):
        hosts.setdefault(host.activity_id, []).append(host)
    wanted = {Source("completion", one.pk): lines(one, hosts[one.enrolment.training.activity_id]) for one in found}
    return restate(wanted, by=by)


def lines(one: Certificate, hosts: Collection[Host]) -> list[Line]:
    """Return the lines of one certificate, on the class's last day; a withdrawn one credits nothing."""
    enrolment = one.enrolment
    activity = enrolment.training.activity
    if one.withdrawn_on is not None or activity.status != Activity.Status.HELD:
        return []
    credited = [(host.unit_id, host.role) for host in hosts] + [(enrolment.unit_id, "home")]
    return [
        Line(
            measure=COMPLETIONS.slug,
            unit=unit,
            role=role,
            thing=f"completion:{one.pk}",
            amount=1,
            subject=enrolment.subject,
            span_from=activity.ends_on,
            span_to=activity.ends_on,
            kind=activity.kind,
            goals=activity.goals,
            origin=activity.origin,
        )
        for unit, role in credited
    ]
