"""The walk through every order of actions fails when a rule of closing is taken out; seen from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kexie.records.matters.rules import CLOSING

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.mark.parametrize("rule", CLOSING)
def test_the_walk_fails_without_a_rule(rule: str) -> None:
    """One workflow is walked in a process of its own, whose conftest takes the rule out."""
    walk = f"{HERE / 'test_rules.py'}::test_whatever_the_order_a_matter_closes_only_by_the_rules[decision]"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", walk],
        env={**os.environ, "KEXIE_TEST_BREAK": rule},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed" in done.stdout, done.stdout + done.stderr
