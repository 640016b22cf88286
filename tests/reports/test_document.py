from __future__ import annotations

import json
import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.reports.catalogue import FORMATS
from kexie.reports.catalogue import json as as_json
from kexie.reports.charts import svg
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Chart, Document, Heading
from kexie.reports.thaw import thaw
from kexie.reports.wording import numeral
from tests.reports.conftest import empty

SITE = "https://kexie.example"
TEXTS = (".html", ".md")


def test_headings_are_numbered_as_an_official_document_has_them() -> None:
    document = empty()
    for level, text in (
        (1, "甲"),
        (2, "乙"),
        (3, "丙"),
        (4, "丁"),
        (4, "戊"),
        (2, "己"),
        (3, "庚"),
        (1, "辛"),
        (2, "壬"),
    ):
        document.head(text, level)
    said = [block.full for block in document.blocks if isinstance(block, Heading)]
    assert said == ["一、甲", "（一）乙", "1.丙", "（1）丁", "（2）戊", "（二）己", "1.庚", "二、辛", "（一）壬"]


def test_in_english_the_numbers_of_headings_are_english() -> None:
    with translation.override("en"):
        document = empty()
        document.head("A")
        document.head("B", 2)
        assert [block.full for block in document.blocks if isinstance(block, Heading)] == ["1. A", "(1) B"]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_numerals(number: int, said: str) -> None:
    assert numeral(number) == said


@given(st.integers(min_value=1, max_value=99))
def test_no_two_headings_have_the_same_numeral(number: int) -> None:
    assert numeral(number) not in {numeral(other) for other in range(1, 100) if other != number}


def test_a_document_read_back_is_the_same_document(written: Document) -> None:
    text = as_json(written)
    again = thaw(text)
    assert as_json(again) == text
    for ending in (".pdf", ".html", ".md"):
        assert FORMATS[ending](again, Printing(SITE)) == FORMATS[ending](written, Printing(SITE)), ending


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"report": 1}', "[" * 100_000, '{"figures": [{}]}', '"x"', "\x00"]
)
def test_what_is_no_document_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="文稿"):
        thaw(text)


@pytest.mark.parametrize("ending", TEXTS)
def test_the_clean_copy_has_the_same_words_and_nothing_that_leads_inside(written: Document, ending: str) -> None:
    clean = FORMATS[ending](written, Printing(SITE, Copy.CLEAN)).decode()
    reviewed = FORMATS[ending](written, Printing(SITE, Copy.REVIEWER)).decode()
    assert "1000余人次" in clean
    assert SITE not in clean
    assert "数字的来历" not in clean
    assert "示例·数据虚构" in clean
    assert reviewed.count("数字的来历") == 1
    for live in written.notes:
        assert live.source is not None
        assert live.source.sentence in reviewed


@pytest.mark.parametrize("ending", TEXTS)
def test_the_reviewer_s_annex_names_every_number_every_column_and_every_chart(written: Document, ending: str) -> None:
    text = FORMATS[ending](written, Printing(SITE)).decode()
    assert len(re.findall(r'id="n\d+"', text)) == len(written.notes) == 2
    assert text.count("表“分月") == 2
    assert text.count("图“分月（场）”") == 1
    assert "条记录；口径 activities@" in text


def test_no_name_in_a_document_is_markup(written: Document) -> None:
    assert "示例&lt;文稿&gt;" in FORMATS[".html"](written, Printing()).decode()
    assert r"示例\<文稿\>" in FORMATS[".md"](written, Printing()).decode()
    assert "<文稿>" in json.loads(as_json(written))["title"]


def test_a_chart_prints_every_value_and_says_them_in_words(written: Document) -> None:
    chart = next(block for block in written.blocks if isinstance(block, Chart))
    drawn = svg(chart)
    assert drawn.count("<rect ") == len(chart.values) == 3
    assert drawn.count("<text ") == 2 * len(chart.values)
    assert all(live.said in drawn for live in chart.values)


def test_which_way_a_number_was_counted_is_not_in_the_document(written: Document) -> None:
    told = json.loads(as_json(written))
    assert told["figures"][0]["rows"][0]["value"] == 3
    assert all("path" not in one["passport"] for one in told["figures"])
