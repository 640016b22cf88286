"""One look: what a page asked once is not asked again; outside of a look nothing is remembered."""

from __future__ import annotations

from kexie.kit.looking import asked_once, one_look


def test_within_a_look_a_question_is_asked_once_for_the_same_arguments() -> None:
    asked: list[int] = []

    @asked_once
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    with one_look():
        assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert asked == [1, 2]
    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 2, 1, 1]
    with one_look():
        double(1)
    assert asked == [1, 2, 1, 1, 1]
