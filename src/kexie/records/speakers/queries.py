"""Questions about the pool, requests and tours: who is free, where a request stands, how far a tour has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from kexie.kit.bounds import Bound, Bounded, combine
from kexie.kit.clock import day_of, now, today, zone
from kexie.kit.workdays import workdays_after
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Host, Sitting, Speaker
from kexie.records.activities.queries import hosted
from kexie.records.activities.rules import unpacked
from kexie.records.speakers import flow
from kexie.records.speakers.flow import Side
from kexie.records.speakers.models import Away, LectureRequest, LectureStep, PoolSpeaker, Tour
from kexie.records.speakers.planning import Able, Wish
from kexie.records.speakers.slots import Slot, instant, whole_days, zone_of
from kexie.records.units.models import Unit
from kexie.records.units.queries import below_ids, open_among, tree
from kexie.records.units.rules import TreeOn

WHY = "finding who is free"
PROVINCE = "province"
SOON = 3
"""Workdays before a lecture within which its speaker should have been reminded."""


def standing(request: LectureRequest) -> str:
    """Return the stage of a request: what its activity says goes before what was written here."""
    if request.stage in {flow.WITHDRAWN, flow.UNMET} or request.activity is None:
        return request.stage
    if request.activity.status in {Activity.Status.HELD, Activity.Status.MERGED}:
        return flow.HELD
    return flow.CALLED_OFF if request.activity.status == Activity.Status.CANCELLED else request.stage


def at(stage: str) -> Q:
    """Return the requests at a stage, as a filter: the same rule as ``standing``."""
    ended = Q(stage__in=[flow.WITHDRAWN, flow.UNMET])
    held = Q(activity__status__in=[Activity.Status.HELD, Activity.Status.MERGED])
    off = Q(activity__status=Activity.Status.CANCELLED)
    if stage == flow.HELD:
        return ~ended & held
    if stage == flow.CALLED_OFF:
        return ~ended & off
    on_the_way = Q(activity=None) | Q(activity__status=Activity.Status.PLANNED)
    return Q(stage=stage) if stage in {flow.WITHDRAWN, flow.UNMET} else Q(stage=stage) & on_the_way


def sides(actor: Account, request: LectureRequest) -> frozenset[Side]:
    """Return the sides of a request on which somebody's posts let them act."""
    units = {Side.ASKER: request.unit_id, Side.POOL: request.pool_id}
    return frozenset(side for side, unit in units.items() if door.may(actor, Right.ACTIVITY_RECORD, unit))


def seen(actor: Account | None) -> QuerySet[LectureRequest]:
    """Return the requests that somebody may see."""
    found = door.seen(actor, Right.RECORD_READ, LectureRequest)
    return found.select_related("unit", "pool", "speaker", "activity", "tour")


def to_remind(actor: Account) -> QuerySet[LectureRequest]:
    """Return the agreed lectures of the next workdays whose speaker nobody has reminded since they agreed."""
    until = workdays_after(today(), SOON)
    reminded = LectureStep.objects.filter(step="remind").values("request")
    coming = seen(actor).filter(at(flow.CONFIRMED), begins_at__gt=now()).exclude(pk__in=reminded)
    last = whole_days(until, until, zone())[1]
    return coming.filter(begins_at__lt=last).order_by("begins_at", "pk")


def pools() -> list[Unit]:
    """Return the units that keep a pool; that there is one is no secret inside."""
    kept = PoolSpeaker.objects.knowing("which units keep a pool").filter(withdrawn=False)
    return list(Unit.objects.filter(pk__in=kept.values("unit")).order_by("code"))


def menu(pool: Unit | None = None) -> list[str]:
    """Return the fields on offer: what a unit that asks may choose from; who speaks on them is not shown."""
    kept = PoolSpeaker.objects.knowing("fields on offer, without names").filter(withdrawn=False)
    if pool is not None:
        kept = kept.filter(unit__in=below_ids([pool.pk]))
    return sorted({one for text in kept.values_list("fields", flat=True) for one in unpacked(text)})


def tours_open_to(unit: Unit) -> list[Tour]:
    """Return the tours not over yet for which a unit may ask a lecture: those of the units above it, and its own."""
    found = Tour.objects.knowing("a tour is made known to the units below").filter(ends_on__gte=today())
    return list(found.filter(unit__in=tree(TreeOn.now()).path(unit.pk)).order_by("starts_on", "pk"))


