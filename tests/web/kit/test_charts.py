from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kexie.web.kit.charts import bars, spark

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 10**12)), min_size=1, max_size=40)


@given(VALUES)
def test_a_curve_stays_in_its_frame_and_needs_two_points(values: list[int | None]) -> None:
    drawn = spark(values)
    known = [value for value in values if value is not None]
    assert (drawn is None) == (len(known) < 2)
    if drawn is not None:
        points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
        assert len(points) == len(known)
        assert all(0 <= x <= 120 and 3 <= y <= 22 for x, y in points)
        assert points == sorted(points, key=lambda point: point[0])


@given(VALUES, st.one_of(st.none(), st.integers(1, 10**12)))
def test_bars_begin_at_zero_and_keep_their_proportion(values: list[int | None], target: int | None) -> None:
    drawn = bars([(str(at), v, str(v)) for at, v in enumerate(values)], (target, "") if target else None)
    known = [value for value in values if value is not None]
    assert (drawn is None) == (not known)
    if drawn is not None:
        assert all(0 <= bar.height <= 184.1 and abs(bar.y + bar.height - 202) < 0.2 for bar in drawn.bars)
        tallest = max(drawn.bars, key=lambda bar: bar.height)
        assert values[drawn.bars.index(tallest)] == max(known) or max(known) == 0 or tallest.height < 0.2
        assert len(drawn.grid) <= 5


def test_a_month_that_is_not_known_has_no_bar_but_keeps_its_place() -> None:
    drawn = bars([("1月", 10, "10"), ("2月", None, "未报"), ("3月", 20, "20")])
    assert drawn is not None
    assert [bar.height > 0 for bar in drawn.bars] == [True, False, True]
    assert drawn.bars[1].text == "未报"
