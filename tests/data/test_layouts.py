"""The shipped layout is what its name says, and a prefix of its codes is a subtree."""

from __future__ import annotations

from collections import Counter

import pytest

from kexie.data import layouts

GOALS = layouts.load("1-9-6-1")


def leaves() -> list[layouts.Goal]:
    """Return the goals that nothing hangs on."""
    parents = {goal.parent for goal in GOALS}
    return [goal for goal in GOALS if goal.code not in parents]


def test_one_main_line_nine_ways_six_projects_and_one_set_of_deeds() -> None:
    """1-9·6-1, read off the leaves."""
    assert Counter(goal.code.partition(".")[0] for goal in leaves()) == {"line": 1, "nine": 9, "six": 6, "deeds": 1}
    assert all(
        goal.part == {"line": "1", "nine": "9", "six": "6", "deeds": "1"}[goal.code.split(".")[0]] for goal in GOALS
    )


def test_a_prefix_is_a_subtree() -> None:
    """``is_under`` says the same as climbing the parents."""
    parent = {goal.code: goal.parent for goal in GOALS}
    for goal in GOALS:
        above, code = {goal.code}, goal.code
        while code := parent[code]:
            above.add(code)
        assert {other.code for other in GOALS if layouts.is_under(goal.code, other.code)} == above


def test_likeness_of_codes_is_not_kinship() -> None:
    """``six.popsci`` is under ``six``, ``sixth`` is not."""
    assert layouts.is_under("six.popsci", "six")
    assert not layouts.is_under("sixth", "six")
    assert not layouts.is_under("six", "six.popsci")


def test_codes_are_unique_named_in_both_languages_and_parents_come_first() -> None:
    """So that one pass can import them."""
    seen: set[str] = {""}
    for goal in GOALS:
        assert goal.parent in seen
        assert goal.code not in seen
        assert goal.name_zh
        assert goal.name_en
        seen.add(goal.code)


def test_the_layout_has_a_year_a_version_and_a_source() -> None:
    """A layout changes over the years; which one it is must be said."""
    layout = layouts.layout("1-9-6-1")
    assert (layout.year, layout.version) == (2018, 1)
    assert "2018" in layout.source
    assert layouts.names() == ("1-9-6-1",)


def test_an_unknown_layout_is_an_error() -> None:
    """A path is not a name of a layout either."""
    for name in ("none", "../layouts/1-9-6-1"):
        with pytest.raises(KeyError):
            layouts.load(name)
