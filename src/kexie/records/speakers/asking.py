"""Asking for a lecture, and taking a request further: match, invite, confirm, remind, replace, withdraw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.kit.clock import day_of, now, today, zone
from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity, Sitting
from kexie.records.activities.queries import draft_of
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.speakers import flow, queries
from kexie.records.speakers.flow import STEPS, Step
from kexie.records.speakers.models import LectureParty, LectureRequest, LectureStep, PoolSpeaker, Tour
from kexie.records.speakers.planning import AWAY, BUSY, ELSEWHERE, FULL, UNFIT, obstacle
from kexie.records.speakers.slots import Clash, clashes, instant, zone_of
from kexie.records.speakers.words import LANGUAGES
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

LONGEST: Final = timedelta(hours=12)
"""Nobody lectures longer at a stretch: beyond this a time is a slip of the pen."""
WHY: Final = "taking a request further"
AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a unit asks for. ``on``, ``begins`` and ``ends`` are by the clocks of ``zone``, the association's if empty.

    ``ends`` at or before ``begins`` means the next day.
    """

    unit: Unit
    pool: Unit
    title: str
    field: str
    on: date
    begins: time
    ends: time
    language: str = "zh"
    place: str = ""
    zone: str = ""
    tour: Tour | None = None
    code: str = ""
    origin: str = "live"

    def span(self) -> tuple[datetime, datetime]:
        """Return when it begins and ends, as instants; raise ``Refused`` for an unknown zone or a skipped hour."""
        where = zone_of(self.zone)
        last = self.on if self.ends > self.begins else self.on + timedelta(days=1)
        return instant(self.on, self.begins, where), instant(last, self.ends, where)


class Offered:
    """What requests are checked against, read once for many: the fields on offer of each pool, and codes in use."""

    def __init__(self, codes: Iterable[str]) -> None:
        """Look up which of these codes are in use."""
        self.taken: set[str] = set()
        listed = sorted({code.strip() for code in codes} - {""})
        for start in range(0, len(listed), AT_ONCE):
            rows = LectureRequest.objects.knowing("codes are unique for everyone")
            found = rows.filter(code__in=listed[start : start + AT_ONCE])
            self.taken |= set(found.values_list("code", flat=True))
        self.menus: dict[int, list[str]] = {}

    def menu(self, pool: Unit) -> list[str]:
        """Return the fields on offer of a pool."""
        if pool.pk not in self.menus:
            self.menus[pool.pk] = queries.menu(pool)
        return self.menus[pool.pk]


def ask(new: NewRequest, *, by: Account) -> LectureRequest:
    """Ask a pool for a lecture (点单); raise ``Refused`` with a sentence for each thing that cannot stand."""
    return ask_many([new], by=by)[0]


def ask_many(new: Sequence[NewRequest], *, by: Account) -> list[LectureRequest]:
    """Ask for many lectures, all or none, in as many questions as for one; ``Refused`` as for one."""
    for unit in {one.unit.pk: one.unit for one in new}.values():
        door.demand(by, Right.ACTIVITY_RECORD, unit)
    with transaction.atomic():
        lock()
        offered = Offered(one.code for one in new)
        wrong = [why for one in new for why in asking_faults(one, *one.span(), offered)]
        if wrong:
            raise Refused(wrong)
        numbers = _numbers()
        requests = LectureRequest.objects.bulk_create([
            LectureRequest(
                code=one.code.strip() or next(numbers), unit=one.unit, pool=one.pool, tour=one.tour,
                title=one.title.strip(), field=one.field, language=one.language, place=one.place.strip(), zone=one.zone,
                begins_at=begins, ends_at=ends, opened_on=today(), origin=one.origin,
            )
            for one in new for begins, ends in [one.span()]
        ])  # fmt: skip
        LectureParty.objects.bulk_create([
            LectureParty(request=request, unit=unit, side=side)
            for request in requests for side, unit in (("asker", request.unit), ("pool", request.pool))
        ])  # fmt: skip
        LectureStep.objects.bulk_create([
            LectureStep(request=one, number=1, step="ask", stage=one.stage, at=now(), by=by.pk) for one in requests
        ])  # fmt: skip
        write([Deed("ask", "lecture", str(one.pk), unit=one.unit_id) for one in requests], by=by.pk)
    return requests


