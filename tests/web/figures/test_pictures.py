from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kexie.web.figures.pictures.bars import lying, upright
from kexie.web.figures.pictures.data import Point, Series
from kexie.web.figures.pictures.lines import lines
from kexie.web.figures.pictures.scene import PAINT, Scene, token
from kexie.web.figures.pictures.tiles import edges_of, shade, short, steps_said, tiles
from kexie.web.kit.stylesheet import build

Values = st.lists(st.one_of(st.integers(0, 10**12), st.none()), min_size=1, max_size=30)


def series(values: list[int | None], name: str = "今年") -> Series:
    """Return a series of values, with a mark where there is none."""
    points = [
        Point(f"{at}月", value, str(value), f"/f/{at}/", "" if value is not None else "un")
        for at, value in enumerate(values)
    ]
    return Series(name, tuple(points))


def drawn(scene: Scene | None) -> list[tuple[float, float]]:
    """Return where rectangles lie: top and height."""
    assert scene is not None
    found = re.findall(r'<rect class="b1" [^>]*y="([-\d.e+]+)" width="[^"]*" height="([-\d.e+]+)"', scene.page())
    return [(float(top), float(height)) for top, height in found]


@given(Values)
def test_bars_stand_on_one_base_and_are_as_tall_as_their_numbers(values: list[int | None]) -> None:
    scene = upright([series(values)])
    known = [value for value in values if value is not None]
    if not known:
        assert scene is None
        return
    found = drawn(scene)
    assert len(found) == len(known)
    bases = {round(top + height, 0) for top, height in found}
    assert len(bases) == 1 or max(bases) - min(bases) <= 1
    tallest = max(height for _top, height in found)
    for value, (top, height) in zip(known, found, strict=True):
        assert top >= 0
        assert not max(known) or abs(height - tallest * value / max(known)) <= 0.2


@given(Values)
def test_every_value_of_a_picture_opens_and_is_said(values: list[int | None]) -> None:
    for scene in (upright([series(values)]), lying(series(values)), tiles([series(values)])):
        if scene is not None:
            page = scene.page()
            assert all(f'<a href="/f/{at}/"><title>{at}月　' in page for at in range(len(values)))
            assert scene.label.startswith("今年：0月 ")


@given(st.lists(Values, min_size=1, max_size=9))
def test_lines_are_at_most_six_and_each_has_a_look_of_its_own(many: list[list[int | None]]) -> None:
    width = min(len(one) for one in many)
    scene = lines([series(one[:width], f"{at}单位") for at, one in enumerate(many)])
    if scene is not None:
        looks = set(re.findall(r'class="(pt\d)"', scene.page()))
        assert looks <= {f"pt{at}" for at in range(1, 7)}


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_equal_numbers_share_a_shade_and_greater_ones_are_no_lighter(values: list[int]) -> None:
    edges = edges_of(values)
    assert 1 <= len(edges) <= 5
    assert edges[0] == min(values)
    shades = {value: shade(value, edges) for value in values}
    ordered = [shades[value] for value in sorted(shades)]
    assert ordered == sorted(ordered)
    assert len(steps_said(edges, whole=True)) == len(edges)


def test_steps_say_what_they_hold() -> None:
    assert steps_said([0, 3, 4, 10], whole=True) == ["0—2", "3", "4—9", "10 及以上"]
    assert steps_said([Decimal("0.5"), Decimal(2)], whole=False) == ["0.5 起，不到 2", "2 及以上"]


def test_names_lose_what_they_share_and_never_the_middle_of_a_code() -> None:
    assert short(["北京示例科协", "内蒙古示例科协"]) == ["北京", "内蒙古"]
    assert short(["示例学会（第1号）", "示例学会（第21号）"]) == ["1", "21"]
    assert short(["示例p1", "示例p2"]) == ["p1", "p2"]
    assert short(["甲", "甲"]) == ["甲", "甲"]
    assert short(["县", "县科协"]) == ["县", "县科协"]


def test_the_page_and_the_image_paint_the_same_classes() -> None:
    style = build()
    for look, paint in PAINT.items():
        if look and paint and not look.startswith("pt"):
            found = re.search(
                rf"\.pic (?:\.[a-z0-9-]+, \.pic )*\.{look}(?:, \.pic \.[a-z0-9-]+)* \{{ ([^}}]*) \}}", style
            )
            assert found is not None, look
            for name in re.findall(r"var\((--[a-z0-9-]+)\)", paint):
                assert f"var({name})" in found[1], look
                assert token(name).startswith("#")


def test_an_image_has_no_class_no_link_and_no_style() -> None:
    scene = tiles([series([1, 2, None, 4])])
    assert scene is not None
    image = scene.image()
    assert "class=" not in image
    assert "<a " not in image
    assert "style=" not in image
    assert "var(" not in image


def test_words_in_a_picture_are_escaped() -> None:
    scene = lying(Series("x", (Point("<b>&", 2, "2", "/f/?a=1&b=2"), Point("乙", 1, "1"))))
    assert scene is not None
    assert "&lt;b&gt;&amp;" in scene.page()
    assert "<b>" not in scene.page() + scene.image()
    assert "/f/?a=1&amp;b=2" in scene.page()
