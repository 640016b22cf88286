"""The base of a Word file after GB/T 9704-2012: page, grid of 22 lines × 28 characters, faces, page numbers."""

from __future__ import annotations

from math import floor
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANG: Final = "仿宋_GB2312"
SONG: Final = "方正小标宋简体"
HEI: Final = "黑体"
KAI: Final = "楷体_GB2312"
LATIN: Final = "Times New Roman"
FALLBACKS: Final = {
    FANG: "仿宋;FangSong;华文仿宋;Noto Serif CJK SC",
    SONG: "小标宋;宋体;SimSun;Noto Serif CJK SC",
    HEI: "SimHei;微软雅黑;Noto Sans CJK SC",
    KAI: "楷体;KaiTi;华文楷体;LXGW WenKai",
}
"""What Word takes where a machine lacks the face that the standard names."""
LINES: Final = 22
SIGNS: Final = 28
SIZE: Final = Pt(16)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
WIDTH, HEIGHT = Mm(210), Mm(297)
INDENT: Final = Length((WIDTH - LEFT - RIGHT) * 2 // SIGNS)
"""Two characters, as wide as the cells of the grid."""
TITLE: Final = "Title"
BODY: Final = "Body Text"
CAPTION: Final = "Caption"
HEADS: Final = ("Heading 1", "Heading 2", "Heading 3", "Heading 4")
_HEAD_FACES: Final = ((HEI, False), (KAI, False), (FANG, True), (FANG, False))
_FOOT: Final = Pt(14)


def pitch() -> int:
    """Return the distance of lines in twips, rounded down, so that 22 of them fit the page."""
    return int(float(Length(HEIGHT - TOP - BOTTOM).pt) * 20 / LINES)


def squeeze(parts: int = 20) -> int:
    """Return by how much characters stand closer than their size so that 28 fit the line, in so many parts of a point.

    Runs of text count twentieths, the grid of a page counts 4096ths.
    """
    return floor(float(Length(WIDTH - LEFT - RIGHT).pt / SIGNS - SIZE.pt) * parts)


def lay_out(file: WordDocument, mark: str) -> None:
    """Give a new file its page, grid, styles, page numbers, and the mark of made-up data at the head of each page."""
    section = file.sections[0]
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(20), Mm(22)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no word for the grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001 - the same
    for name, value in (("type", "linesAndChars"), ("linePitch", str(pitch())), ("charSpace", str(squeeze(4096)))):
        grid.set(qn(f"w:{name}"), value)
    file.settings.odd_and_even_pages_header_footer = True
    _styles(file)
    for foot, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        foot.is_linked_to_previous = False
        _page_number(foot.paragraphs[0], side)
    for head in (section.header, section.even_page_header):
        head.is_linked_to_previous = False
        head.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        face(head.paragraphs[0].add_run(mark), HEI, Pt(10.5))
    _name_fallbacks(file)
    _drop_thumbnail(file)


def _drop_thumbnail(file: WordDocument) -> None:
    """Take out the picture of another file that the library's template brings along."""
    links = file.part.package.rels
    for name in [name for name, one in links.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        links.pop(name)


def _styles(file: WordDocument) -> None:
    _style(file, "Normal", FANG, SIZE)
    body = _style(file, BODY, FANG, SIZE)
    body.paragraph_format.first_line_indent = INDENT
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    title = _style(file, TITLE, SONG, Pt(22))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name, (named, bold) in zip(HEADS, _HEAD_FACES, strict=True):
        head = _style(file, name, named, SIZE, bold=bold)
        head.paragraph_format.first_line_indent = INDENT
        head.paragraph_format.keep_with_next = True
    caption = _style(file, CAPTION, FANG, Pt(12))
    caption.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(2)  # rows of a table breathe


def _style(file: WordDocument, name: str, named: str, size: Length, *, bold: bool = False) -> ParagraphStyle:
    style = file.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the template's own
    _fonts(style.element.get_or_add_rPr(), named)
    style.font.size, style.font.bold, style.font.italic = size, bold, False
    style.font.color.rgb = None
    for colour in style.element.iter(qn("w:color")):
        colour.getparent().remove(colour)
        break
    held = style.paragraph_format
    held.space_before = held.space_after = Pt(0)
    held.line_spacing = Pt(pitch() / 20)
    held.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    held.widow_control = False
    _fit_the_grid(style, size)
    return style


def _fit_the_grid(style: ParagraphStyle, size: Length) -> None:
    """Let 28 characters of 3号 fit the line and let text of another size go its own way, both off the page's grid.

    The page says its 22 × 28 to whoever opens its set-up. Text that snapped to it would come out right in Word alone:
    LibreOffice puts every run of digits into whole cells and spreads what is left over the line.
    """
    if size == SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(squeeze()))
        style.element.get_or_add_rPr().find(qn("w:sz")).addprevious(spacing)
    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(free)


def _fonts(properties: Any, named: str) -> None:  # noqa: ANN401 - an element of the file
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", named)):
        fonts.set(qn(f"w:{name}"), value)


def face(run: Run, named: str, size: Length) -> None:
    """Set a run in a face that the standard names."""
    _fonts(run._r.get_or_add_rPr(), named)  # noqa: SLF001 - python-docx knows no East Asian face
    run.font.size = size


def _page_number(line: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    line.alignment = side
    indent = Pt(_FOOT.pt)
    if side is WD_ALIGN_PARAGRAPH.RIGHT:
        line.paragraph_format.right_indent = indent
    else:
        line.paragraph_format.left_indent = indent
    face(line.add_run("— "), "宋体", _FOOT)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        face(run, "宋体", _FOOT)
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        made.text = text or None
        run._r.append(made)  # noqa: SLF001 - a field is no part of python-docx
    face(line.add_run(" —"), "宋体", _FOOT)


def _name_fallbacks(file: WordDocument) -> None:
    """Name in the table of fonts what may stand in for each face."""
    part = next(one.target_part for one in file.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    said = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", said.encode() + b"</w:fonts>")  # noqa: SLF001 - it has no other door


def link(into: Paragraph, text: str, address: str = "", *, anchor: str = "", raised: bool = False) -> None:
    """Add words that lead to an address, or to a bookmark of this file."""
    made = OxmlElement("w:hyperlink")
    if anchor:
        made.set(qn("w:anchor"), anchor)
    else:
        made.set(qn("r:id"), into.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = into.add_run(text)
    run.font.superscript = raised or None
    if not raised:
        run.font.underline = True
    made.append(run._r)  # noqa: SLF001 - a link wraps its run
    into._p.append(made)  # noqa: SLF001 - the same


def bookmark(line: Paragraph, name: str, number: int) -> None:
    """Mark where a line begins, for links to it."""
    for kind in ("bookmarkStart", "bookmarkEnd"):
        made = OxmlElement(f"w:{kind}")
        made.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            made.set(qn("w:name"), name)
        line._p.append(made)  # noqa: SLF001 - python-docx has no bookmarks


def ruled(table: Table) -> None:
    """Rule a table with three lines: above, below its head, below; its head repeats on each page, no row breaks."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom"):
        borders.append(_border(side, 12))
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx has no borders
    for place, row in enumerate(table.rows):
        held = row._tr.get_or_add_trPr()  # noqa: SLF001 - the same
        held.append(OxmlElement("w:cantSplit"))
        if place == 0:
            held.append(OxmlElement("w:tblHeader"))
            for cell in row.cells:
                under = OxmlElement("w:tcBorders")
                under.append(_border("bottom", 6))
                cell._tc.get_or_add_tcPr().append(under)  # noqa: SLF001 - the same


def _border(side: str, eighths: int) -> Any:  # noqa: ANN401 - an element of the file
    made = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "000000")):
        made.set(qn(f"w:{name}"), value)
    return made
