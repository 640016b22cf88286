"""Study sessions: 1 040 from January to May 2018, some stated as lumps, a tenth with rosters, and the study group's.

What the numbers must come to is stated at the top and met exactly; how it spreads over units and days is drawn.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from kexie.data.sample.people import COUNTY_DIVISION, JOINT_DIVISIONS, PROVINCE, STRANGERS_UNIT, People
from kexie.data.sample.rows import AS_OF, Activity, Attendance, known_on, workdays
from kexie.data.sample.tree import ROOT, STUDY_GROUP, Tree

SESSIONS: Final = {1: 138, 2: 150, 3: 204, 4: 248, 5: 300}
"""Sessions by month of 2018, lumps counted in: 1 040 in all."""
ROSTERS: Final = {1: 11, 2: 12, 3: 17, 4: 21, 5: 25}
"""Rosters by month beside the study group's and the joint ones; together a tenth of the sessions."""
KNOWN_PERSON_TIMES: Final = 26_317
"""Person-times of January to May as known on 31 May 2018."""
LATE: Final = 12
"""Sessions of the last days of May that came to be known in June only."""
LUMPS: Final = ((1, 8), (2, 9), (3, 10), (3, 12), (4, 11), (4, 12), (4, 14), (5, 12), (5, 15), (5, 18))
"""(month, at least so many sessions, not listed one by one)."""

GROUP_DAYS: Final = (
    "2017-10-27 2017-11-09 2017-11-23 2017-12-07 2017-12-20 2017-12-28 "
    "2018-01-11 2018-01-25 2018-02-08 2018-02-24 2018-03-08 2018-03-14 2018-03-22 2018-03-29 2018-04-03 2018-04-12 "
    "2018-04-19 2018-04-26 2018-05-03 2018-05-10 2018-05-17 2018-05-23 2018-05-29"
)
"""Days on which the party group's study group met since 2017-10-24: 23, of which 17 in 2018."""
SPEAKERS: Final = ("党史", "经济学", "马克思主义理论", "国际关系", "科技政策", "新闻传播")

TOPICS: Final = (
    ("党的十九大精神专题学习", date(2017, 10, 24)),
    ("科技创新思想专题学习", date(2017, 10, 24)),
    ("群团改革工作专题学习", date(2017, 10, 24)),
    ("全国两会精神专题学习", date(2018, 3, 21)),
    ("科技工作者日主题学习", date(2018, 5, 14)),
    ("两院院士大会精神专题学习", date(2018, 5, 29)),
)
"""What was studied, and from which day on."""

SIZES: Final = {
    "province": (24, 46),
    "prefecture": (16, 36),
    "county": (10, 28),
    "society": (15, 38),
    "direct": (15, 34),
    "department": (10, 24),
    "grassroots": (8, 20),
}
"""Fewest and most who came, by the kind of host."""
WEIGHTS: Final = {
    "province": 25,
    "prefecture": 22,
    "county": 26,
    "society": 15,
    "direct": 6,
    "department": 4,
    "grassroots": 2,
}


@dataclass(slots=True)
class Book:
    """What has been made up so far; ``fixed`` names the sessions whose head count must stay as it is."""

    rng: random.Random
    tree: Tree
    people: People
    activities: list[Activity] = field(default_factory=list)
    attendance: list[Attendance] = field(default_factory=list)
    fixed: set[str] = field(default_factory=set)

    def code(self) -> str:
        """Return the next provisional code of a study session."""
        return f"study-{len(self.activities):05d}"

    def topic(self, day: date) -> str:
        """Return a topic that could be studied on that day; the newest is the likeliest."""
        known = [title for title, since in TOPICS if since <= day]
        return self.rng.choice((*known, known[-1]))

    def session(self, unit: str, day: date, **stated: object) -> Activity:
        """Add one session of a unit on a day."""
        plain = Activity(
            self.code(),
            "study",
            self.topic(day),
            unit,
            day,
            day,
            known_on(self.rng, day),
            bound="exact",
            goals="line",
        )
        made = replace(plain, **stated)  # type: ignore[arg-type]  # keywords are Activity's own
        self.activities.append(made)
        return made

    def rostered(self, unit: str, day: date, **stated: object) -> Activity:
        """Add a session with the roster of the unit's people, and a head count that is at least as long."""
        pool = self.people.of[unit]
        called = self.rng.sample(pool, max(5, len(pool) - self.rng.randint(0, 3)))
        away = self.rng.randint(0, min(3, len(called) - 4))
        came = called[away:]
        guests = self.rng.choice((0, 0, 1, 2, 4, 7))
        headcount = None if self.rng.random() < 0.1 else len(came) + guests  # noqa: PLR2004
        made = self.session(unit, day, headcount=headcount, bound="" if headcount is None else "exact", **stated)
        self.fixed.add(made.code)
        self.roster(made, [(person, "") for person in came])
        for person in called[:away]:
            self.attendance.append(Attendance(made.code, person, "", "excused", day, made.recorded_on))
        return made

    def roster(self, made: Activity, came: list[tuple[str, str]]) -> None:
        """Add named people, each with the unit they came for (empty for their own)."""
        for person, unit in came:
            self.attendance.append(
                Attendance(made.code, person, unit, "present", made.starts_on, made.recorded_on),
            )

    def held(self, month: int) -> int:
        """Return the sessions of a month of 2018 so far, lumps counted in."""
        return sum(
            one.count or 1 for one in self.activities if (one.starts_on.year, one.starts_on.month) == (2018, month)
        )


