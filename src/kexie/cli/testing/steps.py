"""Steps of a test run: commands whose output is kept together and shown when they are done."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from kexie.cli.testing.words import either, say

LONGEST: Final = 2400
"""Seconds that a command may take: one that hangs must not hang the run."""
GRACE: Final = 20.0
"""Seconds that an interrupted command has to tidy up."""


@dataclass(frozen=True)
class Counts:
    """How many tests of a pytest run passed, failed (errors too) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


@dataclass(frozen=True)
class Step:
    """Commands that run one after the other, all of them; ``around`` gives the environment they need and takes it away.

    ``counted``: each command is a pytest run, and its tests are counted from the report that it writes.
    """

    name: str
    title: str
    commands: Sequence[Sequence[str]]
    around: AbstractContextManager[Mapping[str, str]] = field(default_factory=lambda: nullcontext({}))
    counted: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended: the exit codes of its commands summed up, seconds, and what was printed."""

    step: Step
    ok: bool
    seconds: float
    output: str
    counts: Counts = Counts()


def read_counts(report: Path) -> Counts:
    """Count a JUnit report; a run that wrote none was broken off and is one failure."""
    try:
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by our own pytest
    except (OSError, ET.ParseError):
        return Counts(failed=1)
    total = Counts()
    for suite in suites:
        tests, failed, errors, skipped = (
            int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
        )
        total += Counts(max(0, tests - failed - errors - skipped), failed + errors, skipped)
    return total


class Runner:
    """Runs steps side by side in one folder and environment, and ends what it started when it is stopped."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        """Keep where and with which environment commands run."""
        self._root = root
        self._environment = environment
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, steps: Sequence[Step], workers: int) -> list[Outcome]:
        """Run every step, at most ``workers`` at once, showing each when it is done; all run even if one fails."""
        outcomes: list[Outcome] = []
        with ThreadPoolExecutor(workers) as pool:
            waiting = {pool.submit(self._step, step) for step in steps}
            try:
                while waiting:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        outcomes.append(future.result())
                        show(outcomes[-1])
            except BaseException:
                self.stop()
                pool.shutdown(cancel_futures=True)
                raise
        return outcomes

    def stop(self) -> None:
        """End the commands that still run; nothing new starts.

        They are interrupted first: pytest then takes down what its fixtures started. What does not end is killed.
        """
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGINT)
        until = time.monotonic() + GRACE
        while time.monotonic() < until and any(process.poll() is None for process in running):
            time.sleep(0.05)
        for process in running:
            if process.poll() is None:
                _signal(process, signal.SIGKILL)

    def _step(self, step: Step) -> Outcome:
        say(either(f"▶ {step.title} …", f"▶ {step.name} ..."))
        begun = time.monotonic()
        ok, printed, counts = True, [], Counts()
        try:
            with step.around as extra, tempfile.TemporaryDirectory(prefix="kexie-test-") as folder:
                environment = {**self._environment, "KEXIE_HOME": f"{folder}/home", **extra}
                for number, command in enumerate(step.commands):
                    report = Path(folder) / f"{number}.xml"
                    words = [*command, f"--junitxml={report}"] if step.counted else command
                    code, output = self._command(words, environment, Path(folder) / "output")
                    ok = ok and code == 0
                    printed.append(output)
                    counts += read_counts(report) if step.counted else Counts()
        except Exception as error:  # noqa: BLE001 - whatever kept a step from running is its failure
            ok = False
            printed.append(f"{type(error).__name__}: {error}\n")
            counts += Counts(failed=1) if step.counted else Counts()
        return Outcome(step, ok, time.monotonic() - begun, "".join(printed), counts)

    def _command(self, words: Sequence[str], environment: Mapping[str, str], kept: Path) -> tuple[int, str]:
        with kept.open("wb") as output:
            with self._lock:
                if self._stopped:
                    return 1, ""
                process = subprocess.Popen(
                    words,
                    cwd=self._root,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self._running.add(process)
            try:
                code = process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                output.write(f"not done after {LONGEST} s: stopped\n".encode())
                _signal(process, signal.SIGKILL)
                code = process.wait()
            with self._lock:
                self._running.discard(process)
        return code, kept.read_text(errors="replace")


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a command and its children; each command has a process group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def show(outcome: Outcome) -> None:
    """Print how a step ended: one line, and what it said if it failed; of skipped tests always the reason."""
    title = either(outcome.step.title, outcome.step.name)
    mark = "✓" if outcome.ok else "✗"
    counts = f" · {outcome.counts}" if outcome.step.counted else ""
    lines = outcome.output.splitlines()
    shown = [line for line in lines if line.startswith("SKIPPED")] if outcome.ok else lines
    # one print: steps end side by side
    say("\n".join([*(f"  │ {line}" for line in shown), f"{mark} {title} · {outcome.seconds:.1f} s{counts}"]))
