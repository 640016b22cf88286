"""A pool at the top, and what a county asks of it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.speakers.actions import Listed, NewTour, keep_speaker, keep_tour
from kexie.records.speakers.asking import NewRequest, ask, take
from kexie.records.speakers.models import LectureRequest, PoolSpeaker, Tour
from kexie.records.units.models import Unit
from tests.building import cast

Tree = dict[str, Unit]


def soon(days: int = 10) -> date:
    """Return a day to come, always in the same month as the days after it that tests use."""
    day = today() + timedelta(days=days)
    return day if day.day <= 20 else (day.replace(day=1) + timedelta(days=32)).replace(day=5)


def pooled(by: Account, unit: Unit, code: str = "示例0001", **more: Any) -> PoolSpeaker:
    """Put a speaker into the pool."""
    given: dict[str, Any] = {"label": f"{code}　农业专家", "fields": ("农业",), "consented_on": date(2018, 1, 1)}
    return keep_speaker(Listed(code=code, unit=unit, **(given | more)), by=by)


def wanted(by: Account, unit: Unit, pool: Unit, **more: Any) -> LectureRequest:
    """Ask for a lecture."""
    given: dict[str, Any] = {"title": "稻田里的科技", "field": "农业", "on": soon()}
    return ask(NewRequest(unit=unit, pool=pool, **({"begins": time(9), "ends": time(11)} | given | more)), by=by)


def step(request: LectureRequest, *steps: str, by: Account, **more: Any) -> LectureRequest:
    """Take steps one after the other, as the request stands then."""
    for one in steps:
        now = LectureRequest.objects.knowing("test").get(pk=request.pk)
        request = take(now, one, by=by, version=now.version, **more)
    return request


def toured(by: Account, unit: Unit, **more: Any) -> Tour:
    """Begin a tour over this year and the next."""
    given: dict[str, Any] = {"code": "T1", "title": "示例百场报告", "target": 3, "level": "province"}
    first, last = date(today().year, 1, 1), date(today().year + 1, 12, 31)
    return keep_tour(NewTour(unit=unit, **(given | {"starts_on": first, "ends_on": last} | more)), by=by)


@pytest.fixture
def top(tree: Tree) -> Account:
    """Seat the clerk who serves the pool at the top."""
    return cast("clerk", tree["root"], "top")
