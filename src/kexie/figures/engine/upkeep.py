"""Upkeep: what the book said since is put into what is published. Only what it touches is counted again.

Of the things and persons that news touch, their cells before are taken off and their cells after are put on. The
difference stands beside the cells that were written whole, as news of the columns stand beside the columns, until it
has grown so much that both are added up and written whole again. Nothing is counted anew for that: sums are added.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from kexie.figures.engine import points, store
from kexie.figures.engine.building import Forest, announce, forest_of, publish, room, save_trees
from kexie.figures.engine.columns import Columns, News, save_rows, write
from kexie.figures.engine.family import Keeping, total
from kexie.figures.engine.ledger import READINGS, Standing
from kexie.figures.engine.ledger import standing as now
from kexie.figures.engine.planes import Planes
from kexie.figures.engine.points import Points
from kexie.figures.engine.reshaping import Reshaping, reshaped
from kexie.figures.engine.rows import Goals, Rows, empty, joined, ordered, standing
from kexie.figures.engine.store import Manifest, Snapshot
from kexie.figures.engine.tail import Known, Tail, touched_people, touched_things
from kexie.figures.engine.trees import Numbering
from kexie.figures.engine.vault import Vault

EVER: Final = date.max.toordinal()
MUCH: Final = 4
"""News that are a ``MUCH``-th of what is published are not applied: counting everything anew is less work."""
FEW: Final = 100_000
"""News of so few entries and cells are never in the way."""
SHARE: Final = 8
"""News are added up with what they stand beside when they are a ``SHARE``-th of it."""
LOT: Final = 2_000_000


def advance(vault: Vault, mark: int, where: Path, told: Manifest | None) -> Manifest | None:
    """Publish what the store holds: by news where they fit what is published, else anew.

    ``None``: the structure in the book is no longer that of ``mark``; look again.
    """
    snapshot = _opened(vault, where, told)
    years = sorted({*(told.years if told else ()), *vault.years(snapshot.manifest.position if snapshot else 0)})
    if snapshot is not None and snapshot.manifest.mark == mark and tuple(years) == snapshot.manifest.years:
        forest = _same(vault, snapshot)
    else:
        forest = forest_of(years if snapshot is not None else vault.years())
    if now().mark != mark:
        return None
    made = apply(vault, snapshot, mark, where, forest) if snapshot is not None else None
    return made or publish(vault, mark, where, forest)


def apply(vault: Vault, snapshot: Snapshot, mark: int, where: Path, forest: Forest) -> Manifest | None:
    """Publish what is published with the store's news, under the trees of now; ``None``: it is too much."""
    keeping = _keeping(vault, snapshot, forest)
    tail = _tail(vault, snapshot, mark, keeping.goals)
    news = sum(len(rows) for rows in (*tail.posted, *tail.undone))
    if news > FEW and news * MUCH > sum(len(one) for one in snapshot.columns.values()):
        return None
    fits = _fits(snapshot, keeping)
    other = None if fits else reshaped(snapshot, Reshaping(_kept(snapshot), keeping))
    if other is None and not fits:
        return None
    folder = store.new_folder(where, vault.position)
    store.take_over(snapshot.folder, folder, store.WHOLE if other is None else store.UNNUMBERED)
    save_trees(folder, forest)
    for reading in range(len(READINGS)):
        if other is not None:
            store.save_planes(folder, reading, other.sums(reading, newer=False), keeping.size)
            store.save_points(folder, reading, other.points[reading])
        _apply(vault, tail, reading, folder, (other or snapshot, keeping))
    return announce(vault, mark, where, folder, forest, keeping)


def _opened(vault: Vault, where: Path, told: Manifest | None) -> Snapshot | None:
    """Open what is published, if the store goes on from there and it is whole."""
    if told is None or told.epoch != vault.epoch or told.position > vault.position or not told.years:
        return None
    try:
        return Snapshot.open(where, told)
    except store.UNREADABLE:  # somebody deleted or spoiled it
        return None


def _same(vault: Vault, snapshot: Snapshot) -> Forest:
    """Return the trees as they are published, and how far knowledge goes now: nobody reads the book for that."""
    told = snapshot.manifest
    trees = [snapshot.trees[number] for number in sorted(snapshot.trees)]
    known = max(told.known, vault.newest(told.position))
    return Forest(trees, snapshot.calendar, list(told.breaks), known, told.shaped)


def _keeping(vault: Vault, snapshot: Snapshot, forest: Forest) -> Keeping:
    """Return how things are kept from now on: goals keep their numbers, and room grows only where it has run out."""
    told = snapshot.manifest
    goals = Goals.of(vault.words.goals, snapshot.goals.nodes)
    kinds, width = len(vault.words.kinds), len(goals.nodes) + 1
    return Keeping(
        forest.calendar,
        forest.trees,
        goals,
        told.kinds if kinds <= told.kinds else room(kinds),
        told.width if width <= told.width else room(width),
    )


def _kept(snapshot: Snapshot) -> Keeping:
    """Return how what is published is kept."""
    told = snapshot.manifest
    trees = [snapshot.trees[number] for number in sorted(snapshot.trees)]
    return Keeping(snapshot.calendar, trees, snapshot.goals, told.kinds, told.width)


