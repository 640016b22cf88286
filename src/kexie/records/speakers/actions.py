"""Keeping the pool and tours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.private import private
from kexie.kit.refusal import Refused
from kexie.kit.text import joined, one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.rules import packed
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.speakers.models import Away, PoolSpeaker, Tour
from kexie.records.speakers.slots import zone_of
from kexie.records.speakers.words import LANGUAGES
from kexie.records.units.kinds import LEVELS
from kexie.records.units.models import Unit

LEVEL_SLUGS: Final = tuple(level.slug for level in LEVELS)
MOST_LOAD: Final = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """What somebody says of a speaker in the pool, see ``PoolSpeaker``; ``away``: spans of days."""

    code: str
    label: str
    unit: Unit
    fields: tuple[str, ...]
    languages: tuple[str, ...] = ("zh",)
    regions: tuple[str, ...] = ()
    home: Unit | None = None
    zone: str = ""
    load: int = 4
    consented_on: date | None = None
    away: tuple[tuple[date, date], ...] = ()
    withdrawn: bool = False
    origin: str = "live"

    def columns(self) -> dict[str, object]:
        """Return the columns that this sets."""
        names = ("code", "label", "unit", "home", "zone", "load", "consented_on", "withdrawn", "origin")
        lists = {name: packed(getattr(self, name)) for name in ("fields", "languages", "regions")}
        return {name: getattr(self, name) for name in names} | lists | {"label": one_line(self.label)}


def faults(said: Listed) -> list[str]:
    """Return what is wrong with an entry on its own, a sentence each."""
    found = []
    if not said.label.strip() or not said.code.strip():
        found.append(_("请写编号和称呼（例：示例0001　农业专家）。"))
    if private(said.label) or private(said.code):
        found.append(_("称呼和编号里不要写电话、证件号或邮箱；人才库里不存这些。"))
    if not said.fields:
        found.append(_("请写至少一个讲题领域。"))
    unknown = [one for one in said.languages if one not in LANGUAGES]
    if unknown or not said.languages:
        offered = joined(f"{slug}（{title}）" for slug, title in LANGUAGES.items())
        found.append(_("没有这种语言“%(slug)s”；可选：%(offered)s。") % {"slug": ";".join(unknown), "offered": offered})
    if not 1 <= said.load <= MOST_LOAD:
        found.append(_("每月最多场次要在 1 到 %(most)s 之间。") % {"most": MOST_LOAD})
    if any(last < first for first, last in said.away):
        found.append(_("不便的日子里，止日早于起日；请更正。"))
    try:
        zone_of(said.zone)
    except Refused as refusal:
        found += refusal.lines
    return found


def keep_speaker(said: Listed, *, by: Account, speaker: PoolSpeaker | None = None, version: int = 0) -> PoolSpeaker:
    """Put somebody into the pool, or change the entry; raise ``Refused`` with a sentence for each thing wrong."""
    door.demand(by, Right.ACTIVITY_RECORD, said.unit)
    wrong = faults(said)
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        if speaker is not None:
            door.demand(by, Right.ACTIVITY_RECORD, speaker.unit)
            fresh = PoolSpeaker.objects.knowing("changing what was seen").get(pk=speaker.pk)
            if fresh.version != version:
                raise Refused(_("“%(label)s”刚被别人改过；您的改动没有保存，请核对后再存。") % {"label": fresh.label})
        taken = PoolSpeaker.objects.knowing("codes are unique for everyone").filter(code=said.code)
        if taken.exclude(pk=speaker.pk if speaker else 0).exists():
            raise Refused(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": said.code})
        return keep_many([(speaker, said)], by=by)[0]


def keep_many(pairs: Sequence[tuple[PoolSpeaker | None, Listed]], *, by: Account) -> list[PoolSpeaker]:
    """Keep checked entries, new ones and changed ones, in the caller's transaction."""
    kept = []
    for old, said in pairs:
        one = old or PoolSpeaker()
        for name, value in said.columns().items():
            setattr(one, name, value)
        one.version = old.version + 1 if old is not None else 1
        one.save()
        Away.objects.filter(speaker=one).delete()
        Away.objects.bulk_create([Away(speaker=one, first=first, last=last) for first, last in said.away])
        deed = Deed("change" if old is not None else "record", "speaker", str(one.pk), unit=one.unit_id)
        write([deed], by=by.pk)
        kept.append(one)
    return kept


@dataclass(frozen=True, slots=True)
class NewTour:
    """What somebody says of a tour, see ``Tour``."""

    code: str
    title: str
    unit: Unit
    target: int
    level: str
    starts_on: date
    ends_on: date
    origin: str = "live"


def keep_tour(said: NewTour, *, by: Account, tour: Tour | None = None, version: int = 0) -> Tour:
    """Begin a tour, or change it. Its title is the series of its lectures, so it stays once one carries it."""
    door.demand(by, Right.ACTIVITY_RECORD, said.unit)
    with transaction.atomic():
        lock()
        wrong = _tour_faults(said, tour)
        if tour is not None:
            door.demand(by, Right.ACTIVITY_RECORD, tour.unit)
            fresh = Tour.objects.knowing("changing what was seen").get(pk=tour.pk)
            if fresh.version != version:
                wrong.append(_("“%(title)s”刚被别人改过；请核对后再存。") % {"title": fresh.title})
            if fresh.title != said.title:
                wrong.append(_("巡讲的名称就是活动的系列名，开始以后不能改；请另开一轮。"))
        if wrong:
            raise Refused(wrong)
        kept = tour or Tour()
        for name in ("code", "title", "unit", "target", "level", "starts_on", "ends_on", "origin"):
            setattr(kept, name, getattr(said, name))
        kept.version = tour.version + 1 if tour is not None else 1
        kept.save()
        write([Deed("change" if tour else "record", "tour", str(kept.pk), unit=kept.unit_id)], by=by.pk)
    return kept


def _tour_faults(said: NewTour, tour: Tour | None) -> list[str]:
    found = []
    others = Tour.objects.knowing("codes and titles are unique for everyone").exclude(pk=tour.pk if tour else 0)
    if not said.code.strip() or not said.title.strip() or len(said.title) > 100:  # noqa: PLR2004 - as the column
        found.append(_("请写编号和名称（名称最多 100 字）。"))
    if others.filter(code=said.code).exists():
        found.append(_("编号“%(code)s”已经用过；请换一个编号。") % {"code": said.code})
    if others.filter(title=said.title).exists():
        found.append(_("已经有一轮叫“%(title)s”；名称要分得开，例如加上年份。") % {"title": said.title})
    if said.target < 1:
        found.append(_("目标场次至少是 1。"))
    if said.ends_on < said.starts_on:
        found.append(_("结束日期早于开始日期；请更正。"))
    if said.level not in LEVEL_SLUGS:
        found.append(_("请选按哪一级看有没有讲到。"))
    return found
