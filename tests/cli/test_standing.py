"""Who acts: the stranger is refused by every command, a clerk reaches the own units, and numbers are for everyone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kexie.cli import COMMANDS
from kexie.records.access.models import Account
from kexie.records.imports.lists import LISTS
from kexie.records.units.models import Unit
from tests.api.conftest import Speaker
from tests.building import cast, held, present, someone
from tests.cli.calling import csv
from tests.cli.conftest import Bring, Kexie
from tests.cli.test_bad_files import GOOD
from tests.kit.bad_files import csv_bytes
from tests.opened import everything
from tests.web.conftest import plain_static
from tests.web.visiting import visit

__all__ = ["plain_static"]

ASKED = ("--unit", "root", "--period", "2018")
EACH: dict[str, list[tuple[str, ...]]] = {
    "demo": [("--no-serve",)],
    "init": [()],
    "import": [*((name, f"{name}.csv") for name in LISTS), ("everything", "everything.zip")],
    "backup": [("x.kexie",)],
    "restore": [("x.kexie", "--yes")],
    "export": [("x.zip",), ("--unit", "root", "x.zip")],
    "template": [("units", "t.xlsx")],
    "figure": [("activities", *ASKED), ("attendees", "--unit", "c1", "--period", "2018")],
    "records": [("activities", *ASKED)],
    "search": [("示例",), ("--rebuild",)],
    "restated": [(*ASKED, "--since", "2018-01-01")],
    "doubles": [(), ("merge", "A", "B"), ("part", "B")],
    "report": [("work-report", *ASKED, "--out", "r.md")],
    "plan": [
        ("show",),
        ("targets", "--unit", "root"),
        ("allocate", "activities", "--unit", "root", "--period", "2018"),
    ],
    "units": [
        ("show",),
        ("show", "root"),
        ("move", "c1", "p2", "--on", "2019-01-01"),
        ("move", "c1", "p2", "--on", "2019-01-01", "--dry-run"),
        ("close", "c1", "--on", "2019-01-01"),
        ("merge", "c1", "c2", "--on", "2019-01-01"),
        ("split", "c1", "n", "--name", "新", "--on", "2019-01-01"),
    ],
    "worker": [("--once", "--quiet")],
    "bench": [("figures", "--size", "10000")],
    "person": [("merge", "S1", "S2"), ("part", "S1"), ("show", "S1"), ("export", "S1"), ("erase", "S1")],
    "close": [("2018-01",)],
    "settings": [(), ("show",), ("set", "name", "x"), ("unset", "name")],
    "retention": [(), ("--dry-run",)],
    "sample": [("--no-serve",), ("--throw-away",)],
    "imports": [(), ("list",), ("undo", "1"), ("undo", "1", "--dry-run")],
    "hooks": [(), ("--send",)],
    "outbox": [(), ("--collect",), ("--send",)],
    "verify": [()],
    "serve": [()],
    "upgrade": [()],
}


def test_the_list_below_tries_every_command() -> None:
    assert set(EACH) == set(COMMANDS) - {"test"}


@pytest.mark.parametrize("who", ["stranger", "without a sign-in"])
@pytest.mark.parametrize("command", EACH)
def test_the_stranger_is_refused_by_every_command_and_nothing_changes(
    kexie: Kexie, owner: Account, small: dict[str, Unit], stranger: Account, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, command: str, who: str,
) -> None:  # fmt: skip
    someone("X", owner)
    monkeypatch.chdir(tmp_path)
    for name, (headers, row) in GOOD.items():
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes([headers, row]))
    there = sorted(tmp_path.iterdir())
    before = everything()
    for words in EACH[command]:
        said = kexie(command, *words, "--as", "stranger" if who == "stranger" else "X")
        assert len(said.refused()) == 1
        assert said.out == ""
        assert everything() == before
    assert sorted(tmp_path.iterdir()) == there


def test_a_stranger_cannot_ask_which_codes_exist(bring: Bring, small: dict[str, Unit], stranger: Account) -> None:
    told = {
        bring("attendance", "activity,person", row, options=("--as", "stranger")).err
        for row in ("A,S1", "A,zz", "zz,S1", "zz,zz")
    }
    assert len(told) == 1


def test_a_person_may_see_what_is_held_of_them_and_have_it_erased(
    kexie: Kexie, owner: Account, small: dict[str, Unit]
) -> None:
    assert kexie("person", "export", "S1", "--as", "S1").json["name"] == "示例S1"
    assert kexie("person", "show", "S2", "--as", "S1").code == 1
    assert kexie("person", "erase", "S2", "--as", "S1").code == 1
    assert kexie("person", "erase", "S1", "--as", "S1").code == 0
    assert kexie("person", "show", "S1").code == 1


def test_a_clerk_records_in_the_own_units_only(bring: Bring, small: dict[str, Unit], clerk: Account) -> None:
    header = "code,kind,title,unit,starts_on"
    acting = ("--as", "clerk")
    before = everything()
    said = bring("activities", header, "B,study,学习,c1,2018-05-03", "C,study,学习,c2,2018-05-03", options=acting)
    assert said.refused()[0] == "第 3 行：“unit”：您没有在主办单位登记活动的权限。"
    assert everything() == before
    said = bring(
        "activities",
        header,
        "B,study,学习,c1,2018-05-03",
        "C,study,学习,c2,2018-05-03",
        options=(*acting, "--keep-good"),
    )
    assert said.out == "读入 2 行：接受 1，未变 0，退回 1\n"
    assert bring("people", "code,name,unit", "S8,示例八,c2", options=acting).refused()[0].startswith("第 2 行：“unit”")
    assert bring("people", "code,name,unit", "S8,示例八,c1", options=acting).code == 0
    for name in ("units", "posts"):
        headers, row = GOOD[name]
        assert "权限" in bring(name, ",".join(headers), ",".join(row), options=acting).refused()[0]


def test_a_clerk_takes_no_activity_and_no_person_of_other_units(
    bring: Bring, owner: Account, small: dict[str, Unit], clerk: Account
) -> None:
    held(owner, small["c3"], code="THEIRS")
    someone("T1", owner, small["c3"])
    before = everything()
    acting = ("--as", "clerk")
    header = "code,kind,title,unit,starts_on"
    for row in ("THEIRS,study,学习,c1,2018-05-03", "THEIRS,study,学习,c3,2018-05-03"):
        bring("activities", header, row, options=acting).refused()
    assert (
        "没有编号为“THEIRS”的活动" in bring("attendance", "activity,person", "THEIRS,S1", options=acting).refused()[0]
    )
    assert "其他单位" in bring("people", "code,name,unit", "T1,改名,c1", options=acting).refused()[0]
    assert everything() == before


def test_the_clerk_sees_the_number_the_own_records_and_how_many_are_hidden_and_why(
    kexie: Kexie, owner: Account, small: dict[str, Unit], clerk: Account
) -> None:
    held(owner, small["c3"])
    held(owner, small["c2"])
    assert kexie("figure", "activities", *ASKED, "--as", "clerk", "--json").json["rows"][0]["value"] == 3
    found = kexie("records", "activities", *ASKED, "--as", "clerk", "--json").json
    assert [record["unit"] for record in found["records"]] == ["c1"]
    assert (found["count"], found["hidden"]["count"]) == (3, 2)
    assert "其他单位" in found["hidden"]["reason"]


def test_a_member_sees_numbers_and_no_records(
    kexie: Kexie, small: dict[str, Unit], member: Account, tmp_path: Path
) -> None:
    assert kexie("figure", "activities", *ASKED, "--as", "member").code == 0
    found = kexie("records", "activities", *ASKED, "--as", "member", "--json").json
    assert (found["records"], found["hidden"]["count"]) == ([], 1)
    for words in (
        ("report", "work-report", *ASKED, "--out", str(tmp_path / "r.md")),
        ("close", "2018-01"),
        ("verify",),
        ("person", "show", "S1"),
    ):
        assert kexie(*words, "--as", "member").code == 1


def test_the_chair_closes_a_month_and_the_auditor_verifies_it(
    kexie: Kexie, small: dict[str, Unit], chair: Account, auditor: Account
) -> None:
    assert kexie("close", "2018-01", "--as", "auditor").code == 1
    assert kexie("close", "2018-01", "--as", "chair").code == 0
    assert kexie("verify", "--as", "auditor").code == 0


def test_only_an_owner_makes_an_owner(bring: Bring, small: dict[str, Unit], chair: Account) -> None:
    row = ("person,unit,role", "S1,root,owner")
    assert "只能由系统负责人授予" in bring("posts", *row, options=("--as", "chair")).refused()[0]
    assert bring("posts", *row).code == 0


def test_who_acts_is_written_down(kexie: Kexie, small: dict[str, Unit], bring: Bring) -> None:
    assert bring("posts", "person,unit,role", "S1,c1,clerk").code == 0
    assert not Account.objects.filter(username="S1").exists()
    assert kexie("figure", "activities", *ASKED, "--as", "S1").code == 0
    assert not Account.objects.filter(username="S1").exists()
    assert bring("people", "code,name,unit", "S8,示例八,c1", options=("--as", "S1")).code == 0
    assert Account.objects.get(username="S1").has_usable_password() is False


def test_a_file_that_cannot_be_read_is_not_read_for_a_stranger(
    kexie: Kexie, small: dict[str, Unit], stranger: Account, tmp_path: Path
) -> None:
    file = csv(tmp_path / "a.csv", "secret")
    assert "secret" not in kexie("import", "units", file, "--as", "stranger").err


def ways(kexie: Kexie, reader: Account, out: Path) -> dict[str, str]:
    """Return what the roster of activity A says of ROSTER2 to a reader: on each page, and by every other way."""
    client, asks, acting = visit(reader), Speaker(reader), ("--as", reader.username)
    asked = ("attendees", "--unit", "c1", "--period", "2018", *acting)
    kexie("export", "--unit", "c1", out, *acting)
    names = zipfile.ZipFile(out).namelist() if out.exists() else []
    return {
        **{page: client.get(f"/activities/A/{page}").content.decode() for page in ("", "roster/", "sheet/")},
        "records page": client.get("/figures/attendees/records/", {"unit": "c1", "period": "2018"}).content.decode(),
        "search page": client.get("/search/", {"q": "示例ROSTER2"}).content.decode().replace("ROSTER2", "") + "search",
        "interface": str(asks.get("activities/A")),
        "records by interface": str(asks.get("figures/attendees/records", unit="c1", period="2018")),
        "search by interface": str(asks.get("search", q="示例ROSTER2")),
        "export": "".join(zipfile.ZipFile(out).read(name).decode() for name in names if name.startswith("roster")),
        "records": kexie("records", *asked).out + kexie("records", *asked, "--json").out,
        "search": kexie("search", "示例ROSTER2", *acting).out,
        "person": kexie("person", "show", "ROSTER2", *acting).out + kexie("person", "export", "ROSTER2", *acting).out,
    }


@pytest.mark.parametrize("who", ["clerk", "auditor", "another county", "member", "stranger"])
def test_nobody_but_its_organiser_looks_up_a_roster_whichever_way_they_come(
    kexie: Kexie, owner: Account, tree: dict[str, Unit], tmp_path: Path, who: str
) -> None:
    present(owner, held(owner, tree["c1"], code="A", title="读书会"), someone("ROSTER2", owner, tree["c1"]))
    place = {"auditor": tree["root"], "another county": tree["c2"], "stranger": None}.get(who, tree["c1"])
    reader = cast("clerk" if who == "another county" else who, place, "reader")
    told = ways(kexie, reader, tmp_path / "out.zip")
    named = {way for way, text in told.items() if "ROSTER2" in text and way != "person"}
    assert named == ({"", "roster/", "sheet/", "export"} if who == "clerk" else set())
    assert not [way for way in ("search page", "search by interface", "search", "person") if "读书会" in told[way]]
