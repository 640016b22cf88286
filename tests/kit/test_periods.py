from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.days import add_months, parse_day
from kexie.kit.periods import SPLITS, Kind, Period, calendar_span, month_of, parse_period, year_of
from kexie.kit.refusal import Refused

TODAY = date(2018, 5, 31)
days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))
near_days = st.dates(min_value=date(2015, 1, 1), max_value=date(2021, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(near_days), draw(near_days)))
    return Period(first, last)


calendar_spans = st.builds(calendar_span, days, st.sampled_from(SPLITS))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-05-03", "2018-05-03", "2018-05-03"),
        ("2018/5/3", "2018-05-03", "2018-05-03"),
        ("２０１８－０５", "2018-05-01", "2018-05-31"),
        ("2018-05", "2018-05-01", "2018-05-31"),
        ("2018-5", "2018-05-01", "2018-05-31"),
        ("2018Q2", "2018-04-01", "2018-06-30"),
        ("2018q2", "2018-04-01", "2018-06-30"),
        ("2018H1", "2018-01-01", "2018-06-30"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-01-01..2018-05-31", "2018-01-01", "2018-05-31"),
        ("2018-01..2018-05", "2018-01-01", "2018-05-31"),
        ("2017Q4..2018", "2017-10-01", "2018-12-31"),
        ("2017-10-24..", "2017-10-24", "2018-05-31"),
        ("since 2017-10-24..", "2017-10-24", "2018-05-31"),
        ("2017年10月24日以来", "2017-10-24", "2018-05-31"),
        ("自2017年10月至今", "2017-10-01", "2018-05-31"),
        ("last-12-months", "2017-06-01", "2018-05-31"),
        ("近12个月", "2017-06-01", "2018-05-31"),
        ("last-7-days", "2018-05-25", "2018-05-31"),
        ("last-1-month", "2018-05-01", "2018-05-31"),
        ("last-2-years", "2016-06-01", "2018-05-31"),
        ("this-year", "2018-01-01", "2018-12-31"),
        ("year-to-date", "2018-01-01", "2018-05-31"),
        ("this-month", "2018-05-01", "2018-05-31"),
        ("last-month", "2018-04-01", "2018-04-30"),
        ("last-quarter", "2018-01-01", "2018-03-31"),
        ("this-half", "2018-01-01", "2018-06-30"),
        ("last-half", "2017-07-01", "2017-12-31"),
        ("last-year", "2017-01-01", "2017-12-31"),
        ("today", "2018-05-31", "2018-05-31"),
        ("yesterday", "2018-05-30", "2018-05-30"),
        ("去年", "2017-01-01", "2017-12-31"),
        ("2018年", "2018-01-01", "2018-12-31"),
        ("2018年5月", "2018-05-01", "2018-05-31"),
        ("２０１８年５月", "2018-05-01", "2018-05-31"),
        ("2018年5月3日", "2018-05-03", "2018-05-03"),
        ("2018年1—5月", "2018-01-01", "2018-05-31"),
        ("2018年1-5月", "2018-01-01", "2018-05-31"),
        ("2018年1月至5月", "2018-01-01", "2018-05-31"),
        ("2018年1月3日至5月6日", "2018-01-03", "2018-05-06"),
        ("2018年5月3—8日", "2018-05-03", "2018-05-08"),
        ("2017年6月—2018年5月", "2017-06-01", "2018-05-31"),
        ("2017—2018年", "2017-01-01", "2018-12-31"),
        ("2018年第二季度", "2018-04-01", "2018-06-30"),
        ("2018年2季度", "2018-04-01", "2018-06-30"),
        ("2018年前三季度", "2018-01-01", "2018-09-30"),
        ("2018年一至三季度", "2018-01-01", "2018-09-30"),
        ("2018年上半年", "2018-01-01", "2018-06-30"),
        ("2018年下半年", "2018-07-01", "2018-12-31"),
    ],
)
def test_periods_are_read_as_scripts_and_people_write_them(text: str, first: str, last: str) -> None:
    assert parse_period(text, TODAY) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2018-02-31", "没有 31 日"),
        ("2017-02-29", "没有 29 日"),
        ("2018-01-01..2018-02-31", "没有 31 日"),
        ("2018年2月31日", "没有 31 日"),
        ("2018年2月1—31日", "没有 31 日"),
        ("2018-13", "没有 13 月"),
        ("2018-00", "没有 0 月"),
        ("2018年3—13月", "没有 13 月"),
        ("0000", "公元 0 年"),
        ("2018-05-31..2018-05-01", "早于首日"),
        ("2018年5—3月", "早于首日"),
        ("..2018-05-31", "没有首日"),
        ("..", "看不懂"),
        ("2018-06-01..", "今天是 2018-05-31"),
        ("last-0-months", "空的"),
        ("", "看不懂"),
        ("soon", "看不懂"),
        ("2018Q5", "看不懂"),
        ("2018H3", "看不懂"),
        ("18-05", "看不懂"),
        ("2018年1—5日", "看不懂"),
        ("2018-05-03x", "看不懂"),
        ("2018-05-03..2018-05-04..2018-05-05", "看不懂"),
        ("last--months", "看不懂"),
        ("last-9999-months", "看不懂"),
        ("2018\x00", "看不懂"),
        ("2018-" * 100_000, "看不懂"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_period(text, TODAY)
    (line,) = refusal.value.lines
    assert says in line
    assert len(line) < 250


@given(periods())
def test_every_period_can_be_written_and_read_back(period: Period) -> None:
    again = parse_period(period.text, TODAY)
    assert again == period
    assert again.text == period.text


@given(st.one_of(periods(), calendar_spans))
def test_every_period_can_be_said_in_chinese_and_read_back(period: Period) -> None:
    assert parse_period(period.describe(), TODAY) == period


@given(calendar_spans)
def test_a_calendar_span_has_the_short_name(period: Period) -> None:
    assert ".." not in period.text
    assert period.kind is not Kind.RANGE


@given(periods(), st.sampled_from(SPLITS))
def test_the_parts_cover_the_period_once_and_each_lies_in_one_calendar_span(period: Period, by: Kind) -> None:
    parts = period.parts(by)
    assert parts[0].first == period.first
    assert parts[-1].last == period.last
    for before, after in pairwise(parts):
        assert after.first == before.last + timedelta(days=1)
    for part in parts:
        assert part in calendar_span(part.first, by)
        assert part in period
    assert sum(part.days for part in parts) == period.days


def test_parts_at_the_edges_are_clipped() -> None:
    parts = Period(date(2018, 1, 15), date(2018, 3, 2)).parts("month")
    assert [str(part) for part in parts] == ["2018-01-15..2018-01-31", "2018-02", "2018-03-01..2018-03-02"]


def test_a_period_is_not_split_by_what_is_no_span() -> None:
    with pytest.raises(ValueError, match="range"):
        year_of(2018).parts("range")


def test_a_range_typed_day_by_day_keeps_its_writing_but_is_the_year() -> None:
    typed = parse_period("2018-01-01..2018-12-31", TODAY)
    assert typed.text == "2018-01-01..2018-12-31"
    assert typed == year_of(2018)
    assert typed.kind is Kind.YEAR


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2018-05-03", "2018年5月3日", "3 May 2018"),
        ("2018-05", "2018年5月", "May 2018"),
        ("2018Q2", "2018年第二季度", "Q2 2018"),
        ("2018H2", "2018年下半年", "second half of 2018"),
        ("2018", "2018年", "2018"),
        ("2018-01..2018-05", "2018年1—5月", "January–May 2018"),
        ("2017..2018", "2017—2018年", "2017–2018"),
        ("2017-06..2018-05", "2017年6月—2018年5月", "June 2017 – May 2018"),
        ("2018-05-03..2018-05-08", "2018年5月3—8日", "3–8 May 2018"),
        ("2018-05-03..2018-06-02", "2018年5月3日—6月2日", "3 May – 2 June 2018"),
        ("2017-10-24..2018-05-31", "2017年10月24日—2018年5月31日", "24 October 2017 – 31 May 2018"),
    ],
)
def test_periods_are_said_in_both_languages(text: str, chinese: str, english: str) -> None:
    period = parse_period(text, TODAY)
    assert period.describe() == chinese
    assert period.describe("en") == english


