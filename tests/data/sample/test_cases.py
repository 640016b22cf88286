"""The cases that a demo must be able to show are in the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kexie.data import divisions, sample

if TYPE_CHECKING:
    from tests.data.sample.conftest import Row, Written


def province_of(written: Written, unit: str) -> str:
    """Return the province-level association at or above a unit, or nothing."""
    found = [code for code in written.above(unit) if written.units[code]["level"] == "province"]
    return found[0] if found else ""


def joint(written: Written) -> list[Row]:
    """Return the study sessions held with co-hosts."""
    return [row for row in written.activities if row["kind"] == "study" and row["co_hosts"]]


def test_one_session_was_hosted_by_three_units_of_two_provinces(written: Written) -> None:
    """Three hundred people came, and it carries a roster with people of each host and one who came for another unit."""
    found = [
        row
        for row in joint(written)
        if len(written.hosts(row)) == 3
        and len({province_of(written, unit) for unit in written.hosts(row)}) == 2
        and not {province_of(written, unit) for unit in written.hosts(row)} & {*written.hosts(row), ""}
    ]
    assert [(row["headcount"], row["bound"]) for row in found] == [("300", "exact")]
    homes = {row["code"]: row["unit"] for row in written.rows("people")}
    lines = written.present(found[0])
    assert {homes[line["person"]] for line in lines} > set(written.hosts(found[0]))
    assert [line["unit"] for line in lines if line["unit"]] == [found[0]["unit"]]


def test_one_session_was_hosted_by_a_province_and_a_county_below_it(written: Written) -> None:
    """A host above another host."""
    found = [
        row
        for row in joint(written)
        for other in row["co_hosts"].split(";")
        if row["unit"] in written.above(other) and written.units[other]["level"] == "county"
    ]
    assert {written.units[row["unit"]]["level"] for row in found} == {"province"}


def test_the_root_itself_hosts_with_units_below_it(written: Written) -> None:
    """The highest host of all."""
    assert any(row["unit"] == sample.ROOT for row in joint(written))


def test_the_cast_signs_in_with_one_post_each_and_the_stranger_with_none(written: Written) -> None:
    """A national chair, an auditor, a province's clerk, a clerk of a county below it, a member, a stranger."""
    posts = {row["person"]: (row["unit"], row["role"]) for row in written.rows("posts")}
    by_role = {name: posts.get(code) for name, code in sample.CAST.items()}
    assert by_role["owner"] == (sample.ROOT, "owner")
    assert by_role["chair"] == (sample.ROOT, "chair")
    assert by_role["auditor"] == (sample.ROOT, "auditor")
    assert by_role["province_clerk"] == ("JS", "clerk")
    assert by_role["stranger"] is None
    county, role = by_role["county_clerk"] or ("", "")
    assert role == "clerk"
    assert written.units[county]["level"] == "county"
    assert "JS" in written.above(county)
    assert len(posts) == len(written.rows("posts")) == 6


def test_the_county_clerk_has_own_records_and_others_lie_hidden(written: Written) -> None:
    """The county holds several sessions, with rosters; its province holds many more."""
    county = next(row["unit"] for row in written.rows("posts") if row["person"] == sample.CAST["county_clerk"])
    own = [row for row in written.activities if row["unit"] == county and row["kind"] == "study"]
    assert len([row for row in own if row["code"] in written.roster]) >= 5
    whole = [row for row in written.activities if "JS" in written.above(row["unit"])]
    assert len(whole) > 2 * len(own)


def test_a_unit_name_alone_is_not_enough(written: Written) -> None:
    """Several 鼓楼区示例科协: a page must show the path."""
    drums = [code for code, row in written.units.items() if row["name"] == "鼓楼区示例科协"]
    assert len(drums) > 1
    assert len({written.units[code]["parent"] for code in drums}) == len(drums)


def test_a_unit_code_is_not_a_division_code(written: Written) -> None:
    """And not every county has an association."""
    assert not set(written.units) & set(divisions.load())
    counties = [one for one in divisions.load().values() if one.level == "county" and not one.flag]
    assert sum(row["level"] == "county" for row in written.units.values()) < len(counties)


def test_visits_were_paid_on_the_day_of_science_workers(written: Written) -> None:
    """By the association's leaders, by every province, by some counties."""
    visits = [row for row in written.activities if row["kind"] == "visit"]
    assert {row["starts_on"] for row in visits} == {"2018-05-30"}
    assert {row["unit"] for row in visits} > {code for code, row in written.units.items() if row["level"] == "province"}


def test_a_series_is_numbered_in_the_order_of_its_days(written: Written) -> None:
    """第1场 comes before 第2场; the lecture tour has fourteen behind it and goes on in June."""
    series = {row["series"] for row in written.activities} - {""}
    for name in series:
        titles = [row["title"] for row in written.activities if row["series"] == name]
        assert titles == [f"{name}（第{place}场）" for place in range(1, len(titles) + 1)]
    tour = [row["status"] for row in written.activities if row["series"] == "示例科学家宣讲巡回报告"]
    assert tour.count("held") == 14
    assert tour.count("planned") == 16
