"""Lists of elements, values and indicators: checked whole, the same twice changes nothing, no state becomes another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kexie.figures.indicators import INDICATORS
from kexie.kit.intake import Outcome
from kexie.kit.refusal import Forbidden
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.ledger.measures import SHIPPED
from kexie.records.ledger.models import Entry
from kexie.records.units.models import Unit
from kexie.records.values.actions import define
from kexie.records.values.definitions import RESERVED, Element, defined
from kexie.records.values.models import Statement
from tests.building import cast, figure
from tests.figures.days import at
from tests.kit.bad_files import xlsx_bytes


def bring_in(tmp_path: Path, by: Account, of_list: str, rows: Sequence[str], *, keep_good: bool = False) -> Outcome:
    """Import lines of text."""
    file = tmp_path / f"{of_list}.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    return bring(LISTS[of_list], read_table(file), by=by, keep_good=keep_good)


VALUES = (
    "element,unit,period,value,bound,role,source",
    "lectures,c1,2018,12,,,",
    "lectures,c2,2018,0,,,",
    "lectures,c3,2018,-,,,",
    "lectures,p1,2018,,,,",
    "visits,c1,2018,1.25,,,年报",
    "visits,c2,2018,约3,,,",
)


def test_a_new_element_takes_the_places_and_the_frequency_seen(
    tmp_path: Path, owner: Account, tree: dict[str, Unit]
) -> None:
    assert bring_in(tmp_path, owner, "values", VALUES).accepted == 6
    assert defined()["visits"] == Element("visits", "visits", 2, "year", version=1)
    assert bring_in(tmp_path, owner, "values", VALUES).unchanged == 6
    total = figure("lectures", tree["root"]).total
    assert (total.value, total.missing) == (12, "")
    assert figure("visits", tree["root"]).total.as_json(())["value"].as_tuple().exponent == -2


@pytest.mark.parametrize(("unit", "value", "missing"), [("c2", 0, ""), ("c3", None, "none"), ("p2", None, "none")])
def test_zero_no_such_item_and_not_reported_stay_apart(
    tmp_path: Path, owner: Account, tree: dict[str, Unit], unit: str, value: int | None, missing: str
) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    total = figure("lectures", tree[unit]).total
    assert (total.value, total.missing) == (value, missing)


def test_who_left_a_blank_is_expected_and_silent(tmp_path: Path, owner: Account, tree: dict[str, Unit]) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    total = figure("lectures", tree["root"]).total
    assert total.coverage is not None
    assert (total.coverage.reported, total.coverage.expected) == (3, 4)
    assert figure("lectures", tree["root"], "2017").total.missing == "not reported"


def test_a_correction_reverses_and_a_blank_withdraws_nothing(
    tmp_path: Path, owner: Account, tree: dict[str, Unit]
) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    before = Entry.objects.count()
    assert bring_in(tmp_path, owner, "values", [VALUES[0], "lectures,c1,2018,,,,"]).unchanged == 1
    assert Entry.objects.count() == before
    assert bring_in(tmp_path, owner, "values", [VALUES[0], "lectures,c1,2018,13,,,"]).accepted == 1
    assert Entry.objects.count() == before + 2
    assert figure("lectures", tree["root"]).total.value == 13


def test_a_statement_made_by_mistake_is_taken_back_and_was_known_until_then(
    tmp_path: Path, owner: Account, tree: dict[str, Unit]
) -> None:
    with at(date(2031, 1, 5)):
        bring_in(tmp_path, owner, "values", VALUES)
    rows = [VALUES[0], "lectures,c1,2018,撤回,,,", "lectures,c2,2017,withdraw,,,"]
    with at(date(2031, 1, 9)):
        assert [bring_in(tmp_path, owner, "values", rows).unchanged for _twice in range(2)] == [1, 2]
        told = [figure("lectures", tree["c1"], as_of=day).total for day in ("2031-01-08", "2031-01-09")]
        assert [(one.value, one.missing) for one in told] == [(12, ""), (None, "not reported")]
        assert bring_in(tmp_path, owner, "values", [VALUES[0], "lectures,c1,2018,7,,,"]).accepted == 1
        assert figure("lectures", tree["root"]).total.value == 7


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("lectures,c1,2018-05,1,,,", "period"),
        ("fresh,c1,2018-01-01..2018-05-31,1,,,", "period"),
        ("lectures,zz,2018,1,,,", "unit"),
        ("lectures,c1,2018,1.5,,,", "value"),
        ("lectures,c1,2018,99999999999999999999,,,", "value"),
        ("lectures,c1,2018,约3,under,,", "bound"),
        ("activities,c1,2018,3,,,", "element"),
        ("lectures,c1,2018,x,,,", "value"),
    ],
)
def test_a_bad_row_is_refused_and_keeps_everything_out(
    tmp_path: Path, owner: Account, tree: dict[str, Unit], row: str, column: str
) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    before = Entry.objects.count()
    outcome = bring_in(tmp_path, owner, "values", [VALUES[0], "lectures,c3,2018,5,,,", row])
    assert [problem.column for problem in outcome.problems] == [column]
    assert (outcome.accepted, Entry.objects.count()) == (0, before)
    assert bring_in(tmp_path, owner, "values", [VALUES[0], "lectures,c3,2018,5,,,", row], keep_good=True).accepted == 1


def test_a_month_that_became_its_first_day_is_read_and_any_other_day_is_refused(
    owner: Account, tree: dict[str, Unit]
) -> None:
    define([Element("m", "m", 0, "month"), Element("d", "d", 0, "day"), Element("y", "y", 0, "year")], by=owner)
    head = ["要素", "单位编号", "期间", "数值"]
    rows = [["m", "c1", date(2018, 3, 1), 5], ["d", "c1", date(2018, 3, 1), 7]]
    wrong = [["m", "c1", date(2018, 3, 2), 5], ["y", "c1", date(2018, 1, 1), 5], ["fresh", "c1", date(2018, 1, 1), 5]]
    good, bad = (
        bring(LISTS["values"], read_table(xlsx_bytes([head, *some], default_date_format="yyyy-mm"), "a.xlsx"), by=owner)
        for some in (rows, wrong)
    )
    assert (good.accepted, bad.accepted) == (2, 0)
    assert [(one.column, "变成了日期" in one.why) for one in bad.problems] == [("期间", True)] * 3
    assert [figure(code, tree["root"], "2018-03").total.value for code in ("m", "d")] == [5, 7]


def test_every_choice_that_a_template_offers_is_taken(owner: Account, tree: dict[str, Unit]) -> None:
    for listing in LISTS.values():
        for column in listing.columns:
            for slug, word in (column.choices or {}).items():
                assert column.parse(str(word)) == column.parse(slug), (listing.name, column.name, word)


def test_a_clerk_states_for_the_own_unit_and_defines_nothing(
    tmp_path: Path, owner: Account, clerk: Account, tree: dict[str, Unit]
) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    assert bring_in(tmp_path, clerk, "values", [VALUES[0], "lectures,c1,2018,14,,,"]).accepted == 1
    assert bring_in(tmp_path, clerk, "values", [VALUES[0], "lectures,c2,2018,14,,,"]).problems[0].column == "unit"
    assert bring_in(tmp_path, clerk, "values", [VALUES[0], "own,c1,2018,14,,,"]).problems[0].column == "element"
    with pytest.raises(Forbidden):
        define([Element("own", "own", 0, "year")], by=clerk)


@pytest.mark.parametrize("role", ["member", "auditor"])
def test_who_may_not_state_changes_nothing(tmp_path: Path, owner: Account, tree: dict[str, Unit], role: str) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    before = Statement.objects.knowing("test").count()
    bring_in(tmp_path, cast(role, tree["root"]), "values", [VALUES[0], "lectures,c1,2017,14,,,"])
    assert Statement.objects.knowing("test").count() == before


def test_a_definition_gets_versions_but_keeps_its_step(tmp_path: Path, owner: Account, tree: dict[str, Unit]) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    head = "code,name,decimals,frequency,time_operator,unit_operator"
    renamed = [head, "visits,参加人次（万人次）,2,year,sum,max"]
    assert bring_in(tmp_path, owner, "elements", renamed).accepted == 1
    assert bring_in(tmp_path, owner, "elements", renamed).unchanged == 1
    assert (defined()["visits"].version, str(figure("visits", tree["root"]).total.value)) == (2, "3.00")
    for row in ("visits,参加人次,3,year,sum,max", "visits,参加人次,2,month,sum,max"):
        assert bring_in(tmp_path, owner, "elements", [head, row]).problems[0].column == "code"


def test_what_names_a_rejected_indicator_is_rejected_too(tmp_path: Path, owner: Account, tree: dict[str, Unit]) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    rows = [
        "code,name,numerator,denominator,factor,decimals",
        "per,每场,visits,lectures,10000,1",
        "loop,圈,N{turn},1,1,0",
        "turn,圈,N{loop},1,1,0",
        "late,后,loop + per,1,1,0",
        "wrong,错,each(attendees),1,1,0",
        "wrong2,错,rate(per),1,1,0",
    ]
    outcome = bring_in(tmp_path, owner, "indicators", rows, keep_good=True)
    assert (outcome.accepted, outcome.rejected) == (1, 5)
    # 1.25 + 3 million person-times over 12 + 0 lectures, in 万
    assert str(figure("per", tree["root"]).total.value) == "3541.7"


def test_indicators_that_reach_too_deep_or_too_wide_are_refused_and_the_rest_is_kept(
    tmp_path: Path, owner: Account, tree: dict[str, Unit]
) -> None:
    bring_in(tmp_path, owner, "values", VALUES)
    head = "code,name,numerator,denominator,factor,decimals"
    wide = [f"w{n},w,w{n - 1} + w{n - 1}.offset(-1),1,1,0" for n in range(1, 15)]
    deep = [f"d{n},d,d{n - 1} + 1,1,1,0" for n in range(1, 400)]
    first = ["w0,w,lectures,1,1,0", "d0,d,lectures,1,1,0"]
    outcome = bring_in(tmp_path, owner, "indicators", [head, *first, *wide, *deep], keep_good=True)
    assert {one.column for one in outcome.problems} == {"numerator"}
    kept = [max(int(code[1:]) for code in defined() if code[:1] == name and code[1:].isdigit()) for name in "wd"]
    assert [figure(f"{name}{last}", tree["root"]).total.value for name, last in zip("wd", kept, strict=True)] == [
        12,
        12 + kept[1],
    ]
    again = bring_in(tmp_path, owner, "indicators", [head, "w0,w,lectures + lectures,1,1,0"])
    assert (again.accepted, f"w{kept[0]}" in again.problems[0].why) == (0, True)  # what names it would reach too far


def test_the_reserved_codes_are_those_of_the_house() -> None:
    assert set(INDICATORS) | {measure.slug for measure in SHIPPED} <= RESERVED
