"""The sample's lectures: the tour of the text, one of this year, a pool and requests at different stages. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, Final

from kexie.data.sample.events import LECTURE_TOUR
from kexie.kit.clock import today
from kexie.kit.workdays import workday_from
from kexie.records.access.models import Account
from kexie.records.speakers.actions import Listed, NewTour, keep_speaker, keep_tour
from kexie.records.speakers.asking import NewRequest, ask, take
from kexie.records.speakers.models import LectureRequest, PoolSpeaker, Tour
from kexie.records.units.models import Unit

ROOT, PROVINCE = "DEMO", "JS"
ORIGIN: Final = "made_up"
POOL: Final = (
    ("示例0001　农业专家", ("农业", "食品"), ("zh",), 4),
    ("示例0002　环保专家", ("环保",), ("zh", "en"), 3),
    ("示例0003　医学专家", ("医学", "食品"), ("zh",), 2),
    ("示例0004　航天专家", ("航天",), ("zh", "en"), 4),
    ("示例0005　科研诚信讲师", ("科研诚信",), ("zh",), 6),
    ("示例0006　人工智能专家", ("人工智能", "科研诚信"), ("zh", "en"), 3),
)
"""Invented speakers by role: fields, languages, most lectures a month."""


def open_tours(by: Mapping[str, Account]) -> None:
    """Put the sample's pool, tours and requests into the book; ``by``: the sample's accounts by part."""
    owner, province = by["owner"], by["province_clerk"]
    root, unit = (Unit.objects.get(code=code) for code in (ROOT, PROVINCE))
    days = {"starts_on": date(2018, 5, 1), "ends_on": date(2018, 12, 31)}
    keep_tour(NewTour("2018-100", LECTURE_TOUR, root, 100, "province", **days, origin=ORIGIN), by=owner)
    year = today().year
    said = NewTour(
        "JS-12", f"示例科学家进县区（{year}）", unit, 12, "prefecture", date(year, 1, 1), date(year + 1, 6, 30), ORIGIN
    )
    tour = keep_tour(said, by=province)
    pool = [
        keep_speaker(
            Listed(f"示例{n:04d}", label, unit, fields, tongues, load=most, home=unit, origin=ORIGIN,
                   consented_on=date(year, 1, 5) if n < len(POOL) else None),
            by=province,
        )
        for n, (label, fields, tongues, most) in enumerate(POOL, start=1)
    ]  # fmt: skip
    _requests(unit, tour, pool, province)


def _requests(unit: Unit, tour: Tour, pool: list[PoolSpeaker], by: Account) -> None:
    below = {one.code: one for one in Unit.objects.filter(code__in=["JS-01", "JS-02", "JS-03", "JS-01-04"])}
    wanted = (
        ("稻田里的科技", "农业", "JS-01-04", 9, ("match", "invite", "confirm")),
        ("饮水与健康", "环保", "JS-02", 12, ("match", "invite")),
        ("从卫星看家乡", "航天", "JS-01", 16, ("match",)),
        ("急救五分钟", "医学", "JS-03", 19, ()),
        ("写好第一篇论文", "科研诚信", "JS-01-04", 23, ()),
    )
    for title, field, code, days, steps in wanted:
        on = workday_from(today() + timedelta(days=days))
        new = NewRequest(
            unit=below[code], pool=unit, title=title, field=field, on=on, begins=time(9, 30), ends=time(11),
            place="示例会堂", tour=tour, origin=ORIGIN,
        )  # fmt: skip
        request = ask(new, by=by)
        for step in steps:
            request = _step(request, step, pool, by)


def _step(request: LectureRequest, step: str, pool: list[PoolSpeaker], by: Account) -> LectureRequest:
    more: dict[str, Any] = {}
    if step == "match":
        more["speaker"] = next(one for one in pool if f";{request.field};" in one.fields)
    return take(request, step, by=by, version=request.version, **more)
