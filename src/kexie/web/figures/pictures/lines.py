"""Lines over time, each with its name at its end and a dash of its own: colour alone tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from kexie.web.figures.pictures.data import Series, known, spoken
from kexie.web.figures.pictures.scene import Scene, dot, line, polyline, step_of, text, width_of

WIDTH, HEIGHT = 720.0, 270.0
_BASE, _TOP = 242.0, 14.0
MOST = 6


def lines(series: Sequence[Series]) -> Scene | None:
    """Draw at most six series over the same labels; a gap stays a gap. ``None`` where no value is known."""
    drawn = [one for one in series[:MOST] if known([one])]
    if not drawn or len(drawn[0].points) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    values = known(drawn)
    low, top = min(0.0, *values), max([*values, 0.0])
    step = step_of((top - low) or 1.0)
    floor, ceiling = step * (low // step), max(step * -(-top // step), step)
    left = 10 + max(width_of(f"{step * n:g}") for n in (ceiling / step, 1))
    right = WIDTH - 12 - min(max(width_of(one.name) for one in drawn), 170)
    scene = Scene(WIDTH, HEIGHT, spoken(drawn))
    places = [left + (right - left) * at / (len(drawn[0].points) - 1) for at in range(len(drawn[0].points))]

    def y(value: float) -> float:
        return _BASE - (value - floor) / (ceiling - floor) * (_BASE - _TOP)

    for n in range(round(floor / step), round(ceiling / step) + 1):
        at = y(step * n)
        scene.add(line("gr" if n else "ax", left, at, right, at), text("lb", left - 5, at + 4, f"{step * n:g}", "end"))
    widest = max(width_of(point.label) for point in drawn[0].points)
    every = max(1, -int(-(widest + 8) // (places[1] - places[0])))
    for at, point in enumerate(drawn[0].points):
        if at % every == 0:
            scene.add(text("lb", places[at], HEIGHT - 8, point.label, "middle"))
    ends = _apart([(y(_last(one)), place) for place, one in enumerate(drawn)])
    for place, one in enumerate(drawn):
        _draw(scene, one, place + 1, places, y)
        scene.add(text(f"pt{place + 1}", right + 8, ends[place] + 4, one.name))
    return scene


def _draw(scene: Scene, one: Series, look: int, places: Sequence[float], y: Callable[[float], float]) -> None:
    at = [
        (x, y(float(point.value)), point)
        for x, point in zip(places, one.points, strict=False)
        if point.value is not None
    ]
    runs = groupby(enumerate(one.points), key=lambda pair: pair[1].value is not None)
    for there, run in runs:
        listed = list(run)
        if there and len(listed) > 1:
            scene.add(polyline(f"ln{look}", [(places[n], y(float(point.value or 0))) for n, point in listed]))
    for x, height, point in at:
        scene.add(dot(f"pt{look}", x, height), title=f"{one.name}　{point.label}　{point.said}", href=point.href)


def _last(one: Series) -> float:
    return next(float(point.value) for point in reversed(one.points) if point.value is not None)


def _apart(ends: list[tuple[float, int]], least: float = 15.0) -> dict[int, float]:
    """Return where the names at the ends stand, pushed apart so that none covers another."""
    found: dict[int, float] = {}
    above = -least
    for at, place in sorted(ends):
        above = max(at, above + least)
        found[place] = above
    over = above - (_BASE + 8)
    return {place: at - max(over, 0.0) for place, at in found.items()} if over > 0 else found
