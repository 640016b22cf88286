"""Who should lecture where: a fair spread proposed to a person, who decides. Pure, no database.

What a plan is worth is one number (``worth``), so that two plans, and the optimum of a solver, compare
(``docs/planner.md``): a region that had none, then every lecture placed, then an even load and short ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kexie.records.speakers.slots import Clash, Slot, clash

EMPTY, PLACED, TRIP, LOAD = 2_000, 1_000, 30, 10
"""Worth of reaching a region that had no lecture; of any lecture; cost of a trip beyond the home region; of load."""
ROUNDS: Final = 200
"""How often a plan is looked over for something better; each round makes it strictly better, so most end far sooner."""
HARD: Final = frozenset({Clash.OVERLAP, Clash.TRAVEL})


@dataclass(frozen=True, slots=True)
class Wish:
    """A lecture that is asked for. ``region`` and ``pool`` are units' numbers; ``day`` is that of the place."""

    key: int
    region: int
    field: str
    language: str
    slot: Slot
    day: date
    pool: int = 0

    @property
    def month(self) -> tuple[int, int]:
        """Return the month that it counts in."""
        return self.day.year, self.day.month


@dataclass(frozen=True, slots=True)
class Able:
    """A speaker as far as planning needs it. ``regions`` empty: anywhere. ``had``: lectures so far.

    ``most`` a month; ``given``: (year, month) → lectures taken already; ``away``: spans of days; ``taken``: time gone.
    ``pools``: those in which they stand, empty for any.
    """

    key: int
    fields: frozenset[str]
    languages: frozenset[str]
    regions: frozenset[int] = frozenset()
    home: int | None = None
    most: int = 4
    had: int = 0
    given: Mapping[tuple[int, int], int] | None = None
    away: tuple[tuple[date, date], ...] = ()
    taken: tuple[Slot, ...] = ()
    pools: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Who lectures where: (wish, speaker) by key, and the wishes that nobody can take, with what is missing."""

    placed: tuple[tuple[int, int], ...]
    left: tuple[tuple[int, str], ...]


UNFIT, AWAY, BUSY, FULL, ELSEWHERE = "unfit", "away", "busy", "full", "elsewhere"
"""Why a speaker cannot take a wish: field, language or region; days off; time taken; a full month; another pool."""


def obstacle(wish: Wish, able: Able) -> str | None:
    """Return why a speaker cannot take a wish, leaving aside what a plan gives them; ``None``: they can."""
    if able.pools and wish.pool not in able.pools:
        return ELSEWHERE
    if wish.field not in able.fields or wish.language not in able.languages:
        return UNFIT
    if able.regions and wish.region not in able.regions:
        return UNFIT
    if any(first <= wish.day <= last for first, last in able.away):
        return AWAY
    if any(clash(wish.slot, other) in HARD for other in able.taken):
        return BUSY
    return FULL if (able.given or {}).get(wish.month, 0) >= able.most else None


def cost(wish: Wish, able: Able) -> int:
    """Return what the way costs: nothing within the home region."""
    return 0 if able.home == wish.region else TRIP


def worth(
    placed: Mapping[int, int], wishes: Mapping[int, Wish], ables: Mapping[int, Able], reached: frozenset[int]
) -> int:
    """Return what a plan is worth; ``placed``: wish → speaker, ``reached``: regions that had a lecture before.

    Load costs its square: the second lecture of one person costs three times the first, so loads come out even.
    """
    loads: dict[int, int] = {}
    for speaker in placed.values():
        loads[speaker] = loads.get(speaker, 0) + 1
    spread = sum((ables[one].had + n) ** 2 - ables[one].had ** 2 for one, n in loads.items())
    trips = sum(cost(wishes[wish], ables[speaker]) for wish, speaker in placed.items())
    fresh = {wishes[wish].region for wish in placed} - reached
    return EMPTY * len(fresh) + PLACED * len(placed) - trips - LOAD * spread


class _Board:
    """A plan in the making."""

    def __init__(self, wishes: Sequence[Wish], ables: Sequence[Able], reached: frozenset[int]) -> None:
        self.wishes = {wish.key: wish for wish in wishes}
        self.ables = {able.key: able for able in ables}
        self.reached = reached
        self.can = {w.key: [a.key for a in ables if obstacle(w, a) is None] for w in wishes}
        self.placed: dict[int, int] = {}
        self.of: dict[int, set[int]] = {able.key: set() for able in ables}

    def put(self, wish: int, speaker: int) -> None:
        """Give a wish to a speaker."""
        self.placed[wish] = speaker
        self.of[speaker].add(wish)

    def take(self, wish: int) -> int:
        """Take a wish from its speaker; return whose it was."""
        speaker = self.placed.pop(wish)
        self.of[speaker].remove(wish)
        return speaker

    def against(self, wish: int, speaker: int) -> list[int] | None:
        """Return which wishes of a speaker stand in the way of one more; ``None``: the month is full besides."""
        one, able = self.wishes[wish], self.ables[speaker]
        others = [self.wishes[other] for other in self.of[speaker]]
        hindering = [other.key for other in others if clash(one.slot, other.slot) in HARD]
        month = sum(other.month == one.month and other.key not in hindering for other in others)
        full = (able.given or {}).get(one.month, 0) + month >= able.most
        return None if full else hindering

    def gain(self, wish: int, speaker: int) -> int:
        """Return what placing a wish adds to the worth."""
        one, able = self.wishes[wish], self.ables[speaker]
        load = 2 * (able.had + len(self.of[speaker])) + 1
        reached = one.region in self.reached or any(self.wishes[w].region == one.region for w in self.placed)
        return PLACED + (0 if reached else EMPTY) - cost(one, able) - LOAD * load

    def best(self, wish: int, but: int | None = None) -> int | None:
        """Return the free speaker with whom a wish is worth most; ``None``: nobody is free."""
        free = [one for one in self.can[wish] if one != but and self.against(wish, one) == []]
        return max(free, key=lambda one: (self.gain(wish, one), -one), default=None)


def propose(wishes: Sequence[Wish], ables: Sequence[Able], reached: Iterable[int] = ()) -> Plan:
    """Propose who lectures where; nobody is ever given two lectures that cannot both be kept.

    Empty regions come first, and of those the wishes that fewest can take; then the plan is looked over until no
    single change makes it better. The same input gives the same plan.
    """
    board = _Board(wishes, ables, frozenset(reached))
    seen = set(board.reached)
    waiting = sorted(board.wishes, key=lambda wish: (len(board.can[wish]), board.wishes[wish].slot.begins, wish))
    for first in (True, False):
        for wish in waiting:
            region = board.wishes[wish].region
            if wish in board.placed or (first and region in seen):
                continue
            speaker = board.best(wish)
            if speaker is not None:
                board.put(wish, speaker)
                seen.add(region)
    for _round in range(ROUNDS):
        if not (_made_room(board) or _moved(board) or _swapped(board)):
            break
    placed = tuple(sorted(board.placed.items()))
    left = tuple((wish, _missing(board, wish)) for wish in sorted(board.wishes) if wish not in board.placed)
    return Plan(placed, left)


def _made_room(board: _Board) -> bool:
    """Place one more wish, if need be by giving another of the same speaker to somebody else."""
    for wish in sorted(set(board.wishes) - set(board.placed)):
        for speaker in board.can[wish]:
            hindering = board.against(wish, speaker)
            others = _candidates(board, speaker, hindering)
            for other in others:
                if other is None:
                    board.put(wish, speaker)
                    return True
                board.take(other)
                elsewhere = board.best(other, but=speaker) if board.against(wish, speaker) == [] else None
                if elsewhere is not None:
                    board.put(other, elsewhere)
                    board.put(wish, speaker)
                    return True
                board.put(other, speaker)
    return False


def _candidates(board: _Board, speaker: int, hindering: list[int] | None) -> Iterator[int | None]:
    """Yield which wish would have to go so that one more fits; ``None``: none."""
    if hindering is None:
        yield from sorted(board.of[speaker])
    elif not hindering:
        yield None
    elif len(hindering) == 1:
        yield hindering[0]


def _moved(board: _Board) -> bool:
    """Give one wish to somebody with whom it is worth more."""
    for wish in sorted(board.placed):
        speaker = board.take(wish)
        now = board.gain(wish, speaker)
        better = board.best(wish)
        if better is not None and board.gain(wish, better) > now:
            board.put(wish, better)
            return True
        board.put(wish, speaker)
    return False


def _swapped(board: _Board) -> bool:
    """Let two speakers change a lecture, where the ways become shorter."""
    placed = sorted(board.placed.items())
    for n, (wish, speaker) in enumerate(placed):
        for other, theirs in placed[n + 1 :]:
            if speaker == theirs or theirs not in board.can[wish] or speaker not in board.can[other]:
                continue
            one, two = board.wishes[wish], board.wishes[other]
            ables = board.ables
            before = cost(one, ables[speaker]) + cost(two, ables[theirs])
            if cost(one, ables[theirs]) + cost(two, ables[speaker]) >= before:
                continue
            board.take(wish)
            board.take(other)
            if board.against(wish, theirs) == [] and board.against(other, speaker) == []:
                board.put(wish, theirs)
                board.put(other, speaker)
                return True
            board.put(wish, speaker)
            board.put(other, theirs)
    return False


def _missing(board: _Board, wish: int) -> str:
    """Return what hinders most speakers who come nearest: full or busy before away before unfit."""
    told = [obstacle(board.wishes[wish], able) or BUSY for able in board.ables.values()]
    return next((why for why in (BUSY, FULL, AWAY) if why in told), UNFIT)
