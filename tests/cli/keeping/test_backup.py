"""The drill: work, back up while at work, lose everything, restore, prove. And what a restore must never do."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.cli.calling import Session, clean, program
from tests.cli.keeping.conftest import PERIOD, SERVER, asked, done, furnish, recorded

Where = Callable[[], dict[str, str]]
PARTS = ("kexie.sqlite3", "kexie.sqlite3-wal", "kexie.sqlite3-shm", "files", "secret", "figures")


@contextmanager
def serving(home: Path, **more: str) -> Iterator[None]:
    """Keep the figures worker at work beside what the block does, as ``serve`` does."""
    words = [sys.executable, "-P", "-m", "kexie", "worker"]
    process = subprocess.Popen(words, cwd=home.parent, env=clean(home, **more), stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "台账" in process.stderr.readline()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def destroyed(home: Path) -> None:
    for name in PARTS:
        path = home / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def test_the_drill(tmp_path: Path, where: Where) -> None:
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        with serving(home, **more):
            recorded(house, tmp_path, "X")
            before = asked(house)
            done(house("backup", str(file)))
            recorded(house, tmp_path, "LATER")
            done(house("person", "erase", "S2"))
            refused = program(home, "restore", str(file), "--yes", **more)
            assert "请先停下" in refused.refused()[0]
        secret = (home / "secret").read_text()
    destroyed(home)
    if more:  # another server stands in for the one that burnt down
        more = where()
    told = program(home, "restore", str(file), "--json", **more)
    assert told.json == {
        "position": told.json["position"],
        "files": 0,
        "erased_again": 1,
        "verified": True,
        "faults": [],
    }
    assert (home / "secret").read_text() == secret
    with closing(Session(home, **more)) as house:
        assert asked(house) == before
        assert "S2" not in house("person", "doubles").out
        assert house("person", "show", "S2").code == 1
        assert done(house("person", "show", "S1"))
        recorded(house, tmp_path, "AGAIN")
        done(house("close", "2018-09"))
        done(house("verify"))


def test_what_is_here_is_replaced_only_when_told_to(tmp_path: Path, where: Where) -> None:
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        done(house("backup", str(file)))
        before = asked(house)
        recorded(house, tmp_path, "X")
        after = asked(house)
    assert "--yes" in program(home, "restore", str(file), **more).refused()[0]
    with closing(Session(home, **more)) as house:
        assert asked(house) == after
    done(program(home, "restore", str(file), "--yes", **more))
    with closing(Session(home, **more)) as house:
        assert asked(house) == before


STEPS = ("erasures", "swap of schemas" if SERVER.startswith("postgres") else "swap", "keys")


def test_a_restore_killed_midway_leaves_the_old_state_or_the_new_one_whole(tmp_path: Path, where: Where) -> None:
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        done(house("backup", str(file)))
        old = asked(house)
        recorded(house, tmp_path, "X")
        new = asked(house)
    for step in STEPS:
        words = [sys.executable, "-P", str(Path(__file__).with_name("killed.py")), step, str(file)]
        ended = subprocess.run(
            words, cwd=tmp_path, env=clean(home, **more), capture_output=True, text=True, check=False
        )
        assert ended.returncode == 9, ended.stderr
        with closing(Session(home, **more)) as house:
            assert asked(house) == (old if step == "keys" else new)
    done(program(home, "restore", str(file), "--yes", **more))
    assert [path.name for path in home.glob(".*part*")] == []


def test_a_backup_of_another_time_or_place_is_refused(tmp_path: Path, where: Where) -> None:
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        done(house("backup", str(file)))
        done(house("export", str(tmp_path / "export.zip")))
        before = asked(house)
        for name, change, word in (
            ("newer.kexie", {"migration": "9999_later"}, "更新的版本"),
            ("other.kexie", {"of": "oracle"}, "import everything"),
        ):
            with zipfile.ZipFile(file) as good, zipfile.ZipFile(tmp_path / name, "w") as bad:
                for one in good.namelist():
                    content = good.read(one)
                    if one == "manifest.json":
                        content = json.dumps(json.loads(content) | change).encode()
                    bad.writestr(one, content)
            assert word in house("restore", str(tmp_path / name), "--yes").refused()[0]
        torn = tmp_path / "torn.kexie"
        torn.write_bytes(file.read_bytes()[:-200])
        for wrong in (torn, tmp_path / "export.zip", tmp_path / "units.csv", tmp_path / "nowhere"):
            assert len(house("restore", str(wrong), "--yes").refused()) == 1
        assert asked(house) == before


def test_a_changed_line_in_a_backup_is_told_after_the_restore(tmp_path: Path, where: Where) -> None:
    """It may be all that is left, so it is put back; but nobody is told that it proves true."""
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        if more:
            with psycopg.connect(more["DATABASE_URL"]) as database:
                database.execute("ALTER TABLE records_entry DISABLE TRIGGER USER")
                database.execute("UPDATE records_entry SET amount = 99 WHERE measure = 'attendance' AND amount > 9")
        else:
            with closing(sqlite3.connect(home / "kexie.sqlite3")) as opened, opened:
                opened.execute("DROP TRIGGER records_entry_update")
                opened.execute("UPDATE records_entry SET amount = 99 WHERE measure = 'attendance' AND amount > 9")
        done(house("backup", str(file)))
    ended = program(home, "restore", str(file), "--yes", "--json", **more)
    assert ended.code == 1
    assert ended.json["verified"] is False
    assert "2018-06" in ended.err


def test_stored_files_and_fonts_come_back_and_what_nobody_knows_goes(tmp_path: Path, where: Where) -> None:
    home, more, file = tmp_path / "home", where(), tmp_path / "b.kexie"
    with closing(Session(home, **more)) as house:
        furnish(house, tmp_path)
        (home / "fonts").mkdir()
        (home / "fonts" / "own font.otf").write_bytes(b"face")
        done(house("backup", str(file)))
        shutil.rmtree(home / "fonts")
        (home / "files" / "ab").mkdir(parents=True)
        (home / "files" / "ab" / "abcd").write_bytes(b"nobody's")
    done(program(home, "restore", str(file), "--yes", **more))
    assert (home / "fonts" / "own font.otf").read_bytes() == b"face"
    assert not (home / "files" / "ab" / "abcd").exists()
    assert file.stat().st_mode & 0o077 == 0
    assert done(program(home, "figure", "activities", *PERIOD, **more))
