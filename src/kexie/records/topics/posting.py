"""What study of leading bodies credits: each session held, and each topic once, on the day it was first studied."""

from __future__ import annotations

from collections.abc import Collection

from kexie.records.activities.models import Activity, Host
from kexie.records.ledger.actions import Line, Source, restate
from kexie.records.ledger.measures import STUDIES, TOPICS
from kexie.records.topics.models import Studied, StudySession
from kexie.records.topics.rules import Held, first_studied

WHY = "posting to the ledger"
LOT = 2_000


def follow(activities: Collection[int], by: int) -> None:
    """Post anew the sessions beside some activities, and the topics that they were about."""
    listed = sorted(activities)
    for start in range(0, len(listed), LOT):
        rows = StudySession.objects.knowing(WHY).filter(activity__in=listed[start : start + LOT])
        found = list(rows.values_list("pk", flat=True))
        if found:
            post(found, by=by)


def post(sessions: Collection[int], *, by: int, also: Collection[int] = ()) -> int:
    """Make the ledger say what sessions credit now; ``also``: topics that they were about before. Return the lines."""
    rows = StudySession.objects.knowing(WHY).filter(pk__in=sessions).select_related("activity")
    found = list(rows)
    hosts: dict[int, list[Host]] = {}
    for host in Host.objects.filter(activity__in=[one.activity_id for one in found]).order_by("-role", "pk"):
        hosts.setdefault(host.activity_id, []).append(host)
    wanted = {Source("study", one.pk): _session_lines(one, hosts.get(one.activity_id, [])) for one in found}
    topics = set(Studied.objects.filter(session__in=sessions).values_list("topic", flat=True)) | set(also)
    return restate(wanted, by=by) + restate(_topic_lines(topics), by=by)


def _session_lines(one: StudySession, hosts: Collection[Host]) -> list[Line]:
    activity = one.activity
    if activity.status != Activity.Status.HELD:
        return []
    return [_line(STUDIES.slug, f"study:{one.pk}", activity, host.unit_id, host.role) for host in hosts]


def _line(measure: str, thing: str, activity: Activity, unit: int, role: str) -> Line:
    return Line(
        measure=measure,
        unit=unit,
        role=role,
        thing=thing,
        amount=1,
        span_from=activity.starts_on,
        span_to=activity.ends_on,
        kind=activity.kind,
        goals=activity.goals,
        origin=activity.origin,
    )


def _topic_lines(topics: Collection[int]) -> dict[Source, list[Line]]:
    """Return the line of each topic: credited to the body's unit with the session that was first about it."""
    rows = Studied.objects.filter(topic__in=topics, session__activity__status=Activity.Status.HELD)
    told = list(rows.select_related("session__activity", "topic__body").order_by("session__activity__starts_on", "pk"))
    first = first_studied(Held(one.session.activity.starts_on, (one.topic_id,)) for one in told)
    wanted: dict[Source, list[Line]] = {Source("topic", topic): [] for topic in topics}
    for one in told:
        lines = wanted[Source("topic", one.topic_id)]
        activity = one.session.activity
        if not lines and activity.starts_on == first[one.topic_id]:
            lines.append(_line(TOPICS.slug, f"topic:{one.topic_id}", activity, one.topic.body.unit_id, "lead"))
    return wanted
