"""What the source says of 2018 comes out of the running program, and each number opens onto its records."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kexie.data import sample as shipped
from tests.cli.calling import Session
from tests.cli.sample.conftest import SPRING, Row, asked

STUDY = ("--where", "kind=study")
COUNTY_CLERK, STRANGER = shipped.CAST["county_clerk"], shipped.CAST["stranger"]
INDICATORS = ("activities", "attendances", "attendees", "participations", "participants")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the sample's files, to know what went in."""
    folder = tmp_path_factory.mktemp("files")
    shipped.build(folder)
    return folder


def lines(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def parents(folder: Path) -> dict[str, str]:
    return {unit["code"]: unit["parent"] for unit in lines(folder, "units") if unit["line"] in {"", "main"}}


def above(code: str, told: dict[str, str]) -> list[str]:
    path = [code]
    while told.get(path[-1]):
        path.append(told[path[-1]])
    return path


def test_the_headline_figures_of_the_source(row: Row) -> None:
    sessions, times, people = (row(name, shipped.ROOT, *STUDY) for name in INDICATORS[:3])
    assert (sessions["value"] >= 1000, sessions["bound"]) == (True, "at_least")
    assert (times["value"] >= 26000, times["bound"]) == (True, "at_least")
    assert 0 < people["value"] < times["value"]


def test_less_was_known_two_months_earlier(row: Row) -> None:
    for name in INDICATORS:
        then = row(name, shipped.ROOT, *STUDY, as_of="2018-03-31")["value"]
        assert then < row(name, shipped.ROOT, *STUDY)["value"]


@pytest.mark.parametrize("where", [(), STUDY])
@pytest.mark.parametrize("name", INDICATORS)
@pytest.mark.parametrize("unit", [shipped.ROOT, "JS", shipped.STUDY_GROUP])
@pytest.mark.parametrize("as_of", ["2018-03-31", "2018-05-31"])
def test_each_figure_recounts_to_its_records(
    sample: Session, unit: str, name: str, where: tuple[str, ...], as_of: str
) -> None:
    words = (name, "--unit", unit, "--period", SPRING, "--as-of", as_of, *where, "--json")
    figure, found = asked(sample("figure", *words)).json, asked(sample("records", *words)).json
    row, records = figure["rows"][0], found["records"]
    assert len(records) == found["count"] == row["records"]
    assert len({record["thing"] for record in records}) == len(records)
    assert sum(record["amount"] for record in records) == row["value"]
    assert figure["passport"]["made_up"] == row["records"]
    assert figure["passport"]["migrated"] == 0
    assert {record["origin"] for record in records} <= {"made_up"}


def hosts(activity: dict[str, str]) -> list[str]:
    return [activity["unit"], *filter(None, activity["co_hosts"].split(";"))]


def province(unit: str, told: dict[str, str]) -> str:
    return [*above(unit, told), ""][-3 if unit != shipped.ROOT else -2]


def test_a_joint_activity_is_one_in_each_host_above_and_in_the_whole(files: Path, row: Row) -> None:
    told = parents(files)
    held = [one for one in lines(files, "activities") if one["status"] == "held"]
    present: dict[str, int] = {}
    for line in lines(files, "attendance"):
        present[line["activity"]] = present.get(line["activity"], 0) + (line["status"] == "present")
    joint = [one for one in held if one["co_hosts"]]
    across = [one for one in joint if len({province(host, told) for host in hosts(one)}) > 1]
    stacked = [one for one in joint if any(up in hosts(one) for host in hosts(one) for up in above(host, told)[1:])]
    assert any(len(hosts(one)) == 3 for one in across)
    assert any(one["headcount"] == "300" for one in joint)
    assert stacked
    for one in [*across, *stacked]:
        day, kind = one["starts_on"], one["kind"]  # what lasts some days counts on its first
        same = [other for other in held if (other["kind"], other["starts_on"]) == (kind, day)]
        for unit in {unit for host in hosts(one) for unit in above(host, told)}:
            mine = [other for other in same if any(unit in above(host, told) for host in hosts(other))]
            asked_of = ("--where", f"kind={kind}")
            got = row("activities", unit, *asked_of, period=day, as_of="2018-12-31")
            assert got["value"] == sum(int(other["count"] or 1) for other in mine), (unit, one["code"])
            got = row("attendances", unit, *asked_of, period=day, as_of="2018-12-31")
            assert got["value"] == sum(int(other["headcount"] or present.get(other["code"], 0)) for other in mine)


def test_the_report_says_what_the_source_says(sample: Session, tmp_path: Path) -> None:
    words = ("report", "work-report", "--unit", shipped.ROOT, "--period", SPRING, "--as-of", "2018-05-31", "--out")
    for ending in (".md", ".html", ".json"):
        for name in ("one", "two"):
            assert sample(*words, str(tmp_path / f"{name}{ending}")).code == 0
        first, second = ((tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "two"))
        assert first == second
        text = first.decode()
        assert all(said in text for said in ("1000余场", "26000余人次")), ending
        assert '"made_up": true' in text if ending == ".json" else "示例·数据虚构" in text
    document = json.loads((tmp_path / "one.json").read_text())
    missing = [fact.missing for fact in shipped.FACTS if fact.missing]
    assert missing
    assert all(noun in json.dumps(document, ensure_ascii=False) for noun in missing)


def test_the_county_clerk_sees_the_number_the_own_records_and_how_many_are_hidden(files: Path, sample: Session) -> None:
    told = parents(files)
    home = next(post["unit"] for post in lines(files, "posts") if post["person"] == COUNTY_CLERK)
    words = ("activities", "--unit", shipped.ROOT, "--period", SPRING, "--as-of", "2018-05-31", "--json")
    acting = ("--as", COUNTY_CLERK)
    whole = asked(sample("figure", *words)).json
    assert asked(sample("figure", *words, *acting)).json == whole
    found = asked(sample("records", *words, *acting)).json
    assert found["records"]
    assert all(home in above(record["unit"], told) for record in found["records"])
    assert found["hidden"]["count"] == whole["rows"][0]["records"] - len(found["records"]) > 0
    assert found["hidden"]["reason"]


@pytest.mark.parametrize(
    "words",
    [
        ("figure", "activities", "--unit", "DEMO", "--period", "2018"),
        ("records", "activities", "--unit", "DEMO", "--period", "2018"),
        ("units", "show"),
        ("units", "close", "JS", "--on", "2019-01-01"),
        ("person", "show", "S0001"),
        ("person", "erase", "S0001"),
        ("close", "2018-01"),
        ("verify",),
        ("demo", "--no-serve"),
    ],
)
def test_the_stranger_is_refused_everywhere(sample: Session, words: tuple[str, ...]) -> None:
    said = sample(*words, "--as", STRANGER)
    assert len(said.refused()) == 1
    assert said.out == ""


def test_every_fact_with_a_figure_holds(told: dict[str, Any]) -> None:
    found = {one["fact"]: one for one in told["figures"]}
    for fact in shipped.FACTS:
        if fact.slug in found:
            assert found[fact.slug]["value"] >= fact.least
            assert found[fact.slug]["bound"] == fact.bound
    assert found["study-sessions"]["text"] == "1000余场"
    assert found["study-person-times"]["text"] == "26000余人次"


def test_the_sign_ins_are_told_again_and_kept_for_this_user_only(sample: Session, told: dict[str, Any]) -> None:
    assert [one["part"] for one in told["sign_ins"]][-1] == "stranger"
    assert (sample.home / "demo-sign-ins").stat().st_mode & 0o077 == 0


def test_importing_the_samples_own_files_again_changes_nothing(files: Path, sample: Session) -> None:
    for name in ("people", "posts", "activities", "attendance"):
        said = asked(sample("import", name, str(files / f"{name}.csv"), "--migrate", "--json")).json
        assert (said["accepted"], said["rejected"]) == (0, 0), name


def test_the_tree_and_the_book_prove_true(sample: Session) -> None:
    roots = asked(sample("units", "show", "--json")).json["units"]
    assert roots[0]["code"] == shipped.ROOT
    assert [unit["kind"] == "aggregate" for unit in roots] == sorted(unit["kind"] == "aggregate" for unit in roots)
    assert sample("verify").code == 0
