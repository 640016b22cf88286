"""The divisions catalogue holds what is published, and says a name only with its path."""

from __future__ import annotations

from collections import Counter

import pytest

from kexie.data import divisions


def of_level(level: str, *, flagged: bool = False) -> list[divisions.Division]:
    """Return the divisions of one level."""
    return [one for one in divisions.load().values() if one.level == level and bool(one.flag) == flagged]


def test_published_counts() -> None:
    """31 provinces, 342 prefecture rows less 9 headings, 2 978 county rows of which 127 are no county."""
    assert len(divisions.provinces()) == 31
    assert len(of_level("prefecture")) == 342 - 9
    assert len(of_level("county")) == 2978 - 127
    assert Counter(one.flag for one in of_level("county", flagged=True)) == {"zone": 124, "whole": 3}


def test_no_heading_of_the_code_book_is_a_division() -> None:
    """市辖区 and the like are headings; their counties hang on the province."""
    names = {one.name for one in divisions.load().values()}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    assert divisions.get("110101").parent == "11"
    assert divisions.get("419001").path == ("河南省", "济源市")


def test_a_name_is_unique_only_with_its_path() -> None:
    """There are four 鼓楼区, and no two divisions share a path."""
    drums = [one for one in divisions.load().values() if one.name == "鼓楼区"]
    assert len(drums) == 4
    assert len({one.path for one in drums}) == 4
    real = [divisions.path_name(one.code) for one in divisions.load().values() if not one.flag]
    assert len(real) == len(set(real))
    assert divisions.path_name("320106") == "江苏省 / 南京市 / 鼓楼区"


def test_every_parent_exists_and_holds_its_child() -> None:
    """Walking down from the provinces meets every division once."""
    met: list[str] = []
    waiting = [one.code for one in divisions.provinces()]
    while waiting:
        code = waiting.pop()
        met.append(code)
        below = divisions.children(code, flagged=True)
        assert all(child.parent == code and child.path[:-1] == divisions.get(code).path for child in below)
        waiting += [child.code for child in below]
    assert sorted(met) == sorted(divisions.load())


def test_zones_and_whole_prefecture_rows_are_left_out_unless_asked_for() -> None:
    """东莞 has no county; the one row of the code book stands for the whole of it."""
    assert divisions.children("4419") == ()
    assert [one.flag for one in divisions.children("4419", flagged=True)] == ["whole"]
    assert divisions.get("320576").flag == "zone"


def test_an_unknown_code_is_an_error() -> None:
    """No division is made up."""
    with pytest.raises(KeyError):
        divisions.get("999999")
