"""A document as one HTML file that needs nothing else; the site prints the same document in its own frame."""

from __future__ import annotations

from html import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.reports import charts
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Block, Chart, Document, Heading, Listing, Live, Paragraph, Part
from kexie.reports.notes import annexed, note_line, sample_line, source_line

STYLE = """
body{margin:2rem auto;max-width:44rem;padding:0 1rem;background:#f7f3ea;color:#15283f;
font:1.0625rem/1.95
"Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;font-variant-numeric:tabular-nums}
h1{text-align:center;font-size:1.6rem;line-height:1.4}h2{font-size:1.1rem;margin-top:2rem}h3,h4,h5{font-size:1rem}.by{text-align:center}.stamp{text-align:right;text-indent:0}
a{color:inherit;text-decoration:underline dotted #8c8674}sup a{color:#b3301a;text-decoration:none}p{text-indent:2em}
.by,.made-up,li p,.notes{text-indent:0}
.made-up{border:1px dashed #825200;color:#825200;padding:.2rem .6rem;text-align:center}
table{border-collapse:collapse;width:100%;font-size:.9375rem}caption{text-align:left;font-weight:700}
th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd5c5;text-align:right}
th:first-child{text-align:left;font-weight:400}
thead th{border-bottom-color:#15283f}tbody tr:first-child{background:#efe9dc;font-weight:700}
.notes{font:.8125rem/1.6 sans-serif;border-top:1.5px solid #15283f;padding-left:2rem}
figure{margin:1.5rem 0;text-align:center}figure svg{max-width:100%;height:auto}figcaption{font-size:.875rem}
@page{size:A4;margin:37mm 26mm 35mm 28mm}
@media print{body{background:none;margin:0}tr,li,figure{break-inside:avoid}}
"""


def html(document: Document, how: Printing) -> str:
    """Return the document as a whole page."""
    body = "\n".join(_block(block, how) for block in document.blocks)
    made_up = f'<p class="made-up">{escape(sample_line())}</p>' if document.made_up else ""
    stamp = f'<p class="stamp">{escape(document.stamp)}</p>\n' if document.stamp else ""
    lang = "en" if (get_language() or "").startswith("en") else "zh-CN"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{STYLE}</style></head>\n<body>\n<main>\n"
        f'<h1>{escape(document.title)}</h1>\n<p class="by">{escape(document.byline)}</p>\n{made_up}\n{body}\n{stamp}'
        f"{_annex(document, how)}</main>\n</body>\n</html>\n"
    )


def _annex(document: Document, how: Printing) -> str:
    if how.copy is Copy.CLEAN:
        return ""
    notes = "\n".join(
        f'<li id="n{live.note}">{escape(note_line(live))} {_opened(live.address, how)}</li>' for live in document.notes
    )
    rest = "\n".join(
        f"<li>{escape(of)}{_('：')}{escape(source_line(source))} {_opened(source.address, how)}</li>"
        for of, source in annexed(document)
    )
    if not notes and not rest:
        return ""
    more = f'<ul class="notes">\n{rest}\n</ul>\n' if rest else ""
    return f'<h2>{escape(_("数字的来历"))}</h2>\n<ol class="notes">\n{notes}\n</ol>\n{more}'


def _opened(address: str, how: Printing) -> str:
    return f'<a href="{escape(how.site + address)}">{escape(_("打开"))}</a>'


def _part(part: Part, how: Printing) -> str:
    if isinstance(part, str):
        return escape(part)
    if how.copy is Copy.CLEAN:
        return escape(part.said)
    link = f'<a href="{escape(how.site + part.address)}">{escape(part.said)}</a>'
    if isinstance(part, Live) and part.note:
        return f'{link}<sup><a href="#n{part.note}">[{part.note}]</a></sup>'
    return link


def _paragraph(paragraph: Paragraph, how: Printing) -> str:
    return f"<p>{''.join(_part(part, how) for part in paragraph.parts)}</p>"


def _block(block: Block, how: Printing) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 1}>{escape(block.full)}</h{block.level + 1}>"
    if isinstance(block, Paragraph):
        return _paragraph(block, how)
    if isinstance(block, Listing):
        return f"<ul>{''.join(f'<li>{_paragraph(item, how)}</li>' for item in block.items)}</ul>"
    if isinstance(block, Chart):
        drawn = charts.svg(block, "sans-serif")
        return f"<figure>{drawn}<figcaption>{escape(block.caption)}</figcaption></figure>"
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in block.head)
    rows = "".join(_row(row, how) for row in block.rows)
    return (
        f"<table><caption>{escape(block.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(row: tuple[Part, ...], how: Printing) -> str:
    cells = "".join(f"<td>{_part(cell, how)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{_part(row[0], how)}</th>{cells}</tr>'