def _study_group(book: Book) -> None:
    for place, text in enumerate(GROUP_DAYS.split(), start=1):
        speaker = f"示例专家（{SPEAKERS[place % len(SPEAKERS)]}）" if place % 2 else ""
        title = f"中心组集体学习（第{place}次）"
        book.rostered(STUDY_GROUP, date.fromisoformat(text), title=title, speakers=speaker, place="示例科协机关会议室")


def _joint(book: Book) -> None:
    """Sessions with several hosts: each is one session and one head count, wherever it is looked at."""
    units = book.tree.by_division
    first, second, third = (units[division] for division in JOINT_DIVISIONS)
    county = units[COUNTY_DIVISION]
    across = "line;nine.reach.across;nine.transforms.synergy"
    cases = (
        ("长三角三市联合学习", first, (second, third), date(2018, 4, 12), 300),
        ("省区联学", PROVINCE, (county,), date(2018, 3, 20), 86),
        ("县区联学", units["330106"], (units["320102"],), date(2018, 5, 9), 54),
        ("省际联学", "HA", ("HB", "HN"), date(2018, 5, 16), 140),
        ("学会与部门联学", "XH-008", ("BM-04",), date(2018, 2, 27), 48),
        ("全系统动员学习", ROOT, ("BJ", "ZS-01", "XH-001"), date(2018, 1, 10), 210),
        ("省市县三级联学", PROVINCE, (first, county), date(2018, 5, 18), 120),
    )
    for title, lead, others, day, headcount in cases:
        made = book.session(lead, day, title=title, co_hosts=";".join(others), headcount=headcount, goals=across)
        book.fixed.add(made.code)
        if lead == first:
            members = [person for unit in (first, second, third) for person in book.people.of[unit][:4]]
            book.roster(made, [(person, "") for person in members])
            book.roster(made, [(book.people.of[county][-1], first)])


def _lumps(book: Book) -> None:
    hosts = book.rng.sample([*book.tree.of["province"], *book.tree.of["prefecture"][:60]], len(LUMPS))
    for (month, count), unit in zip(LUMPS, hosts, strict=True):
        days = workdays(2018, month)
        ended = days[-1]
        headcount = count * book.rng.randint(18, 24) // 10 * 10
        made = book.session(unit, days[0], ends_on=ended, headcount=headcount, bound="at_least", count=count)
        title = f"{made.title}（不少于{count}场，未逐场列出）"
        book.activities[-1] = replace(made, title=title, recorded_on=known_on(book.rng, ended))
        book.fixed.add(made.code)


def _rosters(book: Book) -> None:
    county = book.tree.by_division[COUNTY_DIVISION]
    joint = {book.tree.by_division[division] for division in JOINT_DIVISIONS}
    keepers = [unit for unit in book.people.of if unit not in {STUDY_GROUP, ROOT, STRANGERS_UNIT, *joint}]
    for month, many in ROSTERS.items():
        days = workdays(2018, month)
        for unit in [county, PROVINCE, *book.rng.choices(keepers, k=many - 2)]:
            book.rostered(unit, book.rng.choice(days))


def _plain(book: Book) -> None:
    for month, many in SESSIONS.items():
        days = workdays(2018, month)
        for _ in range(many - book.held(month)):
            level = book.rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
            unit = book.rng.choice(book.tree.of[level])
            headcount = book.rng.randint(*SIZES[level])
            if rough := book.rng.random() < 0.15:  # noqa: PLR2004
                headcount = max(10, headcount // 10 * 10)
            bound = "at_least" if rough else "exact"
            made = book.session(unit, book.rng.choice(days), headcount=headcount, bound=bound)
            if rough:
                book.fixed.add(made.code)


def _late(book: Book) -> None:
    """Let the last plain sessions of May be known in June only."""
    late = [
        place
        for place, one in enumerate(book.activities)
        if one.code not in book.fixed and date(2018, 5, 21) <= one.starts_on <= AS_OF
    ][-LATE:]
    for place in late:
        one = book.activities[place]
        recorded = AS_OF + timedelta(days=book.rng.randint(1, 20))
        book.activities[place] = replace(one, recorded_on=recorded)
        book.fixed.add(one.code)


def person_times(book: Book, one: Activity) -> int:
    """Return the person-times of a session: its head count, or the people named as present."""
    if one.headcount is not None:
        return one.headcount
    return sum(1 for row in book.attendance if row.activity == one.code and row.status == "present")


def _balance(book: Book) -> None:
    """Bring the person-times known on 31 May to what they must come to, by one person a session at a time."""
    first = date(2018, 1, 1)
    spring = {
        place: one
        for place, one in enumerate(book.activities)
        if first <= one.starts_on <= AS_OF and one.recorded_on <= AS_OF
    }
    short = KNOWN_PERSON_TIMES - sum(person_times(book, one) for one in spring.values())
    loose = [place for place, one in spring.items() if one.code not in book.fixed]
    share, rest = divmod(short, len(loose))
    for turn, place in enumerate(loose):
        one = book.activities[place]
        more = share + (1 if turn < rest else 0)
        book.activities[place] = replace(one, headcount=(one.headcount or 0) + more)


def hold(rng: random.Random, tree: Tree, people: People) -> Book:
    """Return the study sessions from October 2017 to May 2018 with their rosters, under provisional codes."""
    book = Book(rng, tree, people)
    _study_group(book)
    _joint(book)
    _lumps(book)
    _rosters(book)
    _plain(book)
    _late(book)
    _balance(book)
    return book
