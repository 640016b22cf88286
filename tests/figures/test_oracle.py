"""The exact definition, held against counting by hand on random histories: the test that everything stands on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.figures.answer import Answer, Figure, answer
from kexie.figures.question import Question, ask
from kexie.figures.records import records
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import cast
from tests.figures import brute
from tests.figures.days import at
from tests.figures.stories import BEGIN, EXAMPLES, GOALS, KINDS, SERIES, Story, Teller, number, splits, stories

PERIODS = (
    "2018",
    "2018",
    "2017-01-01..2018-12-31",
    "2018-01",
    "2018Q1",
    "2017-11-15..2018-03-07",
    "2018-02",
    "2017-01-01..2019-12-31",
    "2018-01-10",
)


@dataclass(frozen=True)
class Asked:
    """A question as it is typed; the unit and the reader's post by number.

    ``as_of`` is one of the days on which something was done, by number, and so many days later (earlier).
    """

    indicator: str
    unit: int
    period: str
    by: tuple[str, ...]
    where: tuple[str, ...]
    as_of: tuple[int, int]
    tree: int | None
    post: int


conditions = st.one_of(
    st.sampled_from(KINDS).map("kind={}".format),
    st.sampled_from([*GOALS, "2"]).map("goal={}".format),
    st.sampled_from(SERIES).map("series={}".format),
)
questions = st.tuples(
    *(
        st.builds(
            Asked,
            indicator=st.just(slug),
            unit=st.just(0) | number,  # the first is a root, with much below it
            period=st.sampled_from(PERIODS),
            by=splits,
            where=st.just(()) | st.lists(conditions, max_size=2).map(tuple),
            as_of=st.tuples(number, st.sampled_from([0, 0, 0, -1, 1, 300])),
            tree=st.sampled_from([None, None, 0]) | st.integers(-60, 120),
            post=number,
        )
        for slug in ("activities", "attendances", "attendees", "attendees", "participations", "participants")
    )
)


@dataclass
class ByHand:
    """Answers one question by hand."""

    teller: Teller
    asked: Asked
    question: Question

    def __post_init__(self) -> None:
        self.world = self.teller.chronicle.world(self.question.as_of)
        where = self.question.where
        self.items = [
            item
            for item in brute.items(self.world, self.asked.indicator)
            if item.fits(date.min, date.max, where.kinds, where.goals, where.series)
        ]

    def slice(self, top: int, period: Period, kind: str = "", goal: str = "") -> list[brute.Item]:
        inside = brute.below(self.world.hung(self.question.tree_day(period)), top)
        kinds, goals = [kind] if kind else [], [goal] if goal else []
        return [
            item
            for item in self.items
            if item.units & inside and item.fits(period.first, period.last, kinds, goals, ())
        ]

    def cell(self, top: int, period: Period, kind: str = "", goal: str = "") -> tuple[int, str, int]:
        return brute.total(self.asked.indicator, self.slice(top, period, kind, goal))

    def tops(self, period: Period) -> set[int]:
        word = self.question.units_by()
        top = self.question.unit.pk
        hung = self.world.hung(self.question.tree_day(period))
        if not word:
            return {top}
        if word == "children":
            return {unit for unit, parent in hung.items() if parent == top}
        level = {unit.pk: unit.level for unit in self.teller.units}
        return {unit for unit in brute.below(hung, top) - {top} if level[unit] == word.removeprefix("units:")}


def said(figure: Figure) -> tuple[int | Decimal | None, str, int]:
    return figure.value, figure.bound.value, figure.records


def check_rows(hand: ByHand, got: Answer) -> None:
    """Every row is right, nothing that counts is left out, and no open unit is without its row."""
    assert said(got.total) == hand.cell(got.total.unit.pk, got.question.period)
    rows = Counter((row.unit.pk, str(row.period), row.kind, row.goal) for row in got.rows)
    assert max(rows.values(), default=1) == 1
    for row in got.rows:
        assert row.unit.pk in hand.tops(row.period)
        assert said(row) == hand.cell(row.unit.pk, row.period, row.kind, row.goal)
    by = got.question.by
    prefixes = {"1", "1.1", "1.10", "11", "2", "2.1%_"}
    for period in got.question.periods():
        for top in hand.tops(period):
            for kind in KINDS if "kind" in by else [""]:
                for goal in prefixes if "goal" in by else [""]:
                    must = hand.cell(top, period, kind, goal) != (0, "exact", 0)
                    must = must or (not kind and not goal and top not in hand.teller.closed)
                    assert not must or (top, str(period), kind, goal) in rows


def check_records(hand: ByHand, got: Answer, owner: Account, reader: Account, post: Unit) -> None:
    """The records recount to the value; of them a reader sees those credited to a unit in reach, and how many not."""
    behind = records(got.question, reader=owner)
    assert behind.count == len(behind.records) == got.total.records
    assert behind.hidden == 0
    assert sum(record.amount or 0 for record in behind.records) == got.total.value
    pages = records(got.question, reader=owner, limit=2)
    assert pages.records == behind.records[:2]
    assert pages.next == (2 if behind.count > 2 else None)
    persons = got.question.indicator.slug in brute.OF_PERSONS
    reach = brute.below(hand.teller.chronicle.world().hung(hand.teller.day), post.pk)
    top = got.question.unit.pk
    inside = brute.below(hand.world.hung(got.question.tree_day(got.question.period)), top)
    seen = {
        item.person if persons else item.name
        for item in hand.slice(top, got.question.period)
        if item.units & inside & reach and not (persons and item.person is None)
    }
    told = records(got.question, reader=reader)
    few = got.question.indicator.slug != "activities" and 0 < (got.total.value or 0) < 5 and top not in reach
    assert len(told.records) == len(seen)
    assert len({record.thing for record in told.records}) == len(told.records)
    assert told.count == len(seen) + told.hidden
    assert told.count == (len(seen) if few else behind.count)
    masked = answer(got.question, reader=reader).total
    assert masked.masked == few
    assert said(masked) == ((5, "under", 0) if few else said(got.total))


def check(teller: Teller, asked: Asked, owner: Account, reader: Account, post: Unit) -> None:
    unit = teller.unit(asked.unit)
    tree = "period" if asked.tree is None else "today"
    if asked.tree:
        tree = (BEGIN + timedelta(days=asked.tree)).isoformat()
    question = ask(
        asked.indicator,
        unit=unit.code,
        period=asked.period,
        reader=owner,
        by=asked.by,
        where=asked.where,
        as_of=(teller.days[asked.as_of[0] % len(teller.days)] + timedelta(days=asked.as_of[1])).isoformat(),
        tree=tree,
    )
    hand = ByHand(teller, asked, question)
    got = answer(question, reader=owner)
    check_rows(hand, got)
    check_records(hand, got, owner, reader, post)


@settings(max_examples=3 * EXAMPLES // 2)
@given(story=stories(), asked=questions)
def test_counts_as_by_hand(early: Account, story: Story, asked: tuple[Asked, ...]) -> None:
    with transaction.atomic():
        teller = Teller(story, early)
        teller.begin()
        teller.live()
        with at(teller.day):
            post = teller.unit(asked[0].post)
            reader = cast("clerk", post)
            for one in asked:
                check(teller, one, early, reader, post)
        transaction.set_rollback(True)