def regions_of(units: Iterable[int], level: str = PROVINCE) -> dict[int, int]:
    """Return for each unit the unit of a level that it is or stands below; one without is not in the answer."""
    whole = tree(TreeOn.now())
    paths = {unit: whole.path(unit) for unit in set(units)}
    above = {one for path in paths.values() for one in path}
    wanted = set(Unit.objects.filter(pk__in=above, level=level).values_list("pk", flat=True))
    return {unit: next(one for one in path if one in wanted) for unit, path in paths.items() if wanted & set(path)}


def slot_of(request: LectureRequest, regions: dict[int, int]) -> Slot:
    """Return the time that a request takes."""
    return Slot(request.begins_at, request.ends_at, regions.get(request.unit_id), request.title)


def taken(speakers: Sequence[PoolSpeaker], *, but: Collection[int] = ()) -> dict[int, list[Slot]]:
    """Return by speaker the time that is gone: requests that hold them, and activities elsewhere that name them.

    ``but``: requests left out. An activity without hours takes its days vaguely.
    """
    found: dict[int, list[Slot]] = {one.pk: [] for one in speakers}
    held = Q(stage__in=flow.HOLDING) | Q(activity__status=Activity.Status.HELD)
    rows = LectureRequest.objects.knowing(WHY).filter(held, speaker__in=found).exclude(pk__in=but)
    rows = rows.exclude(stage__in=[flow.WITHDRAWN, flow.UNMET]).exclude(activity__status=Activity.Status.CANCELLED)
    requests = list(rows)
    labels: dict[str, list[int]] = {}
    for one in speakers:
        labels.setdefault(one.label, []).append(one.pk)
    spoken = Speaker.objects.filter(text__in=labels, activity__asked_lecture=None)
    spoken = spoken.filter(activity__status__in=[Activity.Status.PLANNED, Activity.Status.HELD])
    elsewhere = [(row.text, row.activity) for row in spoken.select_related("activity")]
    sittings: dict[int, list[Sitting]] = {}
    for sitting in Sitting.objects.filter(activity__in={one.pk for _text, one in elsewhere}):
        sittings.setdefault(sitting.activity_id, []).append(sitting)
    units = [one.unit_id for one in requests] + [one.unit_id for _text, one in elsewhere]
    regions = regions_of(units)
    for request in requests:
        found[request.speaker_id or 0].append(slot_of(request, regions))
    for text, activity in elsewhere:
        for slot in _slots(activity, sittings.get(activity.pk, []), regions.get(activity.unit_id)):
            for speaker in labels[text]:
                found[speaker].append(slot)
    return found


def _slots(activity: Activity, sittings: list[Sitting], region: int | None) -> list[Slot]:
    timed = [one for one in sittings if one.begins is not None and one.ends is not None]
    slots = []
    for one in timed:
        if one.begins is not None and one.ends is not None:
            begins, ends = (instant(one.on, at_, zone()) for at_ in (one.begins, one.ends))
            slots.append(Slot(begins, ends, region, activity.title))
    if len(timed) < len(sittings) or not sittings:
        days = {one.on for one in sittings if one not in timed} or None
        first, last = (min(days), max(days)) if days else (activity.starts_on, activity.ends_on)
        slots.append(Slot(*whole_days(first, last, zone()), region, activity.title, vague=True))
    return slots


def day_there(request: LectureRequest) -> datetime:
    """Return when a lecture begins, as the clocks of its place say."""
    return request.begins_at.astimezone(zone_of(request.zone))


def wish_of(request: LectureRequest, regions: dict[int, int], provinces: dict[int, int]) -> Wish:
    """Return a request as the planner sees it; a unit outside every region is a region of its own."""
    region = regions.get(request.unit_id, request.unit_id)
    slot = slot_of(request, provinces)
    return Wish(request.pk, region, request.field, request.language, slot, day_there(request).date(), request.pool_id)


