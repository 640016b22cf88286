"""Chinese is what is written; English is complete."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """Return the collecting script as a module."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_word_on_screen_has_its_english(messages: ModuleType) -> None:
    assert messages.out_of_step() == []


def test_every_word_of_the_pages_has_its_english(messages: ModuleType) -> None:
    po = messages.catalogue()
    missing = set(messages.untranslated(po))
    assert not [e.msgid for e in po if e.msgid in missing and any("/web/" in place for place, _ in e.occurrences)]


def test_the_english_fills_in_what_the_chinese_fills_in(messages: ModuleType) -> None:
    for entry in polib.pofile(str(messages.PO)):
        names = set(re.findall(r"%\((\w+)\)", entry.msgid))
        for english in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(re.findall(r"%\((\w+)\)", english)) <= names, entry.msgid
            if not entry.msgid_plural and english:
                assert set(re.findall(r"%\((\w+)\)", english)) == names, entry.msgid


def test_templates_and_python_are_both_collected(messages: ModuleType) -> None:
    found = messages.collected()
    assert ("", "跳到正文", "") in found
    assert ("", "账号或口令不对。", "") in found


def asked_for(path: Path) -> set[str]:
    """Return the words that a module asks to be translated, as Python itself reads it."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext_lazy"}]
    firsts = [call.args[0] for call in named if call.args]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_no_word_hides_inside_an_f_string_where_the_collector_does_not_look(messages: ModuleType) -> None:
    known = {entry.msgid for entry in messages.catalogue()}
    hidden = {path.name: asked_for(path) - known for path in (ROOT / "src").rglob("*.py")}
    assert {name: words for name, words in hidden.items() if words} == {}
