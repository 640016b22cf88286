"""Chinese is what is written; English is complete."""

from __future__ import annotations

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
