from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.web.kit.headlines import Headline
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.templatetags import kit


def render(source: str, **values: object) -> str:
    """Set a piece of a page in Chinese."""
    with translation.override("zh-hans"):
        return Template("{% load kit %}" + source).render(Context(values))


def test_a_figure_is_a_link_with_its_bound_and_unit() -> None:
    text = render('{% fig 26317 h bound="at_least" unit="人次" %}', h="/f/?a=1&b=2")
    assert text == '<a class="fig" href="/f/?a=1&amp;b=2">26\u00a0000<i>余</i><small>人次</small></a>'


def test_a_word_before_the_digits_stands_before_them() -> None:
    assert render('{% fig 300 "/f/" bound="about" %}') == '<a class="fig" href="/f/"><i class="pre">约</i>300</a>'


def test_the_three_empty_cells_differ() -> None:
    unfiled, na, zero = (
        render("{% fig v h missing=m %}", v=v, h="", m=m) for v, m in ((None, ""), (None, "none"), (0, ""))
    )
    assert "未报" in unfiled
    assert "／" in na
    assert "无此项" in na
    assert zero == '<span class="num">0</span>'


def test_a_missing_figure_opens_too() -> None:
    assert render('{% fig v "/f/" %}', v=None).startswith('<a class="fig" href="/f/"><span class="nil-unfiled">')


@pytest.mark.parametrize("state", kit.TONES)
def test_a_state_always_has_shape_and_word(state: str) -> None:
    text = render("{% tag s w %}", s=state, w="<已开>")
    assert f"#s-{state}" in text
    assert "&lt;已开&gt;" in text


def test_what_stands_in_a_notice_is_escaped_once() -> None:
    text = render('{% notice "late" alert=True %}<p>{{ x }}</p>{% endnotice %}', x="<script>")
    assert '<div class="notice notice-late" role="alert">' in text
    assert "<p>&lt;script&gt;</p>" in text


def test_days_say_their_open_ends_in_words() -> None:
    said = [render("{{ d|day }}", d=d) for d in (date(2018, 5, 31), DAY_MIN, DAY_MAX, None)]
    assert said == ["2018-05-31", "一直", "至今", ""]


def test_an_instant_is_said_in_the_associations_zone() -> None:
    assert render("{{ d|moment }}", d=datetime(2018, 5, 31, 16, 30, tzinfo=UTC)) == "2018-06-01 00:30"
    assert render("{{ d|day }}", d=datetime(2018, 5, 31, 16, 30, tzinfo=UTC)) == "2018-06-01"


def test_a_day_in_words() -> None:
    assert render("{{ d|long_day }}", d=date(2018, 6, 1)) == "2018年6月1日　星期五"


def test_headlines_carry_value_day_and_state() -> None:
    head = Headline(
        "学习活动", 1040, "/f/", "at_least", "场", asof="截至 5月31日", points=[1, 2], state="done", words="已复核"
    )
    text = render("{% headlines heads %}", heads=[head])
    for part in ("学习活动", "1\u00a0000<i>余</i>", "截至 5月31日", "已复核", "<polyline"):
        assert part in text


def test_a_progress_bar_says_its_part() -> None:
    assert 'aria-label="导入 64%"' in render('{% progress 64 100 "导入" %}')
    assert 'width="0%"' in render('{% progress 0 0 "导入" %}')
    assert 'width="100%"' in render('{% progress 9 3 "导入" %}')


class Form(forms.Form):
    """A form with each sort of box."""

    title = forms.CharField(label="名称", help_text="写全称")
    place = forms.CharField(label="地点", required=False)
    joint = forms.BooleanField(label="联合主办", required=False)
    kind = forms.ChoiceField(label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)


def test_a_field_ties_label_help_and_error_to_its_box() -> None:
    form = Form({"title": "", "kind": "a"})
    text = render("{% field form.title %}", form=form)
    assert '<label for="id_title">名称</label>' in text
    assert 'aria-describedby="id_title_helptext id_title_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_title_error"' in text
    assert 'id="id_title_helptext"' in text


def test_only_what_may_be_left_out_is_marked() -> None:
    form = Form()
    assert "选填" not in render("{% field form.title %}", form=form)
    assert "选填" in render("{% field form.place %}", form=form)
    assert "<legend>种类" in render("{% field form.kind %}", form=form)
    assert "field-tick" in render("{% field form.joint %}", form=form)


COLS = (Col("编号"), Col("单位", lead=True), Col("人次", n=True, fold="计"))


def test_a_folding_table_keeps_its_meaning_for_readers() -> None:
    text = render("{% table t %}", t=Table("名册", COLS, [Row(["0401", "<甲>", 3]), Row(["合计", "", 3], "total")]))
    for part in ('role="table"', 'role="columnheader"', 'role="rowheader"', 'role="cell"', 'data-l="计"', "&lt;甲&gt;"):
        assert part in text
    assert '<tr role="row" class="total">' in text


def test_a_number_grid_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    text = render("{% table t %}", t=Table("分月", COLS, [Row(["a", Cell("b", "bad", 2)])], folds=False))
    assert 'tabindex="0" role="region" aria-label="分月"' in text
    assert '<td class="lead bad" colspan="2">b</td>' in text


def test_a_row_of_a_wrong_width_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells under 3 heads"):
        Table("名册", COLS, [Row(["a", "b"])]).set_rows()
