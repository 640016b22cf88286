"""A broken surrounding is said in one sentence, by the program as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import clean, program
from tests.docs.pages import ROOT

WRONG = {
    "DATABASE_URL": [
        "nonsense",
        "mysql://a/b",
        "postgres://a:secret@127.0.0.1:1/x",
        "postgres://a:secret@h:port/x",
        "sqlite:////nowhere/x",
    ],
    "KEXIE_ZONE": ["Mars"],
    "KEXIE_LOG": ["chatty"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_nonsense_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    said = program(tmp_path / "home", "verify", **{name: value})
    assert len(said.refused()) == 1
    assert said.out == ""
    assert "secret" not in said.err
    if "127.0.0.1" not in value and "nowhere" not in value:
        assert name in said.err


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    said = program(tmp_path / "home", "init")
    assert len(said.refused()) == 1
    assert "KEXIE_HOME" in said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    assert "KEXIE_HOME" in program(tmp_path / "home", "init").refused()[0]


def test_before_init_the_reader_is_told_how_to_begin(tmp_path: Path) -> None:
    for words in (("figure", "activities", "--unit", "R", "--period", "2018"), ("serve",), ("verify",)):
        said = program(tmp_path / "home", *words)
        assert said.refused() == ["这里还没有数据；请先运行 ./kexie init（空的开始）或 ./kexie demo（示例）。"]


def test_a_home_may_have_any_name(tmp_path: Path) -> None:
    home = tmp_path / "示例 a?b#c%20d"
    assert program(home, "init").code == 0
    assert (home / "kexie.sqlite3").exists()
    assert home.stat().st_mode & 0o077 == 0, "names and hashed passwords are nobody else's on this machine"
    assert program(home, "verify").code == 0


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "kexie.sqlite3").write_bytes(b"this is not a database" * 100)
    assert len(program(home, "verify").refused()) == 1


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert program(home, "init").code == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for words in (("serve", "--port", str(port)), ("demo", "--port", str(port))):
            assert program(home, *words).refused() == [f"端口 {port} 已被占用；请用 --port 换一个。"]


def test_a_reader_who_stops_reading_is_no_fault(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program(home, "init")
    words = [sys.executable, "-P", "-m", "kexie", "--help"]
    done = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(words)} | head -c 1 >/dev/null"],
        env=clean(home), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr


def test_the_start_script_passes_words_and_exit_codes_on(tmp_path: Path) -> None:
    if not (ROOT / ".venv" / "kexie.stamp").exists():
        pytest.skip("the start script has not made its environment here")
    for words, code in ((["--help"], 0), (["verify"], 1), (["nonsense"], 2)):
        done = subprocess.run(
            [str(ROOT / "kexie"), *words], cwd=tmp_path, env=clean(tmp_path / "home"), capture_output=True, check=False
        )
        assert done.returncode == code


def test_the_site_stops_when_it_is_told_to(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program(home, "init")
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    site = subprocess.Popen(
        [sys.executable, "-P", "-m", "kexie", "serve", "--port", str(port), "--workers", "1"],
        env=clean(home), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert site.stderr is not None
        assert site.stderr.readline() == f"网站：http://127.0.0.1:{port}/　（Ctrl+C 停止）\n"
        socket.create_connection(("127.0.0.1", port), timeout=30).close()
    finally:
        site.send_signal(signal.SIGTERM)
        out, _err = site.communicate(timeout=60)
    assert out == ""
    assert site.returncode == 0
