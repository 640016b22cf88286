"""Steps of a test run: all run, what failed is said, and every test is counted once."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from kexie.cli.testing import steps as steps_module
from kexie.cli.testing.steps import Counts, Runner, Step, read_counts

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path, dict(os.environ))


def test_a_failed_step_is_said_in_full_and_keeps_no_other_from_running(
    runner: Runner, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = Step(
        "bad", "坏的", [python("print('what went wrong'); raise SystemExit(3)"), python("print('the next one')")]
    )
    good = Step("good", "好的", [python("print('of no interest')")])
    outcomes = {outcome.step.name: outcome.ok for outcome in runner.run([bad, good], workers=1)}
    assert outcomes == {"bad": False, "good": True}
    said = capfd.readouterr().out
    assert "what went wrong" in said
    assert "the next one" in said
    assert "of no interest" not in said


def test_a_command_that_does_not_exist_is_a_failed_step(runner: Runner) -> None:
    [outcome] = runner.run([Step("x", "x", [["/nowhere/at/all"]])], workers=1)
    assert not outcome.ok
    assert "/nowhere/at/all" in outcome.output


def test_pytest_runs_are_counted(tmp_path: Path, runner: Runner) -> None:
    (tmp_path / "test_four.py").write_text(
        "import pytest\n"
        "def test_a(): pass\n"
        "def test_b(): assert False\n"
        "@pytest.mark.skip(reason='because')\n"
        "def test_c(): pass\n"
        "@pytest.fixture\n"
        "def broken(): raise OSError\n"
        "def test_d(broken): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)]
    [outcome] = runner.run([Step("x", "x", [command], counted=True)], workers=1)
    assert outcome.counts == Counts(passed=1, failed=2, skipped=1)
    assert str(outcome.counts) == "1 passed, 2 failed, 1 skipped"


def test_a_pytest_run_that_broke_off_counts_as_one_failure(tmp_path: Path) -> None:
    assert read_counts(tmp_path / "none.xml") == Counts(failed=1)
    (tmp_path / "half.xml").write_text("<testsuites><testsuite tests='3'")
    assert read_counts(tmp_path / "half.xml") == Counts(failed=1)


def test_nothing_skipped_is_not_mentioned() -> None:
    assert str(Counts(7, 0) + Counts(5, 1)) == "12 passed, 1 failed"


def test_stopping_ends_what_runs_and_starts_nothing_more(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps_module, "GRACE", 0.5)  # what does not end by itself is killed
    outcomes = []
    steps = [Step("long", "long", [SLEEP, SLEEP])]
    thread = threading.Thread(target=lambda: outcomes.extend(runner.run(steps, workers=1)))
    thread.start()
    while not runner._running:
        time.sleep(0.01)
    runner.stop()
    thread.join(30)
    assert [outcome.ok for outcome in outcomes] == [False]


def test_each_step_has_a_home_of_its_own(runner: Runner) -> None:
    show = python("import os; print(os.environ['KEXIE_HOME']); raise SystemExit(1)")
    homes = {outcome.output for outcome in runner.run([Step("a", "a", [show]), Step("b", "b", [show])], workers=2)}
    assert len(homes) == 2
