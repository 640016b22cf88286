"""System packages are installed only for somebody who said so."""

from __future__ import annotations

import pytest

from kexie.cli.testing import machine
from kexie.cli.testing.machine import Need, furnish


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand for a machine where one package is missing; return what gets installed."""
    done: list[str] = []
    needs = (Need("there", lambda: True, "a"), Need("wanting", lambda: "wanting" in done, "b"))
    monkeypatch.setattr(machine, "NEEDS", needs)
    monkeypatch.setattr(machine, "_install", done.extend)
    monkeypatch.setattr(machine, "on_terminal", lambda: False)
    return done


def test_without_a_terminal_and_without_yes_nothing_is_installed(
    installed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert [need.for_step for need in furnish(yes=False)] == ["b"]
    assert installed == []
    assert "wanting" in capsys.readouterr().out


def test_yes_installs_what_is_missing_and_only_that(installed: list[str]) -> None:
    assert furnish(yes=True) == []
    assert installed == ["wanting"]


@pytest.mark.parametrize(("answer", "expected"), [("", ["wanting"]), ("y", ["wanting"]), ("n", []), ("不", [])])
def test_on_a_terminal_it_asks(
    installed: list[str], monkeypatch: pytest.MonkeyPatch, answer: str, expected: list[str]
) -> None:
    monkeypatch.setattr(machine, "on_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    furnish(yes=False)
    assert installed == expected