def _fits(snapshot: Snapshot, keeping: Keeping) -> bool:
    """Tell whether slices and numbers stay as they are. A later year changes no number of an earlier one."""
    old, new = _kept(snapshot), keeping
    years, months = old.calendar.years, len(old.calendar.trees)
    same = new.calendar.years[: len(years)] == years and new.calendar.trees[:months] == old.calendar.trees
    same = same and (old.kinds, old.width) == (new.kinds, new.width) and len(old.trees) <= len(new.trees)
    return same and all(_alike(one, other) for one, other in zip(old.trees, new.trees, strict=False))


def _alike(one: Numbering, other: Numbering) -> bool:
    return np.array_equal(one.place, other.place) and np.array_equal(one.last, other.last)


def _tail(vault: Vault, snapshot: Snapshot, mark: int, goals: Goals) -> Tail:
    """Return what the store moved since, in the words of the store."""
    after = snapshot.manifest.position
    tail = Tail(snapshot, Standing(vault.position, mark), vault.words, goals)
    tail.mergings = [one for one in vault.mergings if one.position > after]
    held = vault.readings()
    for reading in range(len(READINGS)):
        if reading not in held:
            tail.posted.append(empty())
            tail.undone.append(empty())
            continue
        gone, until = vault.past(reading, after)
        tail.posted.append(vault.posted(reading, after))
        tail.undone.append(gone.but(known=until))
    return tail


def _apply(vault: Vault, tail: Tail, reading: int, folder: Path, stands: tuple[Snapshot, Keeping]) -> None:
    """Write the news of a reading beside what was taken over, or add both up where the news have grown."""
    (snapshot, keeping), people = stands, READINGS[reading].people
    columns = snapshot.columns[reading]
    known = tail.known(reading, EVER)
    some = joined([known.posted, known.undone])
    planes, moved = snapshot.sums(reading, newer=True), snapshot.moved[reading]
    if len(some) or (people and known.before != known.after):
        before, after = (
            ordered(rows) for rows in (touched_people if people else touched_things)(snapshot, reading, known, some)
        )
        put = points.total((1, _points(keeping, after)), (-1, _points(keeping, before)))
        new = total((1, keeping.again(after)), (-1, keeping.again(before))) if people else {}
        planes = total((1, planes), (1, new), (1, keeping.summed(put, people=people)))
        moved = points.total((1, moved), (1, put))
    if not len(some) and not len(columns) and not planes:
        return  # nothing was ever counted so
    news = _told(columns, known)
    gone, until = vault.past(reading, snapshot.manifest.position)
    if len(gone):
        save_rows(folder / f"past-{reading}-{vault.position}.npz", gone, until=until)
    _write_cells(folder, reading, snapshot, planes, moved, keeping)
    _write_columns(folder, reading, columns, news)


def _points(keeping: Keeping, rows: Rows) -> dict[int, Points]:
    return points.total((1, points.alone(rows, keeping.calendar, keeping.trees)), (1, keeping.met(rows)))


def _write_cells(
    folder: Path, reading: int, snapshot: Snapshot, planes: Planes, moved: dict[int, Points], keeping: Keeping
) -> None:
    old = snapshot.points[reading]
    sizes = (
        (
            sum(len(one.at) for one in planes.values()),
            sum(len(plane.at) for (number, _name), plane in snapshot.planes.items() if number == reading),
        ),
        (sum(map(len, moved.values())), sum(map(len, old.values()))),
    )
    # both or neither: what is answered takes the points of a slice off the cells of the same slice
    if any(news > FEW and news * SHARE > stood for news, stood in sizes):
        whole = total((1, snapshot.sums(reading, newer=False)), (1, planes))
        store.save_planes(folder, reading, whole, keeping.size)
        store.save_points(folder, reading, points.total((1, old), (1, moved)))
    else:
        store.save_planes(folder, reading, planes, keeping.size, "newer")
        store.save_points(folder, reading, moved, "moved")


def _write_columns(folder: Path, reading: int, columns: Columns, news: News) -> None:
    entries = len(news.added) + len(news.dead)
    if entries > FEW and entries * SHARE > columns.base:
        whole_columns = columns.with_news(news)
        lots = whole_columns.lots(LOT)
        write(folder / f"columns-{reading}.pack", len(whole_columns), whole_columns.extremes(), lots)
    elif entries:
        store.save_news(folder, reading, news)


def _told(columns: Columns, known: Known) -> News:
    """Return the news of the columns: those they have, and what was posted and undone since."""
    old = columns.news
    gone = known.undone
    people = np.unique(gone.subject[gone.subject != 0].astype(np.int64))
    nobody = np.unique(gone.thing[gone.subject == 0].astype(np.int64))
    places = np.concatenate([columns.places_of_people(people), columns.places_of_things(nobody)])
    places = np.sort(places)
    there = columns.take(places)
    stands = standing(joined([there, known.posted]), gone)
    left = places[~stands[: len(places)]]
    dead = np.sort(np.concatenate([old.dead, left[left < columns.base]]))
    keep = np.ones(len(old.added), dtype=bool)
    keep[left[left >= columns.base] - columns.base] = False
    added = joined([old.added.pick(keep), known.posted.pick(stands[len(places) :])])
    return News(ordered(added), dead)
