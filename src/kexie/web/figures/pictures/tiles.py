"""The tile chart (方格图): one tile a unit in the tree's own order, its shade the step of its number. Not a map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from kexie.web.figures.pictures.data import Number, Point, Series, known, spoken
from kexie.web.figures.pictures.scene import Scene, rect, text, width_of

WIDTH = 400.0
TILE_W, TILE_H, GAP = 48.0, 32.0, 2.0
MOST = 160
"""More units than this are not told apart as tiles; their table is."""
STEPS = 5


def tiles(groups: Sequence[Series]) -> Scene | None:
    """Draw groups of units under their heads; ``None`` where there are too many or no value is known."""
    values = sorted({point.value for one in groups for point in one.points if point.value is not None})
    count = sum(len(one.points) for one in groups)
    if not values or not 1 < count <= MOST:
        return None
    edges = edges_of([point.value for one in groups for point in one.points if point.value is not None])
    scene = Scene(WIDTH, 0, spoken(groups))
    y = 0.0
    for one in groups:
        if len(groups) > 1:
            scene.add(text("hd", 0, y + 12, f"{one.name}　{len(one.points)}"))
            y += 18
        names = short([point.label for point in one.points])
        wide = (
            TILE_W if sum(width_of(name, 11) <= TILE_W - 4 for name in names) > 0.8 * len(names) else 2 * TILE_W + GAP
        )
        across = int((WIDTH + GAP) // (wide + GAP))
        for at, (point, name) in enumerate(zip(one.points, names, strict=True)):
            corner = ((at % across) * (wide + GAP), y + (at // across) * (TILE_H + GAP))
            _tile(scene, point, name, corner, wide, edges)
        y += -(-len(one.points) // across) * (TILE_H + GAP) + 8
    scene.height = _key(scene, edges, groups, y + 4)
    return scene


def _tile(
    scene: Scene, point: Point, name: str, corner: tuple[float, float], wide: float, edges: Sequence[Number]
) -> None:
    look = point.missing or f"r{shade(point.value, edges)}"
    (x, y), middle = corner, corner[0] + wide / 2
    if width_of(name, 11) <= wide - 4:
        words = [text(f"{look}-t", middle, y + 13, name, "middle", 11)]
    else:  # a long name stands on two lines
        half = -(-len(name) // 2)
        size = max(min((wide - 3) / max(width_of(name[:half], 1), 1.0), 9.0), 7.0)
        words = [text(f"{look}-t", middle, y + 9, name[:half], "middle", size)]
        words.append(text(f"{look}-t", middle, y + 18, name[half:], "middle", size))
    scene.add(
        rect(look, x + 0.5, y + 0.5, wide - 1, TILE_H - 1),
        *words,
        text(f"{look}-t", middle, y + (26 if len(words) == 1 else 28), point.said, "middle", 10.5),
        title=f"{point.label}　{point.said}",
        href=point.href,
    )


def _key(scene: Scene, edges: Sequence[Number], groups: Sequence[Series], y: float) -> float:
    """Write what each shade means; return the height of the whole."""
    marks = {point.missing for one in groups for point in one.points}
    told = [(f"r{step}", words) for step, words in enumerate(steps_said(edges, _whole(groups)), 1)]
    told += [("un", _("未报"))] if "un" in marks else []
    told += [("na", _("无此项"))] if "na" in marks else []
    x = 0.0
    for look, words in told:
        wide = 22 + width_of(words) + 14
        if x + wide > WIDTH:
            x, y = 0.0, y + 20
        scene.add(rect(look, x + 0.5, y + 0.5, 15, 12), text("lb", x + 20, y + 11, words))
        x += wide
    return y + 18


def _whole(groups: Sequence[Series]) -> bool:
    return all(value == int(value) for value in known(groups))


def edges_of(values: Sequence[Number]) -> list[Number]:
    """Return the lower edges of at most five steps that hold about as many values each; the first is the least value.

    Equal values always share a step.
    """
    ordered = sorted(values)
    cuts = [ordered[len(ordered) * step // STEPS] for step in range(STEPS)]
    return list(dict.fromkeys(cuts))


def shade(value: Number | None, edges: Sequence[Number]) -> int:
    """Return the step of a value, 1 … 5; the darkest is the highest even where there are fewer than five steps."""
    if value is None:
        return 1
    step = sum(1 for edge in edges if edge <= value)
    return max(step, 1)


def steps_said(edges: Sequence[Number], whole: bool) -> list[str]:  # noqa: FBT001 - one question, two writings
    """Return what each step holds: 0—15, 16—19 …; whole numbers end one below the next edge."""
    told = []
    for low, above in pairwise(edges):
        if whole:
            told.append(f"{low}" if above - low == 1 else f"{low}—{above - 1}")
        else:
            told.append(_("%(low)s 起，不到 %(above)s") % {"low": low, "above": above})
    return [*told, _("%(low)s 及以上") % {"low": edges[-1]}]


def short(names: Sequence[str]) -> list[str]:
    """Return names without what they all begin and end with, so that they fit a tile; one name stays whole."""
    if len(set(names)) < 2:  # noqa: PLR2004 - nothing to tell apart
        return list(names)
    head = _shared(names)
    while head and head[-1].isascii() and head[-1].isalnum():
        head = head[:-1]  # not into the middle of a code
    tail = _shared([name[::-1] for name in names])
    while tail and tail[-1].isascii() and tail[-1].isalnum():
        tail = tail[:-1]
    cut = [name[len(head) : len(name) - len(tail)] for name in names]
    return [one or name for one, name in zip(cut, names, strict=True)] if all(cut) else list(names)


def _shared(names: Sequence[str]) -> str:
    """Return what all begin with."""
    least, most = min(names), max(names)
    count = next((at for at, letter in enumerate(least) if letter != most[at]), len(least))
    return least[:count]
