"""Bars from zero: upright for what follows in time (with a second series and a target), lying for what has names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kexie.web.figures.pictures.data import Number, Point, Series, known, spoken
from kexie.web.figures.pictures.scene import Scene, line, rect, step_of, text, width_of

WIDTH, HEIGHT = 400.0, 226.0
_BASE, _TOP, _AIR = 200.0, 26.0, 6.0


def upright(series: Sequence[Series], target: tuple[Number, str] | None = None) -> Scene | None:
    """Draw one or two series side by side over the same labels; ``None`` where no value is known."""
    values = known(series)
    if not values or not series[0].points:
        return None
    low = min(0.0, *values)
    top = max([*values, float(target[0]) if target else 0.0]) or (1.0 if not low else 0.0)
    step = step_of(top - low)
    ceiling, floor = step * -(-top // step), step * (low // step)
    left = 10 + max(width_of(f"{step * n:g}") for n in (ceiling / step, floor / step, 1))
    slot = (WIDTH - left) / len(series[0].points)
    scene = Scene(WIDTH, HEIGHT, spoken(series))

    def y(value: float) -> float:
        return _BASE - (value - floor) / (ceiling - floor) * (_BASE - _TOP)

    for n in range(int(floor / step), int(ceiling / step) + 1):
        look = "gr" if n else "ax"
        scene.add(
            line(look, left, y(step * n), WIDTH, y(step * n)),
            text("lb", left - 5, y(step * n) + 4, f"{step * n:g}", "end"),
        )
    if target is not None:
        at = y(float(target[0]))
        scene.add(line("tgt", left, at, WIDTH, at), text("tgt-t", WIDTH, at - 5, target[1], "end"))
    each = min(slot * 0.72 / len(series), 40.0)
    every = _every([point.label for point in series[0].points], slot)
    for place, one in enumerate(series):
        printed = place == len(series) - 1 or len(series) == 1
        for at, point in enumerate(one.points):
            middle = left + slot * (at + 0.5)
            x = middle + (place - len(series) / 2) * each
            _bar(scene, point, x, each, y, "b1" if printed else "b2", told=printed and _room(point, slot))
            if printed and at % every == 0:
                scene.add(text("lb", middle, HEIGHT - 6, point.label, "middle"))
    return scene


def _bar(
    scene: Scene, point: Point, x: float, width: float, y: Callable[[float], float], look: str, *, told: bool
) -> None:
    value = float(point.value) if point.value is not None else None
    zero = y(0.0)
    shapes = []
    if value is not None:
        ends = sorted((zero, y(value)))
        shapes.append(rect(look, x, ends[0], width, ends[1] - ends[0]))
    if told or value is None:
        above = y(max(value or 0.0, 0.0)) - 5
        shapes.append(
            text("num" if not point.missing else f"{point.missing}-t", x + width / 2, above, point.said, "middle")
        )
    scene.add(*shapes, title=f"{point.label}　{point.said}", href=point.href)


def _room(point: Point, slot: float) -> bool:
    return width_of(point.said) <= slot + 4


def _every(labels: Sequence[str], slot: float) -> int:
    """Return how many labels are stepped over so that they do not run into each other."""
    widest = max(width_of(label) for label in labels)
    return max(1, -int(-(widest + _AIR) // slot))


ROW = 26.0


def lying(one: Series) -> Scene | None:
    """Draw a bar a row: the name before it, the number behind it."""
    values = known([one])
    if not values:
        return None
    names = min(max(width_of(point.label) for point in one.points) + 10, WIDTH * 0.45)
    numbers = max(width_of(point.said) for point in one.points) + 12
    top = max([*values, 0.0]) or 1.0
    scene = Scene(WIDTH, ROW * len(one.points) + 4, spoken([one]))
    scene.add(line("ax", names, 0, names, scene.height))
    for at, point in enumerate(one.points):
        base = ROW * at + ROW / 2
        value = max(float(point.value), 0.0) if point.value is not None else 0.0
        long = value / top * (WIDTH - names - numbers)
        shapes = [text("lb", names - 6, base + 4, _cut(point.label, names - 6), "end")]
        if value:
            shapes.append(rect("b1", names, base - 8, long, 16))
        look = "num" if not point.missing else f"{point.missing}-t"
        shapes.append(text(look, names + long + 6, base + 4, point.said))
        scene.add(*shapes, title=f"{point.label}　{point.said}", href=point.href)
    return scene


def _cut(label: str, room: float) -> str:
    if width_of(label) <= room:
        return label
    while label and width_of(label + "…") > room:
        label = label[:-1]
    return label + "…"