def ables_of(
    speakers: Sequence[PoolSpeaker], requests: Sequence[LectureRequest], level: str = PROVINCE
) -> tuple[list[Wish], list[Able]]:
    """Return requests and speakers as the planner sees them; the requests themselves take nobody's time here."""
    whole = tree(TreeOn.now())
    own = {one.pk for one in requests}
    homes = [one.home_id for one in speakers if one.home_id is not None]
    regions = regions_of([one.unit_id for one in requests] + homes, level)
    provinces = regions_of([one.unit_id for one in requests])
    wishes = [wish_of(one, regions, provinces) for one in requests]
    paths = {one.unit_id: set(whole.path(one.unit_id)) for one in requests}
    codes = {code for one in speakers for code in unpacked(one.regions)}
    units = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    gone = taken(speakers, but=own)
    away: dict[int, list[Away]] = {}
    for span in Away.objects.filter(speaker__in=[one.pk for one in speakers]):
        away.setdefault(span.speaker_id, []).append(span)
    ables = []
    for one in speakers:
        wanted = {units[code] for code in unpacked(one.regions) if code in units}
        goes = {wish.region for wish, asked in zip(wishes, requests, strict=True) if wanted & paths[asked.unit_id]}
        given: dict[tuple[int, int], int] = {}
        for slot in gone[one.pk]:
            day = day_of(slot.begins)
            given[day.year, day.month] = given.get((day.year, day.month), 0) + 1
        ables.append(
            Able(
                key=one.pk,
                fields=frozenset(unpacked(one.fields)),
                languages=frozenset(unpacked(one.languages)),
                regions=frozenset(goes or {0}) if one.regions else frozenset(),
                home=regions.get(one.home_id or 0, one.home_id),
                most=one.load,
                had=len(gone[one.pk]),
                given=given,
                away=tuple((span.first, span.last) for span in away.get(one.pk, [])),
                taken=tuple(gone[one.pk]),
                pools=frozenset(whole.path(one.unit_id) or [one.unit_id]),
            )
        )
    return wishes, ables


def may_be_asked() -> Q:
    """Return the speakers of a pool who may be asked: who agreed to stand there, and has not asked to be left out."""
    return Q(withdrawn=False, consented_on__isnull=False, consented_on__lte=today())


@dataclass(slots=True)
class Region:
    """A region of a tour: lectures held, agreed, and asked for so far without a speaker."""

    unit: Unit
    done: int = 0
    agreed: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a tour has come; ``open`` is what is neither held nor agreed, never below 0."""

    done: Bounded
    agreed: int
    open: int
    regions: list[Region] = field(default_factory=list)

    @property
    def without(self) -> list[Region]:
        """Return the regions in which nothing was held or agreed."""
        return [one for one in self.regions if not one.done and not one.agreed]


def lectures_of(tour: Tour) -> QuerySet[Activity]:
    """Return the activities of a tour: its series, on its days, hosted by its unit or below. Each counts once."""
    found = Activity.objects.knowing("a tour's progress is a number, as figures are")
    found = found.filter(series=tour.title, starts_on__range=(tour.starts_on, tour.ends_on))
    return hosted(found, tour.unit_id)


def progress(tour: Tour) -> Progress:
    """Return how far a tour has come, in whole and by region. A planned lecture without a speaker is not agreed."""
    waiting = [stage for stage in flow.STAGES if stage not in {flow.CONFIRMED, *flow.DERIVED}]
    lectures = lectures_of(tour)
    held = list(lectures.filter(status=Activity.Status.HELD).values_list("pk", "count", "bound"))
    planned = lectures.filter(status=Activity.Status.PLANNED).exclude(asked_lecture__stage__in=waiting)
    agreed = list(planned.values_list("pk", "count"))
    asked = LectureRequest.objects.knowing("how many are asked for is a number").filter(tour=tour)
    asking = list(asked.filter(stage__in=[flow.ASKED, flow.MATCHED, flow.INVITED]).values_list("unit_id", flat=True))
    done = sum(count for _pk, count, _bound in held)
    bound = combine(Bound(bound) for _pk, count, bound in held if count > 1)
    told = sum(count for _pk, count in agreed)
    counts = {pk: count for pk, count, _bound in held} | dict(agreed)
    regions = _by_region(tour, {pk for pk, _c, _b in held}, {pk for pk, _c in agreed}, counts, asking)
    return Progress(Bounded(done, bound), told, max(tour.target - done - told, 0), regions)


def _by_region(tour: Tour, held: set[int], agreed: set[int], counts: dict[int, int], asking: list[int]) -> list[Region]:
    inside = Unit.objects.filter(pk__in=below_ids([tour.unit_id]), level=tour.level)
    found = {unit.pk: Region(unit) for unit in open_among(inside, TreeOn.now()).order_by("code")}
    hosts = list(Host.objects.filter(activity__in=held | agreed).values_list("activity_id", "unit_id"))
    where = regions_of([unit for _activity, unit in hosts] + asking, tour.level)
    told: set[tuple[int, int]] = {(activity, where[unit]) for activity, unit in hosts if unit in where}
    for activity, region in told:
        if region in found and activity in held:
            found[region].done += counts[activity]
        elif region in found:
            found[region].agreed += counts[activity]
    for unit in asking:
        if where.get(unit) in found:
            found[where[unit]].asked += 1
    return list(found.values())
