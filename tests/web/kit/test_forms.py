from __future__ import annotations

from datetime import date

from django import forms
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.bounds import Bound, Bounded
from kexie.kit.refusal import Refused
from kexie.web.kit.forms import BoundedField, DayField, HouseForm, MonthField, PeriodField


class Form(HouseForm):
    """One field of each sort."""

    title = forms.CharField()
    on = DayField()
    heads = BoundedField(required=False)
    period = PeriodField(required=False)


class Months(HouseForm):
    """A month."""

    month = MonthField()


class Beside(Form):
    """The day and the number are short."""

    beside = (("on", "heads"),)


def filled(**values: str) -> Form:
    """Return the form as sent with these values."""
    return Form({"title": "读书班", "on": "2018-05-03", **values})


def test_days_and_numbers_are_read_as_people_write_them() -> None:
    form = filled(on="2018年5月3日", heads="２０余", period="2018年1—5月")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2018, 5, 3)
    assert form.cleaned_data["heads"] == Bounded(20, Bound.AT_LEAST)
    assert form.cleaned_data["period"].last == date(2018, 5, 31)


def test_what_is_left_out_is_asked_for_plainly_and_all_at_once() -> None:
    with translation.override("zh-hans"):
        form = Form({})
        assert {name: list(said) for name, said in form.errors.items()} == {"title": ["请填写。"], "on": ["请填写。"]}


def test_a_day_that_is_not_there_is_named() -> None:
    with translation.override("zh-hans"):
        assert "没有 31 日" in filled(on="2018-02-31").errors["on"][0]


@settings(max_examples=50)
@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.sampled_from(["zh-hans", "en"]))
def test_a_month_is_shown_as_people_write_it_and_reads_as_itself(day: date, language: str) -> None:
    with translation.override(language):
        field = MonthField()
        shown = field.prepare_value(day.isoformat())
        assert shown == (f"{day:%Y-%m}" if language == "en" else f"{day.year}年{day.month}月")
        assert field.clean(shown) == field.clean(day.isoformat()) == day.replace(day=1)


def test_a_year_is_no_month_and_stays_as_it_was_typed() -> None:
    with translation.override("zh-hans"):
        form = Months({"month": "2018"})
        assert list(form.errors["month"]) == ["请只写一个月，例：2018-06。"]
        assert form["month"].value() == "2018"


def test_short_fields_stand_beside_each_other_and_none_is_lost() -> None:
    assert [[box.name for box in row] for row in Beside().rows()] == [["title"], ["on", "heads"], ["period"]]


@given(st.text(max_size=80))
def test_nothing_typed_breaks_a_form(text: str) -> None:
    filled(on=text, heads=text, period=text, title=text).is_valid()
    Months({"month": text}).as_p()


@given(st.integers(0, 2**63 - 1), st.sampled_from(list(Bound)), st.sampled_from(["zh-hans", "en"]))
def test_a_head_count_comes_back_as_it_was_typed(value: int, bound: Bound, language: str) -> None:
    with translation.override(language):
        field = BoundedField()
        assert field.clean(field.prepare_value(Bounded(value, bound))) == Bounded(value, bound)


def test_a_refusal_stands_on_the_form_with_what_was_typed() -> None:
    form = filled(title="座谈")
    assert form.is_valid()
    form.refuse(Refused(["编号已经用过。"]))
    assert form.non_field_errors() == ["编号已经用过。"]
    assert form["title"].value() == "座谈"
