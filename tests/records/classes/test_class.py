"""A class from places to certificates: nobody beyond the quota, one activity however many days, the rule decides."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets import read_table
from kexie.records.access.models import Account
from kexie.records.activities import actions as activities
from kexie.records.activities.models import Activity, Attendance, Sitting
from kexie.records.classes import completing, feedback, queries
from kexie.records.classes.actions import Plan, change
from kexie.records.classes.enrolling import Sent, enrol, leave, substitute
from kexie.records.classes.models import Answer, Certificate, Enrolment
from kexie.records.classes.twice import besides, clashes
from kexie.records.classes.typed import read_modules
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone, value
from tests.figures.days import at
from tests.opened import everything
from tests.records.classes.building import AFTER, BEFORE, MODULES, begun, folk, fresh, hold, row_of, states

Tree = dict[str, Unit]


@pytest.fixture
def host(tree: Tree) -> Account:
    return cast("clerk", tree["root"], "host")


def sent(*people: str, unit: str = "c1", training: str = "PX") -> list[Sent]:
    return [Sent(training, one, unit) for one in people]


def test_units_enrol_within_their_places_the_rest_wait_and_move_up(
    owner: Account, host: Account, clerk: Account, tree: Tree
) -> None:
    folk(owner, tree["c1"], "S1", "S2", "S3", "S4")
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 2})
        done = enrol(sent("S1", "S2", "S3"), by=clerk)
        assert (done.placed, done.waiting) == (2, 1)
        assert enrol(sent("S1", "S2", "S3"), by=clerk).unchanged == 3
        people = {one.code: one for one in Person.objects.knowing("test").all()}
        assert leave(row_of(training, people["S1"]), by=clerk) == 1
        assert states(training) == {"S1": "left", "S2": "placed", "S3": "placed"}
        substitute(row_of(training, people["S2"]), "S4", by=clerk)
        assert states(training) == {"S1": "left", "S2": "replaced", "S3": "placed", "S4": "placed"}
        enrol(sent("S1"), by=clerk)
        assert states(training)["S1"] == "waiting"
        plan = Plan(training.closes_on, tuple(read_modules(MODULES)), {tree["p1"]: 3})
        change(training, plan, by=host, version=fresh(training).version)
        assert states(training)["S1"] == "placed"
        before = everything()
        with pytest.raises(Refused, match="已录取 3 人"):
            change(training, Plan(training.closes_on, plan.modules, {tree["p1"]: 2}), by=host, version=2)
        assert everything() == before
    assert Activity.objects.knowing("test").count() == 1


def test_who_may_not_be_sent_is_named_with_the_reason_and_nobody_is_enrolled(
    owner: Account, host: Account, clerk: Account, tree: Tree
) -> None:
    folk(owner, tree["c1"], "S1")
    folk(owner, tree["c2"], "T1")
    woman = someone("W1", owner, tree["c1"])
    Person.objects.knowing("test").filter(pk=woman.pk).update(audience="女科技工作者;青年")
    with at(BEFORE):
        begun(host, tree["root"], {tree["p1"]: 9}, groups=("女科技工作者",))
        begun(host, tree["root"], {tree["p2"]: 9}, code="OTHER")
        before = everything()
        for one, why in [
            (sent("S1"), "面向女科技工作者"),
            (sent("T1"), "没有编号为“T1”的人员"),
            (sent("nobody"), "没有编号为“nobody”的人员"),
            (sent("T1", unit="c2"), "您不能代编号为“c2”的单位报名"),
            (sent("W1", training="OTHER"), "没有编号为“OTHER”的班"),
            (sent("W1", training="none"), "没有编号为“none”的班"),
        ]:
            with pytest.raises(Refused, match=why):
                enrol([*sent("W1"), *one], by=clerk)
        assert everything() == before
        assert enrol(sent("W1"), by=clerk).placed == 1
    with at(AFTER):
        before = everything()
        with pytest.raises(Refused, match="截止"):
            enrol(sent("W1"), by=clerk)
        assert everything() == before


def test_a_stranger_and_a_neighbour_read_no_roster_and_change_nothing(
    owner: Account, host: Account, clerk: Account, stranger: Account, auditor: Account, tree: Tree
) -> None:
    (one,) = folk(owner, tree["c1"], "S1")
    folk(owner, tree["c3"], "T1")
    other = cast("clerk", tree["c3"], "other")
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 1, tree["p2"]: 1})
        enrol(sent("S1"), by=clerk)
        enrol(sent("T1", unit="c3"), by=other)
        row = row_of(training, one)
        assert [seen.subject for seen in queries.enrolments(clerk, training)] == [one.pseudonym]
        assert queries.enrolments(host, training).count() == 2
        before = everything()
        for who in (stranger, auditor):
            assert list(queries.enrolments(who, training)) == []
            assert queries.own(who) == []
        with pytest.raises(Forbidden):
            queries.one(stranger, "PX")
        for deed in (
            lambda: leave(row, by=other),
            lambda: substitute(row, "T1", by=other),
            lambda: completing.decide(training, by=other, version=1),
            lambda: completing.keep_roll(training.modules.get(order=0), {row.pk: "present"}, by=clerk),
        ):
            with pytest.raises(Refused):
                deed()
        assert everything() == before


def test_the_rule_decides_who_completes_and_a_corrected_roster_is_followed(
    owner: Account, host: Account, clerk: Account, tree: Tree
) -> None:
    one, two, three = folk(owner, tree["c1"], "S1", "S2", "S3")
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 3})
        enrol(sent("S1", "S2", "S3"), by=clerk)
        first = training.modules.get(order=0)
        with pytest.raises(Refused, match="到那天再点名"):
            completing.keep_roll(first, {row_of(training, one).pk: "present"}, by=host)
    with at(AFTER):
        training = hold(training, host)
        rows = [row_of(training, person).pk for person in (one, two, three)]
        for module in training.modules.all():
            if module.order == 1:
                with pytest.raises(Refused, match="还没有点名"):
                    completing.decide(training, by=host, version=training.version)
            there = {rows[0]: "present", rows[1]: "present" if module.order else "excused", rows[2]: "absent"}
            assert completing.keep_roll(module, there, by=host) == 3
            assert completing.keep_roll(module, there, by=host) == 0
        told = Attendance.objects.knowing("test").filter(activity=training.activity)
        assert sorted(told.values_list("subject", "on__day", "status")) == sorted(
            [
                *((one.pseudonym, day, "present") for day in (5, 6)),
                *((two.pseudonym, 5, "excused"), (two.pseudonym, 6, "present")),
                *((three.pseudonym, day, "expected") for day in (5, 6)),
            ]
        )
        done = completing.decide(fresh(training), by=host, version=fresh(training).version)
        assert (done.issued, done.missed) == (1, 2)
    assert (value("activities", tree["root"])[0], value("attendances", tree["root"])[0]) == (1, 3)
    assert (value("completions", tree["root"])[0], value("completions", tree["p1"])[0]) == (1, 0)
    assert value("graduates", tree["p1"])[0] == 1
    code = Certificate.objects.knowing("test").get().code
    assert queries.certificate(f" {code[:4].lower()}-{code[4:]} ") is not None
    assert queries.certificate("no-such-code") is None
    with at(AFTER):
        completing.keep_roll(first, {rows[1]: "present", rows[0]: "absent"}, by=host)
        done = completing.decide(fresh(training), by=host, version=fresh(training).version)
        assert (done.issued, done.withdrawn) == (1, 1)
        held = queries.certificate(code)
        assert held is not None
        assert held.withdrawn_on == AFTER
    assert value("completions", tree["root"])[0] == 1
    activity = Activity.objects.knowing("test").get()
    activities.cancel(activity, reason="记错了", by=host, version=activity.version)
    assert value("completions", tree["root"])[0] == 0


def test_only_who_was_there_says_how_it_was_and_nobody_can_tell_who(
    owner: Account, host: Account, tree: Tree, stranger: Account
) -> None:
    codes = [f"S{number}" for number in range(6)]
    people = folk(owner, tree["c1"], *codes)
    accounts = [Account.objects.create(username=one.code, person=one) for one in people]
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 9}, modules="2018-03-05 09:00 一课")
        enrol(sent(*codes), by=host)
    with at(AFTER):
        marks = {row_of(training, one).pk: "present" for one in people[:5]}
        completing.keep_roll(training.modules.get(), marks, by=host)
        said = {"content": "good", "pace": "poor"}
        before = everything()
        for who in (stranger, accounts[5], host):
            with pytest.raises(Forbidden):
                feedback.give(training, marks=said, text="", by=who)
        assert everything() == before
        for number, who in enumerate(accounts[:5]):
            assert feedback.summary(training).marks is None
            feedback.give(training, marks=said, text=f"第 {9 - number} 句", by=who)
        with pytest.raises(Refused, match="每人一次"):
            feedback.give(training, marks=said, text="", by=accounts[0])
        told = feedback.summary(training)
    assert told.answered == 5
    assert told.marks is not None
    assert told.marks["pace"] == {"good": 0, "fair": 0, "poor": 5}
    assert told.texts == [f"第 {number} 句" for number in range(5, 10)]
    assert {field.name for field in Answer._meta.get_fields()} == {
        "key",
        "training",
        "content",
        "pace",
        "place",
        "text",
    }


def test_one_person_at_two_places_at_one_hour_is_shown_not_judged(owner: Account, host: Account, tree: Tree) -> None:
    (one,) = folk(owner, tree["c1"], "S1")
    local = cast("clerk", tree["c1"], "local")
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 9})
        begun(local, tree["c1"], {tree["c1"]: 9}, code="LOCAL", modules="2018-03-05 10:00-12:00 县里的课")
        enrol([*sent("S1"), *sent("S1", training="LOCAL")], by=local)
        (twice,) = clashes(host, training)
        assert (twice.subject, twice.module.title, twice.other) == (one.pseudonym, "科研诚信", "示例培训班LOCAL")
        (seen,) = clashes(local, queries.one(local, "LOCAL"))
        assert seen.other == "另一项活动"  # whose roster the county may not read
        talk = held(owner, tree["c1"], date(2018, 3, 5), code="TALK", status="planned")
        present(owner, talk, one)
        lines = list(Attendance.objects.knowing("test").filter(activity=talk))
        assert besides(local, talk, lines) == {}  # nobody said at what hour
        Sitting.objects.create(activity=talk, on=talk.starts_on, begins=time(11), ends=time(11, 20))
        assert besides(local, talk, lines) == {lines[0].pk: ["另一项活动", "示例培训班LOCAL"]}
        lines[0].status = "excused"
        assert besides(local, talk, lines) == {}


def test_a_sheet_of_enrolments_keeps_nothing_by_default_and_the_good_rows_if_asked(
    owner: Account, host: Account, clerk: Account, tree: Tree
) -> None:
    folk(owner, tree["c1"], *(f"S{number}" for number in range(40)))
    rows = [f"PX,S{number},c1" for number in range(40)]
    rows[7], rows[9], rows[11], rows[13] = "PX,S7,c2", "PX,none,c1", "NO,S1,c1", "PX,S0,c1"
    table = read_table(("class,person,unit\n" + "\n".join(rows)).encode(), "x.csv")
    with at(BEFORE):
        training = begun(host, tree["root"], {tree["p1"]: 30})
        before = everything()
        said = bring(LISTS["enrolments"], table, by=clerk)
        assert (said.read, said.accepted, said.rejected) == (40, 0, 4)
        assert {problem.row for problem in said.problems} == {9, 11, 13, 15}
        assert everything() == before
        with CaptureQueriesContext(connection) as asked:
            said = bring(LISTS["enrolments"], table, by=clerk, keep_good=True)
        assert (said.accepted, said.rejected) == (36, 4)
        assert len(asked) < 80  # the same for 40 rows and for 5 000
        assert sorted(set(states(training).values())) == ["placed", "waiting"]
        assert Enrolment.objects.knowing("test").filter(state="placed").count() == 30
        again = bring(LISTS["enrolments"], table, by=clerk, keep_good=True)
        assert (again.accepted, again.unchanged) == (0, 36)
