"""How long a report of three pages takes to become a PDF: the work that somebody waits for after pressing the button.

The document is made up here and counts nothing; fonts are loaded once a process, so that once is measured apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Final

from django.utils.translation import activate

from kexie.figures.bench.measure import Row, ms, timed
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document, Paragraph, Table
from kexie.reports.pdf import pages, pdf
from kexie.reports.word import docx

TIMES: Final = 15
_SENTENCE: Final = "本单位及下级单位按年初计划开展学习，记入台账的学习活动与去年同期相比有增有减，各项数字均可打开。"


def document() -> Document:
    """Return an invented document of three pages: headings, paragraphs and a table."""
    made = Document("bench", "示例工作报告", "示例", "R", "2018", date(2018, 5, 31), made_up=True)
    for section in range(4):
        made.head(f"示例第 {section + 1} 部分")
        made.blocks += [Paragraph((_SENTENCE * 3,)) for _ in range(2)]
    rows = tuple((f"示例{place}", str(place * 7), str(place * 131)) for place in range(8))
    made.blocks.append(Table("示例表", ("单位", "场次", "人次"), rows))
    return made


def main(_size: int) -> Iterator[Row]:
    """Yield what printing a document of three pages takes; its size is its pages."""
    activate("zh-hans")
    made, how = document(), Printing("", Copy.CLEAN)
    _first, cold = timed(lambda: pdf(made, how))
    size = len(pages(made, how, 36))
    warm, busy = _median(pdf, made, how)
    word, _busy = _median(docx, made, how)
    yield Row(f"report: PDF of {size} pages", size, ms(warm), "ms")
    yield Row("report: the same, processor time", size, ms(busy), "ms")
    yield Row("report: the same, the first of a process (it loads the fonts)", size, ms(cold), "ms")
    yield Row(f"report: Word of {size} pages", size, ms(word), "ms")


def _others(made: Document) -> Iterator[Document]:
    """Yield the document with other words each time, so that nothing that was set before can be taken again."""
    for turn in range(TIMES):
        words = [
            replace(block, parts=(f"{turn}", *block.parts)) if isinstance(block, Paragraph) else block
            for block in made.blocks
        ]
        yield replace(made, title=f"{made.title}{turn}", blocks=words)


def _median(printed: Callable[[Document, Printing], bytes], made: Document, how: Printing) -> tuple[float, float]:
    """Return the median of the time it took, and of the processor's time in it, which a busy machine leaves alone."""
    taken, worked = [], []
    for other in _others(made):
        begun, at_work = time.perf_counter(), time.process_time()
        printed(other, how)
        taken.append(time.perf_counter() - begun)
        worked.append(time.process_time() - at_work)
    return median(taken), median(worked)
