"""What may come with a voice, told by its content; and receipt codes. No database."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.bigrams import likeness, pairs
from kexie.kit.refusal import Refused
from kexie.records.voices.alike import grouped
from kexie.records.voices.codes import LETTERS, new_code, opens, read_code, sealed
from kexie.records.voices.papers import TOGETHER, Paper, endings


def archive(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


DOCX = archive(word__document_dot_xml=b"<w/>")
BOMB = archive(word__document_dot_xml=b"0" * (101 * 1024 * 1024))
BAD = {
    "page.html": b"<html><script>alert(1)</script>",
    "picture.svg": b"<svg onload='x'/>",
    "script.js": b"alert(1)",
    "renamed.pdf": b"<!doctype html>",
    "program.exe": b"MZ\x90",
    "any.zip": archive(a_dot_txt=b"x"),
    "bomb.docx": BOMB,
    "macro.docx": archive(word__document_dot_xml=b"x", word__vbaProject_dot_bin=b"x"),
    "broken.docx": DOCX[:40],
    "empty.pdf": b"",
}


def test_documents_and_pictures_are_taken_by_content_and_nothing_else() -> None:
    good = [Paper("随便.exe", b"%PDF-1.7"), Paper("a", b"\x89PNG\r\n\x1a\nx"), Paper("b", DOCX)]
    assert endings(good) == ["pdf", "png", "docx"]
    for name, content in BAD.items():
        with pytest.raises(Refused, match="收不了"):
            endings([Paper(name, content)])
    with pytest.raises(Refused, match="最多附 3 个"):
        endings([Paper("a", b"%PDF-")] * 4)
    with pytest.raises(Refused, match="10 MB"):
        endings([Paper("a", b"%PDF-" + b"0" * TOGETHER)])


def test_only_the_code_itself_opens_what_was_kept_and_the_kept_does_not_hold_it() -> None:
    code = new_code()
    kept = sealed(code)
    assert opens(code, kept)
    assert not opens(new_code(), kept)
    assert not opens(code, "")
    assert code.secret not in kept
    assert sealed(code) != kept, "a salt of its own"


@given(st.text(alphabet=LETTERS, min_size=24, max_size=24), st.sampled_from(["", "-", " ", "—"]))
def test_a_code_is_read_back_however_it_was_copied(whole: str, sign: str) -> None:
    written = sign.join(whole[at : at + 4] for at in range(0, 24, 4)).lower().replace("0", "o").replace("1", "l")
    assert "".join(read_code(written)) == whole
    with pytest.raises(Refused):
        read_code(whole[:-1])


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_whole_only_for_a_part(one: str, other: str) -> None:
    share = likeness(pairs(one), pairs(other))
    assert share == likeness(pairs(other), pairs(one))
    assert 0 <= share <= 1
    if pairs(one):
        assert likeness(pairs(one), pairs(one)) == 1


def test_what_says_the_same_is_put_together() -> None:
    said = ["食堂太吵，没法午休", "职称评审周期太长", "希望缩短职称评审周期", "午休时食堂太吵"]
    assert grouped(said) == [[0, 3], [1, 2]]
