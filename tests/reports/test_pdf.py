"""The PDF measured: its page, its lines and the characters on them are read out of the file itself."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

import pytest

from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document, Live, Paragraph
from kexie.reports.pdf import FONTS, pages, pdf
from tests.reports.conftest import empty

MM = 72 / 25.4
CLEAN = Printing("", Copy.CLEAN)
LINE = re.compile(rb"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm.*?/f\d+ ([\d.]+) Tf.*?\[(.*?)\]TJ", re.DOTALL)


def lines(printed: bytes) -> list[list[tuple[float, float, float, int]]]:
    """Return for each page its runs of text: x and y in points from below, size, and how many signs."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"BT" in text and b"/Span" in text:
            runs = LINE.findall(text)
            # a sign is two bytes, each of which may be written as \ooo or as \( \) \\
            plain = [(float(x), float(y), float(size), _signs(signs)) for x, y, size, signs in runs]
            found.append(plain)
    return found


def _signs(said: bytes) -> int:
    strings = re.findall(rb"\(((?:\\.|[^\\()])*)\)", said, re.DOTALL)
    return sum(len(re.sub(rb"\\(?:[0-7]{1,3}|.)", b"x", one, flags=re.DOTALL)) for one in strings) // 2


@pytest.fixture
def long() -> Document:
    """Return a document that is one paragraph over several pages."""
    document = empty()
    document.blocks = [Paragraph(("国" * 28 * 60,))]
    return document


def body(runs: list[tuple[float, float, float, int]]) -> list[tuple[float, float, float, int]]:
    return [run for run in runs if run[2] == 16]


def test_a_full_page_has_22_lines_of_28_characters(long: Document) -> None:
    second = body(lines(pdf(long, CLEAN))[1])
    assert len(second) == 22
    assert [signs for _x, _y, _size, signs in second] == [28] * 22
    steps = [round(above[1] - under[1], 2) for above, under in pairwise(second)]
    assert set(steps) == {round((297 - 37 - 35) * MM / 22, 2)}


def test_no_line_begins_with_the_mark_of_a_source() -> None:
    """However many characters stand before the number, its mark stays with it."""
    document = empty()
    document.notes = [Live("12场", 12, "exact", "/figures/x/", note) for note in range(1, 15)]
    document.blocks = [Paragraph(("国" * (14 + one.note), one, "，" + "国" * 14)) for one in document.notes]
    marks = [run for run in lines(pdf(document, Printing("")))[0] if run[2] == 9]
    assert len(marks) > 7
    assert min(x for x, *_rest in marks) > 28 * MM + 8


def test_the_margins_are_those_of_the_standard(long: Document) -> None:
    printed = pdf(long, CLEAN)
    assert b"/MediaBox[0 0 595.2756 841.8898]" in printed
    second = body(lines(printed)[1])
    assert {round(x, 1) for x, *_rest in second} == {round(28 * MM, 1)}
    top, bottom = second[0][1] + 0.85 * 16, second[-1][1] - 0.15 * 16
    assert top == pytest.approx((297 - 37) * MM, abs=0.1)
    assert bottom >= 35 * MM


def test_page_numbers_stand_outside_odd_right_even_left(long: Document) -> None:
    feet = [[run for run in runs if run[2] == 14 and run[1] < 35 * MM] for runs in lines(pdf(long, CLEAN))]
    assert all(len(foot) >= 1 for foot in feet)
    middle = 210 * MM / 2
    assert [foot[0][0] > middle for foot in feet] == [place % 2 == 0 for place in range(len(feet))]


def test_it_is_archivable_every_font_is_in_it_and_the_same_document_gives_the_same_bytes(written: Document) -> None:
    printed = pdf(written, Printing("https://kexie.example"))
    assert printed.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in printed
    assert b"/MarkInfo" in printed
    assert printed.count(b"/FontFile") >= 3
    assert pdf(written, Printing("https://kexie.example")) == printed


def test_numbers_lead_to_the_site_in_the_reviewer_s_copy_only(written: Document) -> None:
    assert b"https://kexie.example/figures/activities/" in pdf(written, Printing("https://kexie.example"))
    assert b"kexie.example" not in pdf(written, Printing("https://kexie.example", Copy.CLEAN))
    assert len(pages(written, Printing("https://x.example"))) > len(pages(written, CLEAN))


def test_words_are_never_read_as_the_language_of_the_layout() -> None:
    document = empty()
    document.title = '#panic("x") *b* $y$ \\ " ]'
    document.blocks = [Paragraph(('#import "/etc" = 甲 @a <b> `c` {1}',))]
    assert pdf(document, CLEAN).startswith(b"%PDF")


def test_the_fonts_lie_beside_with_their_licences_and_are_not_heavy() -> None:
    faces = [path for path in FONTS.iterdir() if path.suffix in {".otf", ".ttf"}]
    assert len(faces) == 4
    assert sum(path.stat().st_size for path in faces) < 20_000_000
    licences = [path.read_text() for path in FONTS.glob("OFL-*.txt")]
    assert len(licences) == 2
    assert all("SIL OPEN FONT LICENSE" in text for text in licences)


def test_every_page_with_made_up_data_says_so(written: Document) -> None:
    plain = Document(**{name: getattr(written, name) for name in Document.__slots__} | {"made_up": False})
    marked, unmarked = ([len(runs) for runs in lines(pdf(one, CLEAN))] for one in (written, plain))
    assert len(marked) == len(unmarked)
    assert all(more > fewer for more, fewer in zip(marked, unmarked, strict=True))
