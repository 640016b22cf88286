"""Answers from what is published and the tail beyond it: the same counts as the oracle's, by sums instead of scans."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from kexie.figures.engine import anew, planes, store, terms
from kexie.figures.engine.asked import Asked, Filter, which
from kexie.figures.engine.cells import Plane, Sums
from kexie.figures.engine.family import split
from kexie.figures.engine.ledger import Standing, numbering, reading_of, same_book, standing
from kexie.figures.engine.loose import Loose
from kexie.figures.engine.memory import has, remembered
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.planes import AMOUNTS, PERSONS, Placed, Spread
from kexie.figures.engine.points import Points
from kexie.figures.engine.reading import Look, Part, Room, Vector, Wanted, every, read
from kexie.figures.engine.rows import Rows, joined, resolved
from kexie.figures.engine.store import Snapshot
from kexie.figures.engine.tail import Known, Tail, touched_people, touched_things
from kexie.figures.engine.trees import Ints, Numbering, Unfit
from kexie.figures.indicators import DERIVED
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.kit.looking import asked_once
from kexie.kit.periods import Period
from kexie.records.units.kinds import MAIN
from kexie.records.units.queries import Structure
from kexie.records.units.rules import TreeOn

CELLS: Final = "cells"
COLUMNS: Final = "columns"
SLICE: Final = "slice"
FEW: Final = 10_000
SHARE: Final = 8
"""To count people one by one, who are more than a ``SHARE``-th of all, is no quicker than to count all so."""
DEAR: Final = 20
"""To count an entry again by what it touches costs about so many times as much as within a scan."""


Planes = dict[str, Plane]
Bools = NDArray[np.bool_] | None
Words = tuple[int, Bools, Bools, Bools]
"""The reading of a question, and which kinds, goals and tags satisfy it."""


@dataclass(slots=True)
class View:
    """The book as it stood at one moment: what is published, and the tail beyond it."""

    snapshot: Snapshot
    tail: Tail
    width: int = field(init=False)
    planes: dict[int, tuple[Mapping[str, Plane], Mapping[str, Plane]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make room for every goal, also those that are not published."""
        self.width = len(self.tail.goals.nodes) + 1

    @property
    def until(self) -> Standing:
        """Return how far the book was written."""
        return self.tail.until

    def count(self, question: Question, period: Period, tops: Sequence[int]) -> tuple[dict[Cell, Count], str]:
        """Return what the oracle's ``count`` returns, and the path taken. ``Unfit``: only the oracle can."""
        return self.series(question, [period], tops)[0]

    def series(
        self, question: Question, periods: Sequence[Period], tops: Sequence[int]
    ) -> list[tuple[dict[Cell, Count], str]]:
        """Return for each of some periods what ``count`` returns, at less cost than one after the other."""
        words = self._words(question)
        looks, paths = [], []
        for period in periods:
            asked = self._asked(question, period, words)
            parts, path = self._parts(asked)
            looks.append(Look(asked, parts))
            paths.append(path)
        told = read(looks, self._wanted(looks[0].asked), tops, self._room) if looks else []
        return list(zip(told, paths, strict=True))

    def read(self, asked: Asked, tops: Sequence[int], parts: Sequence[Part]) -> dict[Cell, Count]:
        """Read the counts of units (of the tree of what is asked) from planes."""
        return read([Look(asked, parts)], self._wanted(asked), tops, self._room)[0]

    def values(self, question: Question, period: Period) -> Ints:
        """Return the value below every unit, by the units' numbers in pre-order: of a question that splits nothing."""
        asked = self.asked(question, period)
        parts, _path = self._parts(asked)
        return every(Look(asked, parts), self._names(asked)[0], self._wanted(asked)[0], self._room)

    @property
    def _room(self) -> Room:
        told = self.snapshot.manifest
        return Room(told.kinds, told.width, len(self.snapshot.words.kinds), len(told.goals), self.width)

    def _wanted(self, asked: Asked) -> list[Wanted]:
        kinds, goals = self._kinds(asked), self._goals(asked)
        return [Wanted(kind, goal, some, number) for kind, some in kinds.items() for goal, number in goals.items()]

    def _published(self, reading: int) -> tuple[Mapping[str, Plane], Mapping[str, Plane]]:
        """Return the kept planes of a reading by name, and what was applied to them since."""
        if reading not in self.planes:
            both = self.snapshot.planes, self.snapshot.newer
            whole, newer = ({name: one for (number, name), one in kept.items() if number == reading} for kept in both)
            self.planes[reading] = whole, newer
        return self.planes[reading]

    def _parts(self, asked: Asked) -> tuple[list[Part], str]:
        if asked.question.indicator.slug in DERIVED:
            sums, path = self._fresh(asked)
            return [Part(1, sums, None)], path
        known = self.tail.known(asked.reading, asked.question.as_of.toordinal())
        if not asked.people:
            months = self._months(asked)
            if months is not None:
                return [*self._summed(asked, months, known.as_of), *self._tailed(asked, known)], CELLS
        kept = self._kept(asked) if asked.people else None
        some = self._changed(asked, known) if kept is not None else None
        if kept is None or some is None:
            sums, path = self._fresh(asked)
            return [Part(1, sums, None)], path
        before, after = self._delta(asked, known, some)
        whole, newer = self._published(asked.reading)
        return [Part(1, whole, kept), Part(1, newer, kept), Part(-1, before, None), Part(1, after, None)], CELLS

    def _months(self, asked: Asked) -> list[tuple[int, bool]] | None:
        if asked.published is None:
            return None
        return self.snapshot.calendar.months_of(asked.period, asked.published)

    def _summed(self, asked: Asked, months: list[tuple[int, bool]], as_of: int) -> list[Part]:
        """Return amounts: whole months by their slices, less what was known later; other days by their points."""
        snapshot, where, tree = self.snapshot, asked.question.where, asked.published or 0
        simple = not where.series and len(where.goals) <= (0 if asked.by[1] else 1)
        things, now, parts = snapshot.calendar.things, self._now(asked.question), []
        both = snapshot.points[asked.reading], snapshot.moved[asked.reading]
        for kept_planes, points in zip(self._published(asked.reading), both, strict=True):
            mine = points.get(tree)
            if mine is None or not len(mine):
                continue
            if simple and now and all(whole for _month, whole in months):
                parts.append(Part(1, kept_planes, [things[month, tree] for month, _whole in months]))
                continue
            kept: list[int] = []
            ranges: dict[tuple[int, bool], list[tuple[int, int]]] = {(-1, True): [], (1, True): [], (1, False): []}
            known = mine.known([month for month, _whole in months], as_of)
            for (month, whole), (low, after, high) in zip(months, known, strict=True):
                if not (whole and simple):
                    ranges[1, False].append((low, after))
                elif high - after <= after - low:
                    kept.append(things[month, tree])
                    ranges[-1, True].append((after, high))
                else:  # less of it was known than was not: that is added up instead of taken off
                    ranges[1, True].append((low, after))
            parts.append(Part(1, kept_planes, kept))
            for (sign, whole), some in ranges.items():
                there = [one for one in some if one[0] < one[1]]
                if there:
                    parts.append(Part(sign, self._pointed(asked, mine, there, whole_months=whole), None))
        return parts

    def _pointed(
        self, asked: Asked, points: Points, ranges: list[tuple[int, int]], *, whole_months: bool
    ) -> Mapping[str, Vector]:
        """Return what the points of some ranges come to that satisfy the question's conditions."""
        found: list[Points] = []
        for low, high in ranges:
            part = points.pick(slice(low, high))
            found.append(part if whole_months and asked.filter.everything else part.pick(asked.filter.mask(part.keys)))
        if not sum(map(len, found)):
            return {}
        names = [name for name in self._names(asked) if name in points.weights]
        if asked.by == (False, False):
            same: dict[int, Loose] = {}
            for name in names:
                lots = [(one.keys["at"], one.weights[name]) for one in found]
                same.setdefault(id(points.weights[name]), Loose(lots, asked.tree.size))
            return {name: same[id(points.weights[name])] for name in names}
        weights = {name: np.concatenate([one.weights[name] for one in found]) for name in names}
        at, kinds, goals = (np.concatenate([one.keys[name] for one in found]) for name in ("at", "kind", "goals"))
        of, word = next(split(kinds, goals, self.tail.goals, self.width, [asked.by]))
        where = word * asked.tree.size + at.astype(np.int64)[of]
        sums = Sums.each(where, {name: weight[of] for name, weight in weights.items()})
        return {name: Plane.of(one, asked.tree.size) for name, one in sums.items()}

    def _tailed(self, asked: Asked, known: Known) -> list[Part]:
        """Return the things that the tail touches: as they were known of what is published, and as they stand."""
        changed = [rows for rows in (known.posted, known.undone, known.revived) if len(rows)]
        some = joined([asked.filter.of(rows) for rows in changed]) if changed else None
        if some is None or not len(some):
            return []
        before, after = self._delta(asked, known, some)
        return [Part(-1, before, None), Part(1, after, None)]

    def _names(self, asked: Asked) -> tuple[str, ...]:
        return PERSONS if asked.people else AMOUNTS

    def asked(self, question: Question, period: Period) -> Asked:
        """Return how a question of one period is looked at. ``Unfit``: only the oracle can answer it."""
        return self._asked(question, period, self._words(question))

    def _words(self, question: Question) -> Words:
        """Return what a question reads, and which words satisfy it; the same for each of its periods."""
        indicator, where, words = terms.read_for(question.indicator), question.where, self.tail.words
        reading = reading_of(indicator.measure, indicator.roles)
        if reading is None or any(";" in word or "\x00" in word for word in (*where.goals, *where.kinds)):
            raise Unfit
        goals = [text for goal in where.goals for text in (f";{goal};", f";{goal}.")]
        tags = [f";series={one.replace(';', ',')};" for one in where.series]
        return (
            reading,
            which(words.kinds, where.kinds, lambda word: word in where.kinds),
            which(words.goals, goals, lambda word: any(text in word for text in goals)),
            which(words.tags, tags, lambda word: any(text in word for text in tags)),
        )

    def _asked(self, question: Question, period: Period, words: Words) -> Asked:
        reading, *good = words
        chosen = Filter(period.first.toordinal(), period.last.toordinal(), *good)
        on = question.tree_on(period)
        tree, published = self._tree(on)
        people = question.indicator.counts is Counts.PERSONS
        return Asked(question, period, reading, people, chosen, tree, published, on)

    def _now(self, question: Question) -> bool:
        """Tell whether everything published was known on the question's day."""
        return question.as_of.toordinal() >= self.snapshot.manifest.known

    def _tree(self, on: TreeOn) -> tuple[Numbering, int | None]:
        told = self.snapshot.manifest
        if on.line == MAIN and told.mark == self.until.mark and on.known.toordinal() >= told.shaped:
            number = self.snapshot.tree_of(on.day)
            if number is not None:
                return self.snapshot.trees[number], number
        book = str(connection.settings_dict["NAME"])
        settled = Structure(self.until.mark, book).hung(on)

        def compute() -> tuple[Numbering, int | None]:
            tree = numbering(on)
            return tree, next((number for number, one in self.snapshot.trees.items() if _alike(one, tree)), None)

        return remembered(("tree", book, self.snapshot.folder, self.until.mark, settled), compute)

    def _kept(self, asked: Asked) -> list[int] | None:
        """Return the kept slices that add up to what is asked; ``None``: there are none."""
        where, by_goal = asked.question.where, asked.by[1]
        if asked.published is None or where.series or len(where.goals) > (0 if by_goal else 1):
            return None
        if len(where.kinds) > 1 and not asked.by[0]:
            return None
        return self.snapshot.calendar.people_of(asked.period, asked.published)

    def counted(self, asked: Asked, rows: Rows) -> Planes:
        """Count entries anew, in the tree of what is asked."""
        of, words = next(split(rows.kind, rows.goals, self.tail.goals, self.width, [asked.by]))
        counting = planes.persons if asked.people else planes.amounts
        found = counting(Placed(rows, asked.tree), Spread(of, words))
        return {name: Plane.of(sums, asked.tree.size) for name, sums in found.items()}

    def _changed(self, asked: Asked, known: Known) -> Rows | None:
        """Return the entries that count in what is published and not in what is asked, or the other way round.

        ``None``: so many that counting everything anew is less work.
        """
        parts = [asked.filter.of(rows) for rows in (known.posted, known.undone, known.revived)]
        if not self._now(asked.question):
            columns = self.snapshot.columns[asked.reading]
            first, last = asked.filter.first, asked.filter.last
            later = columns.between(first, last, known.as_of, later=True)
            if len(later) > FEW and len(later) * DEAR > len(columns.between(first, last, None)):
                return None
            parts.append(asked.filter.of(columns.take(later)))
        return joined(parts)

    def _delta(self, asked: Asked, known: Known, some: Rows) -> tuple[Planes, Planes]:
        """Return what is published of the things and persons that changed, and what stands of them as asked."""
        if not len(some) and (not asked.people or known.before == known.after):
            return {}, {}
        touched = touched_people if asked.people else touched_things

        def compute() -> tuple[Planes, Planes]:
            before, after = touched(self.snapshot, asked.reading, known, some)
            if not asked.people:  # points know on which day each was known
                before = before.pick(before.known <= known.as_of)
            return self.counted(asked, asked.filter.of(before)), self.counted(asked, asked.filter.of(after))

        return remembered(self.key(asked, "delta"), compute)

    def _fresh(self, asked: Asked) -> tuple[Planes, str]:
        key = self.key(asked, "slice")
        path = SLICE if has(key) else COLUMNS
        quick = asked.people and asked.by == (False, False)
        return remembered(key, lambda: (self._quickly(asked) if quick else None) or self._slowly(asked)), path

    def _slowly(self, asked: Asked) -> Planes:
        return self.counted(asked, self.rows(asked))

    def _quickly(self, asked: Asked) -> Planes | None:
        """Count persons in one pass, those aside that news and mergings touch; ``None``: those are too many for it."""
        known = self.tail.known(asked.reading, asked.question.as_of.toordinal())
        columns = self.snapshot.columns[asked.reading]
        aside = anew.touched(columns, known)
        places = columns.places_of_people(aside)
        if len(places) > FEW and len(places) * SHARE > len(columns):
            return None
        rows = known.stands(asked.filter.of(columns.take(places)), asked.filter.of)
        few = planes.persons(
            Placed(rows.but(subject=resolved(rows.subject, known.after)), asked.tree), Spread.whole(len(rows))
        )
        in_time = None if self._now(asked.question) else known.as_of
        many = anew.Pass(columns, asked.filter, in_time, asked.tree, np.isin(columns.people, aside)).counted()
        for name, dense in many.items():
            put = Sums.dense(dense)
            few[name] = few[name].plus(put) if name in few else put
        return {name: Plane.of(sums, asked.tree.size) for name, sums in few.items()}

    def rows(self, asked: Asked) -> Rows:
        """Return the live entries that a question counts, persons resolved."""
        return terms.rows(self, asked) if asked.question.indicator.slug in DERIVED else self.entries(asked)

    def entries(self, asked: Asked) -> Rows:
        """Return the live entries of what is read for a question, persons resolved."""
        known = self.tail.known(asked.reading, asked.question.as_of.toordinal())
        columns = self.snapshot.columns[asked.reading]
        in_time = None if self._now(asked.question) else known.as_of
        chosen = columns.between(asked.filter.first, asked.filter.last, in_time)
        rows = known.stands(asked.filter.of(columns.take(chosen)), asked.filter.of)
        return rows.but(subject=resolved(rows.subject, known.after)) if asked.people else rows

    def key(self, asked: Asked, what: str) -> Hashable:
        """Return what names something computed for a question, as the book stood."""
        question = asked.question
        as_of = question.as_of.toordinal()
        if question.indicator.slug not in DERIVED:  # terms run out without anything being known
            as_of = min(as_of, max(self.snapshot.manifest.known, self.tail.newest))
        tree = asked.tree_on if asked.published is None else asked.published
        words = (asked.period.first, asked.period.last, question.where, asked.by, asked.people, as_of)
        return (what, self.snapshot.folder, self.until, asked.reading, question.indicator.slug, tree, words)

    def _kinds(self, asked: Asked) -> dict[str, list[int]]:
        words, wanted = self.tail.words.kinds, asked.question.where.kinds
        if asked.by[0]:
            return {word: [number] for word, number in words.items() if number and (not wanted or word in wanted)}
        return {"": [words[word] for word in wanted if word in words] if wanted else [0]}

    def _goals(self, asked: Asked) -> dict[str, int]:
        nodes, wanted = self.tail.goals.nodes, asked.question.where.goals
        if asked.by[1]:
            return dict(nodes)
        return {"": nodes.get(wanted[0], len(nodes) + 1) if wanted else 0}


