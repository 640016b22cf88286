"""``./kexie test``: everything that a change must pass, as CI runs it; or the named test files only."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Final

from kexie.cli.testing import lighthouse, postgres
from kexie.cli.testing.machine import Need, furnish
from kexie.cli.testing.steps import Counts, Runner, Step
from kexie.cli.testing.words import either, say

ROOT: Final = Path(__file__).resolve().parents[3]
PYTHON: Final = (sys.executable, "-m")
PYTEST: Final = (*PYTHON, "pytest", "-q", "-p", "no:cacheprovider")
WITHOUT_DATABASE: Final = (
    *(
        "browser",
        "cli/outside",
        "cli/test_beside.py",
        "cli/test_bad_files.py",
        "cli/test_bench.py",
        "cli/test_test.py",
        "cli/testing",
        "data",
        "docs",
    ),
    *(
        "figures/bench",
        "figures/engine/test_damage.py",
        "figures/engine/test_worker.py",
        "house",
        "kit",
        "records/matters/test_break.py",
        "web/test_messages.py",
    ),
)
"""Tests that PostgreSQL cannot change, or that make databases of their own; the browser's and the docs' are steps."""
AT_ONCE: Final = 4
"""Steps side by side at most: browser and database tests slow each other down on more."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``test``."""
    parser.add_argument("--yes", action="store_true", help="install missing system packages without asking")
    parser.add_argument("paths", nargs="*", metavar="PATH", type=Path, help="only these test files, on SQLite")


def run(args: argparse.Namespace) -> int:
    """Run the suite; return 0 if every step passed, else 1. The last line printed is ``N passed, N failed``."""
    if not (ROOT / "tests").is_dir():
        sys.stderr.write(either("这里没有测试：请在源码目录里运行。", "no tests here: run it in a clone.") + "\n")
        return 1
    signal.signal(signal.SIGTERM, _interrupt)
    begun = time.monotonic()
    needs: list[Need] = []
    unlit = ""
    if args.paths:
        steps = [_pytest("sqlite", "所选测试（SQLite）", [str(path.resolve()) for path in args.paths])]
    else:
        needs = furnish(yes=args.yes)
        unlit = lighthouse.furnish()
        steps = [step for step in suite() if step.name not in {need.for_step for need in needs}]
    try:
        outcomes = Runner(ROOT, _environment()).run(steps, min(AT_ONCE, os.cpu_count() or 1))
    except KeyboardInterrupt:
        sys.stderr.write(either("已中断。", "interrupted.") + "\n")
        return 130
    say("")
    for outcome in outcomes:
        say(f"{'✓' if outcome.ok else '✗'} {either(outcome.step.title, outcome.step.name)} · {outcome.seconds:.1f} s")
    say(either("共用时", "total") + f" {time.monotonic() - begun:.1f} s")
    for need in needs:
        part = need.for_step or either("用到它的测试", "the tests that use it")
        say(either(f"未运行：{part}（缺少 {need.package}）", f"left out: {part} ({need.package} is missing)"))
    if unlit:
        say(either(f"未运行：Lighthouse（{unlit}）", f"left out: Lighthouse ({unlit})"))
    failed = [either(outcome.step.title, outcome.step.name) for outcome in outcomes if not outcome.ok]
    if failed:
        say(either("没有通过：", "not passed: ") + either("、", ", ").join(failed))
    say(str(sum((outcome.counts for outcome in outcomes), Counts())))
    return 1 if failed else 0


def suite() -> list[Step]:
    """Return the steps of a whole run, the long ones first so that the last to end is a short one."""
    elsewhere = [f"--ignore=tests/{name}" for name in ("browser", "docs")]
    without = [f"--ignore=tests/{name}" for name in WITHOUT_DATABASE]
    types = [[*PYTHON, "mypy", "src", "tests", "scripts"], [*PYTHON, "mypy", "--cache-dir=/dev/null", "kexie"]]
    style = [[*PYTHON, "ruff", "check"], [*PYTHON, "ruff", "format", "--check"]]
    walls = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    migrations = [*PYTHON, "django", "makemigrations", "--check", "--dry-run"]
    return [
        _pytest("sqlite", "测试（SQLite）", ["tests", *elsewhere]),
        _pytest("postgres", "测试（PostgreSQL）", ["tests", *without], _with_server()),
        _pytest("browser", "浏览器与无障碍", ["tests/browser"]),
        Step("types", "类型（mypy）", types),
        _pytest("docs", "文档", ["tests/docs"]),
        Step("style", "写法（ruff）", style),
        Step("walls", "层次（import-linter）", [walls]),
        Step("migrations", "迁移是否跟上模型", [migrations]),
    ]


def _pytest(
    name: str, title: str, words: Sequence[str], around: AbstractContextManager[Mapping[str, str]] | None = None
) -> Step:
    return Step(name, title, [[*PYTEST, *words]], around=around or nullcontext({}), counted=True)


@contextmanager
def _with_server() -> Iterator[Mapping[str, str]]:
    with postgres.server() as url:
        yield {"DATABASE_URL": url}


def _environment() -> dict[str, str]:
    """Return the environment of every step: nothing of a deployment or a reader, above all no real database."""
    strange = ("KEXIE_", "DATABASE_URL", "DJANGO_", "PYTEST_", "LC_", "LANG")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"KEXIE_ENV", "KEXIE_CHROMIUM"} or not name.startswith(strange)
    }
    house = {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "kexie.settings"}
    return {**kept, **house, "LANG": "C.UTF-8", "NO_COLOR": "1"}


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
