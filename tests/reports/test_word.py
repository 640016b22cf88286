"""The Word file read back: page, grid, faces, page numbers, links and the description of its chart."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx as word
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document
from kexie.reports.word import docx
from kexie.reports.word_base import LINES, SIGNS, SIZE, pitch

SITE = Printing("https://kexie.example")


@pytest.fixture
def file(written: Document) -> Any:
    return word.Document(io.BytesIO(docx(written, SITE)))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(name).decode()


def test_the_page_is_that_of_the_standard(file: Any) -> None:
    page = file.sections[0]
    sides = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    assert [round(side.mm) for side in sides] == [210, 297, 37, 35, 28, 26]


def test_the_grid_holds_22_lines_of_28_characters(file: Any) -> None:
    page = file.sections[0]
    grid = page._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    lines, width = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    tall = (page.page_height - page.top_margin - page.bottom_margin) / 635  # EMU in a twip
    wide = (page.page_width - page.left_margin - page.right_margin) / 12700
    assert lines == pitch()
    assert tall // lines == LINES == 22
    assert wide // (SIZE.pt + width / 4096) == SIGNS == 28
    for name in ("Body Text", "Title"):  # LibreOffice would tear digits and text apart in the grid
        assert file.styles[name].element.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"
    body = file.styles["Body Text"]
    closer = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert wide // (SIZE.pt + closer / 20) == SIGNS
    assert body.paragraph_format.line_spacing.pt == pitch() / 20


def test_faces_are_named_for_chinese_with_what_may_stand_in(written: Document, file: Any) -> None:
    named = {
        style: file.styles[style].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
    }
    assert list(named.values()) == [
        "仿宋_GB2312",
        "方正小标宋简体",
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]
    assert [file.styles[style].font.size.pt for style in ("Normal", "Title", "Heading 1")] == [16, 22, 16]
    table = part(docx(written, SITE), "word/fontTable.xml")
    assert set(re.findall(r'w:name="([^"]+)"><w:altName', table)) == {*named.values()}


def test_page_numbers_stand_outside_between_dashes(file: Any) -> None:
    page = file.sections[0]
    assert file.settings.odd_and_even_pages_header_footer
    feet = [page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]]
    assert [foot.alignment for foot in feet] == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]
    for foot in feet:
        assert foot.text == "—  —"
        assert "PAGE" in foot._p.xml
        assert {run.font.size.pt for run in foot.runs} == {14}


def test_the_headings_stand_numbered_in_their_styles(file: Any) -> None:
    heads = [(line.style.name, line.text) for line in file.paragraphs if line.style.name.startswith("Heading")]
    assert heads[:4] == [
        ("Heading 1", "一、总体情况"),
        ("Heading 2", "（一）开展学习"),
        ("Heading 3", "1.分月"),
        ("Heading 4", "（1）细目"),
    ]


def test_every_number_leads_to_the_site_and_to_the_annex(written: Document) -> None:
    content = docx(written, SITE)
    links = part(content, "word/_rels/document.xml.rels")
    text = part(content, "word/document.xml")
    assert links.count("https://kexie.example/figures/") >= len(written.notes)
    assert text.count("\u2060[") == 2  # bound to the number before it
    assert re.findall(r'w:anchor="(n\d+)"', text) == ["n1", "n2"] == re.findall(r'w:name="(n\d+)"', text)


def test_the_clean_copy_leads_nowhere(written: Document) -> None:
    content = docx(written, Printing("https://kexie.example", Copy.CLEAN))
    assert "kexie.example" not in part(content, "word/_rels/document.xml.rels")
    text = part(content, "word/document.xml")
    assert "w:hyperlink" not in text
    assert "1000余人次" in text


def test_the_chart_is_a_picture_that_is_described(written: Document) -> None:
    content = docx(written, SITE)
    assert "分月（场）：2018-03 1；" in part(content, "word/document.xml")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        pictures = [name for name in packed.namelist() if name.endswith(".png") and "media" in name]
    assert len(pictures) == 1


def test_made_up_data_is_marked_at_the_head_of_odd_and_even_pages(file: Any) -> None:
    page = file.sections[0]
    assert page.header.paragraphs[0].text == page.even_page_header.paragraphs[0].text == "示例·数据虚构"


def test_no_file_has_a_head_number_seal_or_macro(written: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(written, SITE))) as packed:
        names = packed.namelist()
    assert not [name for name in names if re.search("vba|embeddings|thumbnail", name, re.IGNORECASE)]
    assert 'w:val="FF0000"' not in part(docx(written, SITE), "word/document.xml")
