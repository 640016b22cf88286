"""Societies are listed only where their name is confirmed twice, in one of five groups."""

from __future__ import annotations

from kexie.data import societies


def test_each_name_once_in_a_known_group_confirmed_by_two_different_kinds_of_source() -> None:
    """A single look-up is hearsay."""
    listed = societies.load()
    assert len({one.name for one in listed}) == len(listed)
    for one in listed:
        assert one.group in societies.GROUPS
        assert one.first
        assert one.second
        assert one.first != one.second


def test_the_list_is_short_of_the_whole_and_every_group_is_there() -> None:
    """The page says N of 210."""
    listed = societies.load()
    assert 40 <= len(listed) < societies.TOTAL
    assert {one.group for one in listed} == set(societies.GROUPS)


def test_names_are_names() -> None:
    """Chinese names of bodies, without stray blanks."""
    for one in societies.load():
        assert one.name == one.name.strip()
        assert one.name.startswith(("中国", "中华"))
        assert one.name.endswith(("学会", "协会", "研究会"))