def asking_faults(new: NewRequest, begins: datetime, ends: datetime, offered: Offered | None = None) -> list[str]:
    """Return what is wrong with what a unit asks for, in sentences; ``offered``: as read for many of them."""
    known = offered or Offered([new.code])
    found = []
    if not new.title.strip():
        found.append(_("请写想听什么。"))
    if begins <= now() and new.origin == "live":
        found.append(_("时间已经过去；已经讲过的请直接记为活动。"))
    if ends - begins > LONGEST:
        found.append(_("一场讲座超过 12 小时；请核对起止时间。"))
    if new.language not in LANGUAGES:
        found.append(_("没有这种语言；请从表里选。"))
    if new.field not in known.menu(new.pool):
        found.append(_("“%(unit)s”的人才库里没有“%(field)s”这个领域。") % {"unit": new.pool.name, "field": new.field})
    if new.tour is not None:
        if new.tour.unit_id not in tree(TreeOn.now()).path(new.unit.pk):
            found.append(_("这一轮巡讲不面向“%(unit)s”。") % {"unit": new.unit.name})
        if not new.tour.starts_on <= day_of(begins) <= new.tour.ends_on:
            said = {"first": new.tour.starts_on, "last": new.tour.ends_on}
            found.append(_("不在这一轮巡讲的日期（%(first)s—%(last)s）之内。") % said)
    code = new.code.strip()
    if code in known.taken:
        found.append(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": code})
    return found


def _numbers() -> Iterator[str]:
    """Yield codes for requests without one, from the first that is free on."""
    head = f"lecture-{today().year}-"
    rows = LectureRequest.objects.knowing("codes are unique for everyone").filter(code__startswith=head)
    used = [whole(code[len(head) :]) or 0 for code in rows.values_list("code", flat=True)]
    return (f"{head}{number:04d}" for number in count(max(used, default=0) + 1))


def take(
    request: LectureRequest,
    step: str,
    *,
    by: Account,
    version: int,
    speaker: PoolSpeaker | None = None,
    reason: str = "",
) -> LectureRequest:
    """Take a step; raise ``Refused`` with every reason why it may not be taken, and then nothing has changed.

    ``version`` is the one that the person saw. Agreed (已接单) plans the activity; withdrawn cancels it.
    """
    with transaction.atomic():
        lock()
        fresh = _fresh(request, by, version)
        if step not in STEPS:
            raise Refused(_("没有“%(step)s”这一步。") % {"step": step[:40]})
        move, at = STEPS[step], queries.standing(fresh)
        wrong = flow.faults(move, at, queries.sides(by, fresh), speaker=speaker is not None, reason=reason)
        if move.speaker and speaker is not None and not wrong:
            wrong = unfit(fresh, speaker)
        if step == "replace" and speaker is not None and speaker.pk == fresh.speaker_id:
            wrong.append(_("换上的还是同一位；请另选。"))
        if wrong:
            raise Refused(wrong)
        _move(fresh, move, speaker, reason, by)
        _note(fresh, step, by=by, reason=reason)
    return fresh


def match_many(pairs: Mapping[LectureRequest, PoolSpeaker], *, by: Account) -> int:
    """Match requests with speakers as a plan proposes, all or none; each is checked again as it stands now."""
    with transaction.atomic():
        lock()
        for request, speaker in pairs.items():
            take(request, "match", by=by, version=request.version, speaker=speaker)
    return len(pairs)


def _fresh(request: LectureRequest, by: Account, version: int) -> LectureRequest:
    current = door.get(by, Right.RECORD_READ, LectureRequest, pk=request.pk)
    if current.version != version:
        said = {"title": current.title, "stage": flow.STAGES[queries.standing(current)].title}
        raise Refused(_("“%(title)s”刚被别人动过（现为“%(stage)s”）；您的操作没有生效，请核对后再做。") % said)
    return current


def unfit(request: LectureRequest, speaker: PoolSpeaker) -> list[str]:
    """Return why a speaker cannot take a request, a sentence each; what is only vague is not among them."""
    said = {"label": speaker.label, "most": speaker.load, "unit": request.pool.name}
    if speaker.withdrawn:
        return [_("“%(label)s”已退出人才库。") % said]
    if speaker.consented_on is None or speaker.consented_on > today():
        return [_("“%(label)s”还没有同意进人才库；请先征得同意并记下日期。") % said]
    wishes, ables = queries.ables_of([speaker], [request])
    why = obstacle(wishes[0], ables[0])
    if why == BUSY:
        hard = [(how, slot) for how, slot in clashes(wishes[0].slot, ables[0].taken) if how is not Clash.SAME_DAY]
        return [clash_words(how, slot.what, slot.begins, label=speaker.label) for how, slot in hard]
    words = {
        ELSEWHERE: _("“%(label)s”不在“%(unit)s”的人才库里。"),
        UNFIT: _("“%(label)s”的领域、语言或愿去的地区不合这一单。"),
        AWAY: _("“%(label)s”那天不便。"),
        FULL: _("“%(label)s”那个月已排满 %(most)s 场。"),
    }
    return [words[why] % said] if why is not None else []


def clash_words(how: Clash, what: str, begins: datetime, *, label: str) -> str:
    """Return one clash as a sentence; the time is the association's."""
    said = {"label": label, "what": what, "at": f"{begins.astimezone(zone()):%Y-%m-%d %H:%M}"}
    if how is Clash.OVERLAP:
        return _("“%(label)s”同一时间已有“%(what)s”（%(at)s 起）。") % said
    if how is Clash.TRAVEL:
        return _("“%(label)s”赶不过来：“%(what)s”（%(at)s 起）在另一个地区，间隔不足 6 小时。") % said
    return _("“%(label)s”当天还有“%(what)s”，没有写几点；请核对。") % said


def _move(request: LectureRequest, move: Step, speaker: PoolSpeaker | None, reason: str, by: Account) -> None:
    request.stage = move.target
    if move.speaker:
        request.speaker = speaker
    if move.slug == "confirm":
        _agree(request, by)
    elif move.slug in {"replace", "decline"} and request.activity is not None:
        _change(request.activity, (), by)  # the day stays in the calendars, the speaker is open
    elif move.slug == "withdraw" and request.activity is not None:
        activities.cancel(request.activity, reason=reason, by=by, version=request.activity.version)
    if move.slug == "decline":
        request.speaker = None
    request.version += 1
    request.save(force_update=True)


def _agree(request: LectureRequest, by: Account) -> None:
    """Plan the lecture as an activity, or name the new speaker in the one that is planned already."""
    assert request.speaker is not None  # noqa: S101 - the stage has one
    if request.activity is not None:
        _change(request.activity, (request.speaker.label,), by)
        return
    begins, ends = (at.astimezone(zone()) for at in (request.begins_at, request.ends_at))
    inside = request.pool_id in tree(TreeOn.now()).path(request.unit_id)
    draft = Draft(
        code=_free_code(request.code),
        kind="lecture",
        title=request.title,
        unit=request.unit,
        co_hosts=() if inside else (request.pool,),
        starts_on=begins.date(),
        ends_on=begins.date(),
        status="planned",
        place=request.place,
        speakers=(request.speaker.label,),
        series=request.tour.title if request.tour is not None else "",
        origin=request.origin,
    )
    # whoever serves the pool acts for the unit that asked: it asked for just this
    request.activity = activities.record_many([draft], by=by)[0]
    same_day = ends.date() == begins.date()
    Sitting.objects.create(
        activity=request.activity, on=begins.date(), begins=begins.time(), ends=ends.time() if same_day else None,
        place=request.place,
    )  # fmt: skip


def _change(activity: Activity, speakers: tuple[str, ...], by: Account) -> None:
    activities.change_many([(activity, replace(draft_of(activity), speakers=speakers))], by=by)


def _free_code(code: str) -> str:
    taken = Activity.objects.knowing("codes are unique for everyone").filter(code__startswith=code[:58])
    used = set(taken.values_list("code", flat=True))
    return next(one for one in (code, *(f"{code[:58]}-{n}" for n in range(2, len(used) + 3))) if one not in used)


def _note(request: LectureRequest, step: str, *, by: Account, reason: str = "") -> None:
    last = LectureStep.objects.filter(request=request).aggregate(last=Max("number"))["last"] or 0
    LectureStep.objects.create(
        request=request, number=last + 1, step=step, stage=request.stage, speaker=request.speaker,
        reason=reason.strip()[:500], at=now(), by=by.pk,
    )  # fmt: skip
    body = {"speaker": request.speaker_id, "reason": reason.strip()[:500]} if reason or request.speaker_id else {}
    write([Deed(step, "lecture", str(request.pk), unit=request.unit_id, body=body)], by=by.pk)