@given(periods())
def test_the_same_period_a_year_before_keeps_its_kind(period: Period) -> None:
    before = period.year_before()
    assert before.last.year == period.last.year - 1
    assert before.kind is period.kind
    assert abs(before.days - period.days) <= 1


def test_february_a_year_before_a_leap_year_is_whole() -> None:
    assert month_of(2016, 2).year_before() == month_of(2015, 2)
    assert month_of(2017, 2).year_before() == month_of(2016, 2)
    assert parse_period("2016-02-29", TODAY).year_before() == parse_period("2015-02-28", TODAY)


@given(near_days, st.integers(min_value=1, max_value=40))
def test_the_last_months_end_today_and_follow_on_each_other(today: date, months: int) -> None:
    rolling = parse_period(f"last-{months}-months", today)
    assert rolling.last == today
    assert 28 * months <= rolling.days <= 31 * months
    if today.day == 1:
        assert rolling.first == add_months(today, -months) + timedelta(days=1)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        period = parse_period(text, TODAY)
    except Refused:
        return
    assert parse_period(period.text, TODAY) == period


@pytest.mark.parametrize("text", ["2018-05-03", "2018/5/3", "2018.5.3", "20180503", "2018年5月3日", "2018-05-03 14:30"])
def test_days_are_read_in_the_forms_that_spreadsheets_hold(text: str) -> None:
    assert parse_day(text) == date(2018, 5, 3)


@pytest.mark.parametrize(
    "text", ["", "2018-02-31", "2018-5", "43223", "3/5/2018", "2018-05/03", "201805031", "x" * 10_000]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_day(text)


@given(days)
def test_a_day_written_in_chinese_is_the_same_day(day: date) -> None:
    assert parse_day(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.year}{day.month:02d}{day.day:02d}") == day
