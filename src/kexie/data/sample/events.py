"""Everything but study: training, symposia, lectures, visits, what is planned for June, and what was called off."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from kexie.data.sample.people import COUNTY_DIVISION, PROVINCE
from kexie.data.sample.rows import AS_OF, Activity, known_on, workdays
from kexie.data.sample.tree import ROOT, Tree

LECTURE_TOUR: Final = "示例科学家宣讲巡回报告"
LECTURE_TARGET: Final = 100
"""Lectures that the tour is to reach; it has only just started."""
REPORT_TOUR: Final = "示例主题报告会"
INTEGRITY: Final = "示例科学道德和学风建设宣讲"
WORKERS_DAY: Final = date(2018, 5, 30)
"""The national day of science workers."""

TITLES: Final = {
    "chairs": "示例地方科协主席专题培训班",
    "society-heads": "示例全国学会理事长专题培训班",
    "workers": "示例科技工作者座谈会",
    "women": "示例女科学家座谈会",
    "conference-40": "示例纪念全国科学大会召开40周年座谈会",
    "westward": "示例“西迁精神”座谈会",
    "scientists-100": "示例科协成立60周年百名科学家座谈会",
    "grassroots-100": "示例科协成立60周年百名基层科技工作者座谈会",
}
"""Titles of the national events that the work report names; marked, for real bodies held real ones."""

NATIONAL: Final = (
    # kind, title, unit, co-hosts, first day, days, head count, goals
    ("training", "chairs", ROOT, "ZS-10", date(2018, 3, 27), 3, 118, "line;nine.reach.across;six.cohesion"),
    ("training", "society-heads", ROOT, "ZS-10;BM-04", date(2018, 4, 17), 3, 146, "line;six.cohesion"),
    ("symposium", "workers", ROOT, "", date(2018, 2, 8), 1, 46, "six.cohesion"),
    ("symposium", "women", ROOT, "XH-210", date(2018, 3, 7), 1, 38, "six.cohesion"),
    ("symposium", "conference-40", ROOT, "", date(2018, 3, 30), 1, 120, "six.cohesion;six.academic"),
    ("symposium", "westward", ROOT, "SN", date(2018, 4, 13), 1, 64, "six.cohesion"),
    ("symposium", "scientists-100", ROOT, "", date(2018, 5, 24), 1, 100, "six.cohesion;six.academic"),
    ("symposium", "grassroots-100", ROOT, "", date(2018, 5, 25), 1, 100, "six.cohesion"),
)


@dataclass(slots=True)
class Events:
    """What has been made up so far."""

    rng: random.Random
    tree: Tree
    activities: list[Activity] = field(default_factory=list)

    def hold(self, kind: str, title: str, unit: str, day: date, **stated: object) -> None:
        """Add one gathering that took place."""
        code = f"event-{len(self.activities):05d}"
        plain = Activity(code, kind, title, unit, day, day, known_on(self.rng, day), bound="exact")
        self.activities.append(replace(plain, **stated))  # type: ignore[arg-type]  # keywords are Activity's own

    def announce(self, kind: str, title: str, unit: str, day: date, **stated: object) -> None:
        """Add one gathering that is planned, made known two to six weeks before, by the end of May at the latest."""
        recorded = min(day - timedelta(days=self.rng.randint(14, 42)), AS_OF)
        self.hold(kind, title, unit, day, status="planned", bound="", recorded_on=recorded, **stated)


def _national(events: Events) -> None:
    for kind, title, unit, co_hosts, day, days, headcount, goals in NATIONAL:
        ended = day + timedelta(days=days - 1)
        events.hold(
            kind,
            TITLES[title],
            unit,
            day,
            ends_on=ended,
            recorded_on=known_on(events.rng, ended),
            co_hosts=co_hosts,
            headcount=headcount,
            goals=goals,
            place="示例科技会堂",
        )


def _training(events: Events) -> None:
    hosts = events.rng.sample(events.tree.of["province"], 14) + events.rng.sample(events.tree.of["society"], 10)
    for unit in hosts:
        day = events.rng.choice(workdays(2018, events.rng.choice((3, 4, 4, 5))))
        ended = day + timedelta(days=events.rng.randint(0, 2))
        events.hold(
            "training",
            "基层组织负责人培训班",
            unit,
            day,
            ends_on=ended,
            recorded_on=known_on(events.rng, ended),
            headcount=events.rng.randint(30, 90),
            goals="six.cohesion",
        )


def _lectures(events: Events) -> None:
    provinces = events.rng.sample(events.tree.of["province"], 30)
    for place, unit in enumerate(provinces[:14], start=1):
        events.hold(
            "lecture",
            f"{LECTURE_TOUR}（第{place}场）",
            unit,
            workdays(2018, 5)[place],
            co_hosts=ROOT if place == 1 else "",
            headcount=events.rng.randint(12, 40) * 10,
            bound="at_least",
            goals="line;nine.wheels.popsci;six.popsci",
            speakers="示例科学家",
            series=LECTURE_TOUR,
        )
    for place, unit in enumerate(provinces[14:], start=15):
        day = workdays(2018, 6)[place - 15]
        events.announce("lecture", f"{LECTURE_TOUR}（第{place}场）", unit, day, series=LECTURE_TOUR, goals="line")
    for place, unit in enumerate(provinces[:5], start=1):
        day = workdays(2018, 4)[place * 3]
        events.hold(
            "lecture",
            f"{REPORT_TOUR}（第{place}场）",
            unit,
            day,
            headcount=events.rng.randint(150, 420),
            goals="six.cohesion",
            speakers="示例报告人",
            series=REPORT_TOUR,
        )
    spring = [day for month in (3, 4, 5) for day in workdays(2018, month)]
    for place, unit in enumerate(events.rng.sample(events.tree.of["grassroots"], 12), start=1):
        day = spring[place * 4]
        events.hold(
            "lecture",
            f"{INTEGRITY}（第{place}场）",
            unit,
            day,
            headcount=events.rng.randint(60, 180),
            goals="nine.wheels.academic;six.academic",
            speakers="示例院士专家（科研诚信）",
            series=INTEGRITY,
        )


def _visits(events: Events) -> None:
    """Visits on the day of science workers: by the association's leaders, by every province, by some counties."""
    county = events.tree.by_division[COUNTY_DIVISION]
    counties = [county, *events.rng.sample([one for one in events.tree.of["county"] if one != county], 25)]
    for unit in [ROOT] * 6 + events.tree.of["province"] + counties:
        events.hold(
            "visit",
            "科技工作者日走访慰问",
            unit,
            WORKERS_DAY,
            headcount=events.rng.randint(1, 6),
            goals="deeds;six.cohesion",
            recorded_on=WORKERS_DAY + timedelta(days=events.rng.randint(0, 1)),
        )


def _planned(events: Events) -> None:
    county = events.tree.by_division[COUNTY_DIVISION]
    hosts = [county, PROVINCE, *events.rng.sample(events.tree.of["province"], 12), *events.tree.of["direct"][:8]]
    days = workdays(2018, 6)
    for unit in hosts:
        events.announce("study", "两院院士大会精神专题学习", unit, events.rng.choice(days), goals="line")


def _cancelled(events: Events) -> None:
    for unit in events.rng.sample(events.tree.of["prefecture"], 5):
        day = events.rng.choice(workdays(2018, events.rng.choice((2, 3, 4, 5))))
        recorded = day - timedelta(days=events.rng.randint(1, 6))
        title = "专题学习（因故取消）"
        events.hold("study", title, unit, day, status="cancelled", bound="", recorded_on=recorded, goals="line")


def stage(rng: random.Random, tree: Tree) -> list[Activity]:
    """Return every gathering of the first half of 2018 that is not a study session held, under provisional codes."""
    events = Events(rng, tree)
    _national(events)
    _training(events)
    _lectures(events)
    _visits(events)
    _planned(events)
    _cancelled(events)
    return events.activities
