"""Study of leading bodies: topics of a year, each counted once; sessions counted, nothing about anybody's opinions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.topics import queries
from kexie.records.topics.actions import Studying, beside, change_session, found_body, hold_session, set_topics
from kexie.records.topics.models import LeadingBody, Observer, StudySession, Topic
from kexie.records.topics.rules import Held, first_studied, not_yet, read_titles
from kexie.records.units.models import Unit
from tests.building import cast, held, value
from tests.opened import everything

Tree = dict[str, Unit]
TITLES = ("科技创新", "学风作风", "群团改革")


@pytest.fixture
def local(tree: Tree) -> Account:
    return cast("clerk", tree["p1"], "local")


@pytest.fixture
def body(local: Account, tree: Tree) -> LeadingBody:
    return found_body(unit=tree["p1"], name="党组理论学习中心组", by=local)


def topics(body: LeadingBody) -> list[int]:
    return list(Topic.objects.knowing("test").filter(body=body).order_by("order").values_list("pk", flat=True))


def session(body: LeadingBody, by: Account, on: date, *about: int, code: str = "", **more: object) -> StudySession:
    draft = Draft(code or f"Z{on:%m%d}", "study", f"集体学习 {on}", body.unit, on, on, "held", headcount=12)
    return hold_session(draft, body, Studying(about, **more), by=by)  # type: ignore[arg-type]


sessions = st.lists(
    st.builds(Held, st.dates(date(2018, 1, 1), date(2018, 12, 31)), st.sets(st.integers(1, 6)).map(tuple)), max_size=8
)


@given(sessions, st.dates(date(2018, 1, 1), date(2018, 12, 31)))
def test_a_topic_is_studied_or_not_yet_and_never_both(listed: list[Held], day: date) -> None:
    everything_there = list(range(1, 7))
    first = first_studied(listed)
    rest = not_yet(everything_there, listed, day)
    assert rest == [topic for topic in everything_there if topic not in first or first[topic] > day]
    assert all(any(topic in one.topics and one.on == on for one in listed) for topic, on in first.items())


def test_titles_are_typed_a_line_each_and_once() -> None:
    assert read_titles(" 甲 \n\n乙\n甲") == ["甲", "乙"]


def test_sessions_and_topics_are_figures_and_follow_their_activity(
    body: LeadingBody, local: Account, tree: Tree
) -> None:
    set_topics(body, 2018, TITLES, by=local)
    one, two, three = topics(body)
    first = session(body, local, date(2018, 3, 1), one)
    session(body, local, date(2018, 4, 1), one, two, leader="党组书记", observers=((tree["root"], "宣传部门负责人"),))
    assert value("body_studies", tree["root"])[0] == 2
    assert value("body_studies", tree["p1"], "2018-03-15..2018-12-31")[0] == 1
    assert value("topics_studied", tree["p1"])[0] == 2
    assert value("topics_studied", tree["p1"], "2018-04")[0] == 1  # the first was studied in March already
    assert value("activities", tree["root"])[0] == 2
    year = queries.year_of(body, 2018, date(2018, 12, 31))
    assert [topic.pk for topic in year.open] == [three]
    change_session(first, Studying((three,)), by=local, version=1)
    assert value("topics_studied", tree["p1"], "2018-03")[0] == 1
    assert value("topics_studied", tree["p1"])[0] == 3
    activity = Activity.objects.knowing("test").get(pk=first.activity_id)
    activities.cancel(activity, reason="改期", by=local, version=activity.version)
    assert value("body_studies", tree["root"])[0] == 1
    assert value("topics_studied", tree["p1"])[0] == 2
    before = everything()
    with pytest.raises(Refused, match="刚被别人改过"):
        change_session(first, Studying((one,)), by=local, version=1)
    with pytest.raises(Refused, match="不能去掉"):
        set_topics(body, 2018, TITLES[1:], by=local)
    assert everything() == before


def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_kept(
    body: LeadingBody, local: Account, tree: Tree
) -> None:
    set_topics(body, 2018, TITLES, by=local)
    other = found_body(unit=tree["c1"], name="县科协中心组", by=local)
    set_topics(other, 2018, TITLES, by=local)
    lecture = held(local, tree["p1"], kind="lecture")
    lump = held(local, tree["p1"], count=3)
    elsewhere = held(local, tree["c2"])
    day = date(2018, 5, 1)
    before = everything()
    for deed, why in (
        (lambda: session(body, local, day, *topics(other)), "不是本单位的"),
        (lambda: session(body, local, day, observers=((tree["c1"], "负责人"),)), "不是上级单位"),
        (lambda: session(body, local, day, observers=((tree["root"], " "),)), "写明身份"),
        (lambda: beside(lecture, body, Studying(), by=local), "只有逐场登记的学习"),
        (lambda: beside(lump, body, Studying(), by=local), "只有逐场登记的学习"),
        (lambda: beside(elsewhere, body, Studying(), by=local), "不是本单位主办的"),
        (lambda: set_topics(body, 18, TITLES, by=local), "四位"),
        (lambda: set_topics(body, 2018, [str(n) for n in range(101)], by=local), "最多"),
        (lambda: found_body(unit=tree["p1"], name=" ", by=local), "请写名称"),
    ):
        with pytest.raises(Refused, match=why):
            deed()
        assert everything() == before
    study = held(local, tree["p1"])
    beside(study, body, Studying(), by=local)
    with pytest.raises(Refused, match="已经记为"):
        beside(study, body, Studying(), by=local)


def test_strangers_members_and_those_below_are_refused_and_nothing_changes(
    body: LeadingBody, local: Account, clerk: Account, stranger: Account, member: Account, auditor: Account, tree: Tree
) -> None:
    done = session(body, local, date(2018, 3, 1))
    before = everything()
    for who in (stranger, member, clerk, auditor):
        for deed in (
            lambda who=who: set_topics(body, 2018, TITLES, by=who),
            lambda who=who: found_body(unit=tree["p1"], name="x", by=who),
            lambda who=who: change_session(done, Studying(), by=who, version=1),
            lambda who=who: session(body, who, date(2018, 4, 1)),
        ):
            with pytest.raises(Refused):
                deed()
        if who is not auditor:
            with pytest.raises(Refused):
                queries.body(who, "p1")
    assert everything() == before
    assert queries.body(auditor, "p1").pk == body.pk


def test_topics_come_from_a_spreadsheet_good_rows_only_if_asked(body: LeadingBody, local: Account, tree: Tree) -> None:
    set_topics(body, 2018, TITLES[:1], by=local)
    rows = ["p1,2018,科技创新", "p1,2018,学风作风", "p1,2018,学风作风", "c1,2018,甲", "p1,18,乙", "p1,2019,丙"]
    table = read_table(("unit,year,title\n" + "\n".join(rows)).encode(), "x.csv")
    before = everything()
    said = bring(LISTS["topics"], table, by=local)
    assert (said.accepted, said.unchanged, said.rejected) == (0, 1, 3)
    assert everything() == before
    said = bring(LISTS["topics"], table, by=local, keep_good=True)
    assert (said.accepted, said.rejected) == (2, 3)
    assert list(Topic.objects.knowing("test").order_by("year", "order").values_list("title", flat=True)) == [
        "科技创新", "学风作风", "丙",
    ]  # fmt: skip


def test_there_is_no_field_for_what_anybody_thinks() -> None:
    assert {field.name for field in Observer._meta.get_fields()} == {"id", "session", "unit", "role"}
    assert {field.name for field in StudySession._meta.concrete_fields} == {
        "id",
        "activity",
        "body",
        "leader",
        "version",
    }