def _alike(one: Numbering, other: Numbering) -> bool:
    return np.array_equal(one.place, other.place) and np.array_equal(one.last, other.last)


@asked_once
def view() -> View | None:
    """Return the book as it stands now, seen from what is published; ``None``: nothing is, or of another book.

    Within a look all questions see the book from one state.
    """
    snapshot = store.current()
    if snapshot is None:
        return None
    book = str(connection.settings_dict["NAME"])
    now, last = standing(), _last.get(book)
    if now.position < max(snapshot.manifest.position, last.until.position if last is not None else 0):
        now = standing(anew=True)  # what the look knows of the book is older than what was published meanwhile
    if last is not None and last.snapshot.folder != snapshot.folder:
        last = None
    if last is not None and last.until == now:
        return last
    if now.position < snapshot.manifest.position or not same_book(snapshot.manifest.line):
        return None
    goes_on = last is not None and last.until.position <= now.position and same_book(last.tail.line)
    before = last.tail if last is not None and goes_on else None
    try:
        _last[book] = View(snapshot, Tail.read(snapshot, now, before))
    except Unfit:
        return None
    return _last[book]


def looked() -> View | None:
    """Return what ``view`` does, of a state that may be taken back: nobody who asks later gets to see it."""
    snapshot, now = store.current(), standing()
    if snapshot is None or now.position < snapshot.manifest.position or not same_book(snapshot.manifest.line):
        return None
    try:
        return View(snapshot, Tail.read(snapshot, now))
    except Unfit:
        return None


_last: dict[str, View] = {}
"""The view of each book that was asked last: whoever holds more holds the files of folders long deleted."""
