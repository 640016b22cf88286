"""``./kexie test PATH``: the named files, and a last line that says how it went."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kexie.cli import test as command


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("line", "code", "last"), [("True", 0, "1 passed, 0 failed"), ("False", 1, "0 passed, 1 failed")]
)
def test_the_last_line_and_the_exit_code_say_how_it_went(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], line: str, code: int, last: str
) -> None:
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    assert {line}\n")
    assert command.run(parsed(str(tmp_path / "test_one.py"))) == code
    assert capfd.readouterr().out.splitlines()[-1] == last


def test_a_real_deployments_database_is_never_handed_to_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://real")
    monkeypatch.setenv("KEXIE_HOME", "/srv/real")
    assert not {"DATABASE_URL", "KEXIE_HOME"} & set(command._environment())


def test_every_folder_of_tests_belongs_to_a_step() -> None:
    steps = {step.name: " ".join(step.commands[0]) for step in command.suite()}
    for folder in ("browser", "docs"):
        assert f"--ignore=tests/{folder}" in steps["sqlite"]
        assert steps[folder].endswith(f"tests/{folder}")
