"""No page shows a word of the code for what somebody did."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

import kexie
from kexie.web.history import NOUNS, deed_of

WRITTEN = re.compile(r'Deed\("([a-z_]+)", "([a-z_]+)"')


def test_every_deed_that_is_written_down_has_words_in_both_languages() -> None:
    source = Path(kexie.__file__).parent / "records"
    deeds = {found for path in source.rglob("*.py") for found in WRITTEN.findall(path.read_text(encoding="utf-8"))}
    assert len(deeds) > 100
    for lang in ("zh-hans", "en"):
        with translation.override(lang):
            bare = sorted((deed, noun) for deed, noun in deeds if "%" in deed_of(noun, deed) or noun not in NOUNS)
            told = {deed_of(noun, deed) for deed, noun in deeds}
        assert bare == []
        assert not told & {deed for deed, _noun in deeds}
    assert "有变化" in deed_of("matter", "nobody_knows")
