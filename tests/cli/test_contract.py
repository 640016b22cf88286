"""What others rely on: shapes of JSON, exit codes, what goes to stdout and what to stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kexie.cli import COMMANDS
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, plant, present, someone
from tests.cli.conftest import Bring, Kexie
from tests.opened import everything

ASKED = ("--unit", "root", "--period", "2018")


@pytest.fixture
def busy(owner: Account, small: dict[str, Unit]) -> dict[str, Unit]:
    """Let more happen: a joint training class with a roster and a head count, and a planned lecture."""
    guests = [someone(f"G{n}", owner, small["c3"]) for n in range(3)]
    joint = held(
        owner, small["c1"], kind="training", goals=("a.b",), headcount=300, bound="at_least", co_hosts=(small["c3"],)
    )
    present(owner, joint, *guests)
    held(owner, small["c2"], kind="lecture", status="planned")
    return small


def test_a_figure_has_the_shape_of_the_contract(kexie: Kexie, busy: dict[str, Unit]) -> None:
    found = kexie("figure", "attendances", *ASKED, "--as-of", "9999-01-01", "--json").json
    assert list(found) == ["indicator", "rows", "passport"]
    assert found["rows"] == [
        {
            "unit": "root",
            "period": "2018",
            "value": 330,
            "bound": "at_least",
            "records": 5,
            "missing": None,
            "coverage": None,
        }
    ]
    passport = found["passport"]
    assert list(passport) == ["version", "as_of", "tree", "position", "path", "migrated", "made_up"]
    assert passport["version"].startswith("attendances@1#")
    assert passport["as_of"] == "9999-01-01"
    assert passport["tree"]["rule"] == "period"
    assert passport["tree"]["on"] == "2018-12-31"
    assert (passport["migrated"], passport["made_up"]) == (0, 0)


@pytest.mark.parametrize("by", ["children", "units:county", "month", "quarter", "year", "kind", "goal"])
def test_every_breakdown_adds_up_or_names_its_parts(kexie: Kexie, busy: dict[str, Unit], by: str) -> None:
    found = kexie("figure", "activities", *ASKED, "--by", by, "--json").json
    values = [row["value"] for row in found["rows"]]
    assert all(isinstance(value, int) for value in values)
    if by in {"month", "quarter", "year", "kind"}:
        assert sum(values) == 2
    if by in {"kind", "goal"}:
        assert all(by in row for row in found["rows"])
    if by == "units:county":
        assert {row["unit"]: row["value"] for row in found["rows"]} == {"c1": 2, "c2": 0, "c3": 1}


def test_breakdowns_go_together(kexie: Kexie, busy: dict[str, Unit]) -> None:
    found = kexie("figure", "activities", *ASKED, "--by", "children", "--by", "quarter", "--by", "kind", "--json").json
    keys = [(row["unit"], row["period"], row["kind"]) for row in found["rows"]]
    assert len(keys) == len(set(keys)) == len({k[0] for k in keys}) * 4 * len({k[2] for k in keys})


@pytest.mark.parametrize("indicator", ["activities", "attendances", "attendees", "participations", "participants"])
@pytest.mark.parametrize("unit", ["root", "p1", "c1", "c2", "c3"])
def test_a_figure_recounts_to_its_records(kexie: Kexie, busy: dict[str, Unit], indicator: str, unit: str) -> None:
    asked = (indicator, "--unit", unit, "--period", "2018", "--json")
    row = kexie("figure", *asked).json["rows"][0]
    found = kexie("records", *asked).json
    assert list(found) == ["records", "count", "hidden", "next"]
    assert found["hidden"] == {"count": 0, "reason": ""}
    assert found["next"] is None
    assert len(found["records"]) == found["count"] == row["records"]
    assert len({record["thing"] for record in found["records"]}) == len(found["records"])
    assert sum(record["amount"] for record in found["records"]) == row["value"]
    shape = ["source", "id", "thing", "unit", "on", "amount", "bound", "origin"]
    assert all(list(record) == shape for record in found["records"])


def test_units_show_has_the_shape_of_the_contract(kexie: Kexie, owner: Account, busy: dict[str, Unit]) -> None:
    assert kexie("units", "show", "city", "--json").json == {
        "units": [
            {
                "code": "city",
                "name": "示例city",
                "kind": "association",
                "level": "",
                "parent": "p1",
                "path": ["示例root", "示例p1", "示例city"],
                "opened_on": None,
                "closed_on": None,
                "children": ["c1", "c2"],
            }
        ]
    }


def test_roots_come_with_the_aggregates_last(kexie: Kexie, bring: Bring, owner: Account, busy: dict[str, Unit]) -> None:
    assert bring("units", "code,name,parent,kind", "AAA,全国统计,,aggregate").code == 0
    plant(owner, zzz="")
    assert [unit["code"] for unit in kexie("units", "show", "--json").json["units"]] == ["root", "zzz", "AAA"]


def test_the_tree_of_each_day_is_shown(kexie: Kexie, busy: dict[str, Unit]) -> None:
    assert kexie("units", "move", "c1", "p2", "--on", "2019-01-01", "--json").json == {
        "deed": "move", "unit": "c1", "on": "2019-01-01", "kept": True, "parent": "p2"
    }  # fmt: skip
    assert kexie("units", "close", "c2", "--on", "2019-02-01").code == 0
    for day, parent in (("2018-12-31", "city"), ("2019-01-01", "p2")):
        assert kexie("units", "show", "c1", "--on", day, "--json").json["units"][0]["parent"] == parent
    for day, children in (("2018-12-31", ["c1", "c2"]), ("2019-01-31", ["c2"]), ("2019-02-01", [])):
        assert kexie("units", "show", "city", "--on", day, "--json").json["units"][0]["children"] == children
    assert kexie("figure", "activities", "--unit", "p2", "--period", "2018", "--json").json["rows"][0]["value"] == 1
    now = kexie("figure", "activities", "--unit", "p2", "--period", "2018", "--tree", "today", "--json").json
    assert (now["rows"][0]["value"], now["passport"]["tree"]["rule"]) == (2, "today")


@pytest.mark.parametrize("words", [("move", "c1", "p2"), ("close", "c1")])
def test_a_dry_run_of_a_move_or_a_closing_keeps_nothing(
    kexie: Kexie, busy: dict[str, Unit], words: tuple[str, ...]
) -> None:
    before = everything()
    assert kexie("units", *words, "--on", "2019-01-01", "--dry-run").code == 0
    assert kexie("units", *words, "--on", "2019-01-01", "--dry-run", "--as", "S1").code == 1
    assert everything() == before


@pytest.mark.parametrize(
    ("period", "today", "value"),
    [
        ("2018-03-01", "", 2),
        ("2018Q1", "", 2),
        ("2018H2", "", 0),
        ("2018-02-01..2018-03-01", "", 2),
        ("this-year", "2018-07-01", 2),
        ("this-year", "2019-01-01", 0),
        ("last-12-months", "2018-04-02", 2),
        ("last-12-months", "2019-06-01", 0),
    ],
)
def test_periods_count_from_today(kexie: Kexie, busy: dict[str, Unit], period: str, today: str, value: int) -> None:
    words = ["figure", "activities", "--unit", "root", "--period", period, "--json"]
    assert kexie(*words, *(["--today", today] if today else [])).json["rows"][0]["value"] == value


@pytest.mark.parametrize(
    "words",
    [
        ("figure", "nope", *ASKED),
        ("figure", "activities", "--unit", "zz", "--period", "2018"),
        ("figure", "activities", "--unit", "root", "--period", "2018-02-30"),
        ("figure", "activities", "--unit", "root", "--period", "2018-05..2018-01"),
        ("figure", "activities", *ASKED, "--by", "mood"),
        ("figure", "activities", *ASKED, "--by", "month", "--by", "year"),
        ("figure", "activities", *ASKED, "--where", "kind"),
        ("figure", "activities", *ASKED, "--where", "belief=x"),
        ("figure", "activities", *ASKED, "--as-of", "yesterday"),
        ("figure", "activities", *ASKED, "--tree", "oak"),
        ("figure", "activities", *ASKED, "--as", "nobody"),
        ("figure", "activities", *ASKED, "--today", "now"),
        ("records", "nope", *ASKED),
        ("records", "activities", "--unit", "\x1b[31m", "--period", "2018"),
        ("report", "nope", *ASKED, "--out", "x.md"),
        ("report", "work-report", *ASKED, "--out", "x.exe"),
        ("report", "work-report", *ASKED, "--out", "/nowhere/x.md"),
        ("close", "2018"),
        ("close", "9999-12"),
        ("close", "soon"),
        ("verify", "2018-05"),
        ("verify", "soon"),
        ("units", "show", "zz"),
        ("units", "show", "root", "--on", "2018-13-01"),
        ("units", "move", "c1"),
        ("units", "close", "c1"),
        ("person", "show", "zz"),
        ("person", "erase", "zz"),
        ("template", "units", "/nowhere/x.xlsx"),
        ("template", "units", "x.csv"),
    ],
)
@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_what_cannot_be_answered_is_refused_in_a_line_on_stderr(
    kexie: Kexie, busy: dict[str, Unit], words: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    before = everything()
    said = kexie(*words, *extra)
    assert len(said.refused()) == 1
    assert said.out == ""
    assert everything() == before


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("figure",),
        ("figure", "activities"),
        ("figure", "activities", *ASKED, "--colour", "red"),
        ("import", "wishes", "x.csv"),
        ("import", "units"),
        ("template", "wishes", "x.xlsx"),
        ("units", "burn", "root"),
        ("person", "rank", "S1"),
        ("serve", "--port", "many"),
        ("serve", "--port", "70000"),
        ("close",),
    ],
)
def test_wrong_usage_is_exit_2(kexie: Kexie, busy: dict[str, Unit], words: tuple[str, ...]) -> None:
    said = kexie(*words)
    assert (said.code, said.out) == (2, "")
    assert "usage: kexie" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(kexie: Kexie, command: str) -> None:
    said = kexie(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"usage: kexie {command}" in said.out


def test_whatever_is_done_can_be_told_as_one_document(
    kexie: Kexie, bring: Bring, busy: dict[str, Unit], tmp_path: Path
) -> None:
    done = [
        kexie("init", "--json"),
        kexie("upgrade", "--json"),
        kexie("template", "units", tmp_path / "t.xlsx", "--json"),
        bring("units", "code,name,parent,kind", "N,新,root,association", options=("--json",)),
        kexie("figure", "activities", *ASKED, "--json"),
        kexie("records", "activities", *ASKED, "--json"),
        kexie("report", "work-report", *ASKED, "--out", tmp_path / "r.md", "--json"),
        kexie("units", "show", "--json"),
        kexie("units", "close", "N", "--on", "2030-01-01", "--json"),
        kexie("person", "show", "S1", "--json"),
        kexie("person", "export", "S1", "--json"),
        kexie("person", "erase", "S1", "--json"),
        kexie("close", "2018-01", "--json"),
        kexie("verify", "--json"),
    ]
    for said in done:
        assert (said.code, said.err) == (0, "")
        assert isinstance(json.loads(said.out), dict)


def test_an_import_tells_its_rows_as_a_document_too(bring: Bring, busy: dict[str, Unit]) -> None:
    said = bring("people", "code,name,unit", "S8,示例八,zz", "S9,示例九,c1", options=("--json",))
    assert said.code == 1
    told = said.json
    assert (told["read"], told["accepted"], told["unchanged"], told["rejected"], told["kept"]) == (2, 0, 0, 1, False)
    assert [(problem["row"], problem["column"], problem["value"]) for problem in told["problems"]] == [
        (2, "unit", "zz")
    ]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("en", (": over 300 person-times (as known on ", ": 2 sessions (")),
        ("zh", ("：300余人次（截至 ", "：2场（")),
    ],
)
def test_the_answer_is_in_the_readers_language(
    kexie: Kexie, busy: dict[str, Unit], monkeypatch: pytest.MonkeyPatch, setting: str, words: tuple[str, str]
) -> None:
    monkeypatch.setenv("KEXIE_LANG", setting)
    for indicator, word in zip(("attendances", "activities"), words, strict=True):
        assert word in kexie("figure", indicator, *ASKED).out


def test_a_bound_is_said_in_words(kexie: Kexie, busy: dict[str, Unit]) -> None:
    assert "：300余人次" in kexie("figure", "attendances", *ASKED).out
    assert "：2场" in kexie("figure", "activities", *ASKED).out


def test_a_word_that_is_no_utf_8_is_refused_wherever_it_stands(kexie: Kexie, small: dict[str, Unit]) -> None:
    """A terminal of another encoding hands on such words; they reach neither a database nor a disk."""
    for words in (
        ("figure", "activities", "--unit", "\udcff", "--period", "2018"),
        ("figure", "\udcff", *ASKED),
        ("figure", "activities", *ASKED, "--where", "series=\ud800"),
        ("import", "units", "\udcb5\udca5.csv"),
        ("search", "\udcff"),
    ):
        assert "UTF-8" in kexie(*words).refused()[0]


def test_a_place_that_takes_no_file_is_refused_in_a_sentence(kexie: Kexie, tmp_path: Path, owner: Account) -> None:
    long = tmp_path / ("x" * 300)
    for words in (
        ("template", "units", f"{long}.xlsx"),
        ("backup", long),
        ("backup", "/proc/x"),
        ("export", f"{long}.zip"),
        ("restore", long),
    ):
        assert len(kexie(*words).refused()) == 1
    assert not list(tmp_path.iterdir())
