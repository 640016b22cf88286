"""The outbox: those expected are told once, on the workday before, after a clerk looked it over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kexie.kit.clock import zone
from kexie.kit.hours import parse_quiet
from kexie.kit.refusal import Refused
from kexie.kit.workdays import is_workday, workday_before
from kexie.records.access.models import Account
from kexie.records.activities import actions as activities
from kexie.records.activities import life
from kexie.records.activities.actions import Row, keep_roster
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.queries import draft_of
from kexie.records.notices import actions, rules
from kexie.records.notices.channel import UndeliveredError
from kexie.records.notices.channels import CHANNELS
from kexie.records.notices.mail import Email
from kexie.records.notices.models import Contact, Message, Reminder
from kexie.records.people.models import Person
from kexie.records.structure.association import chosen, describe
from kexie.records.units.models import Unit
from tests.building import cast, held, make_owner, plant, someone
from tests.opened import everything

Tree = dict[str, Unit]
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def clock(day: date, hour: int = 10, minute: int = 0) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone()), tick=False)


@pytest.fixture
def monday(db: None) -> Iterator[None]:
    with clock(MONDAY):
        yield


@pytest.fixture
def cast_of(monday: None, settings: Settings) -> tuple[Account, Tree, list[Person]]:
    """Make a clerk and three people of c1 with an address each; mail stays in a box of the test."""
    settings.MAIL_READY = True
    owner = make_owner()
    tree = plant(owner, root="", c1="root", c3="root")
    people = [someone(f"x{n}", owner, tree["c1"]) for n in range(3)]
    for person in people:
        Contact.objects.create(person=person, channel="email", address=f"{person.code}@example.org")
    return cast("clerk", tree["c1"]), tree, people


def announced(clerk: Account, unit: Unit, on: date, people: list[Person], **more: str) -> Activity:
    one = held(clerk, unit, on, status="planned", **more)
    keep_roster(one, [Row(person.pseudonym, "expected") for person in people], by=clerk)
    one = fresh(one)
    life.announce(one, by=clerk, version=one.version)
    return fresh(one)


def fresh(one: Activity) -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(pk=one.pk)


def states() -> list[str]:
    return sorted(Reminder.objects.knowing("test").values_list("state", flat=True))


Cast = tuple[Account, Tree, list[Person]]


def test_everything_due_for_one_person_goes_in_one_message_once(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    first = announced(clerk, tree["c1"], WEDNESDAY, people, title="学习一")
    second = announced(clerk, tree["c1"], WEDNESDAY, people[:1], title="学习二")
    assert actions.collect() == 4
    assert actions.collect() == 0
    assert actions.release(first, by=clerk) == 3
    assert actions.release(second, by=clerk) == 1
    assert actions.send_due().sent == 0  # Monday: Wednesday's are told on Tuesday
    with clock(TUESDAY):
        assert actions.send_due().sent == 3
        assert actions.send_due().sent == 0
        assert actions.collect() == 0
    told = {tuple(one.to): one for one in mail.outbox}
    assert len(mail.outbox) == 3
    assert "学习一" in str(told["x0@example.org",].body)
    assert "学习二" in str(told["x0@example.org",].body)
    assert told["x0@example.org",].subject == "提醒：2 项活动请您参加"
    assert "学习二" not in str(told["x1@example.org",].body)
    assert states() == ["told"] * 4


def test_nothing_goes_before_a_clerk_has_looked_or_after_hours(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    one = announced(clerk, tree["c1"], WEDNESDAY, people)
    actions.collect()
    with clock(TUESDAY):
        assert actions.send_due().sent == 0
    actions.release(one, by=clerk)
    for hour, minute in ((6, 0), (8, 29), (17, 30), (23, 0)):
        with clock(TUESDAY, hour, minute):
            assert actions.send_due().sent == 0
    assert mail.outbox == []
    with clock(TUESDAY, 8, 30):
        assert actions.send_due().sent == 3


def test_what_became_untrue_meanwhile_is_not_told(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    gone, moved, shorter = (
        announced(clerk, tree["c1"], WEDNESDAY, people, title=t) for t in ("取消", "改期", "少一人")
    )
    actions.collect()
    for one in (gone, moved, shorter):
        actions.release(one, by=clerk)
    activities.cancel(fresh(gone), reason="停电", by=clerk, version=fresh(gone).version)
    row = Attendance.objects.knowing("test").filter(activity=shorter).order_by("pk").first()
    assert row is not None
    activities.strike(fresh(shorter), row.pk, by=clerk)
    for line in Attendance.objects.knowing("test").filter(activity=moved):
        activities.strike(fresh(moved), line.pk, by=clerk)
    later = replace(draft_of(fresh(moved)), starts_on=date(2026, 3, 6), ends_on=date(2026, 3, 6))
    moved = activities.change(fresh(moved), later, by=clerk, version=fresh(moved).version)
    keep_roster(moved, [Row(person.pseudonym, "expected") for person in people], by=clerk)
    with clock(TUESDAY):
        done = actions.send_due()
        assert (done.sent, done.lapsed) == (2, 7)
        assert actions.collect() == 3  # the day it was moved to is another reminder
    assert all("少一人" in str(one.body) and "取消" not in str(one.body) for one in mail.outbox)


def test_a_bounce_is_shown_and_nobody_is_told_twice_by_itself(cast_of: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, tree, people = cast_of
    one = announced(clerk, tree["c1"], WEDNESDAY, people[:2])
    actions.collect()
    actions.release(one, by=clerk)

    def refuse(_channel: Email, address: str, _subject: str, _body: str) -> None:
        if address.startswith("x0"):
            raise UndeliveredError("550 no such user")
        raise KeyboardInterrupt  # the machine goes down in the middle

    monkeypatch.setattr(Email, "send", refuse)
    with clock(TUESDAY), pytest.raises(KeyboardInterrupt):
        actions.send_due()
    told = dict(Message.objects.values_list("address", "state"))
    assert told == {"x0@example.org": "failed", "x1@example.org": "sending"}
    assert Message.objects.get(state="failed").error == "550 no such user"
    monkeypatch.undo()
    with clock(TUESDAY):
        assert actions.send_due().sent == 0
        assert actions.try_again(one, by=clerk) == 2
        assert actions.send_due().sent == 2


def test_who_gave_no_address_is_counted_and_stays_in_the_outbox(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    Contact.objects.filter(person=people[0]).delete()
    one = announced(clerk, tree["c1"], WEDNESDAY, people)
    actions.collect()
    actions.release(one, by=clerk)
    with clock(TUESDAY):
        done = actions.send_due()
    assert (done.sent, done.unreachable) == (2, 1)
    assert states() == ["released", "told", "told"]


def test_without_a_mail_server_nothing_is_sent(cast_of: Cast, settings: Settings) -> None:
    settings.MAIL_READY = False
    before = everything()
    with pytest.raises(Refused, match="KEXIE_MAIL"):
        actions.send_due(anyway=True)
    assert everything() == before


def test_what_is_only_planned_or_far_away_or_too_late_is_not_collected(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    only_planned = held(clerk, tree["c1"], WEDNESDAY, status="planned")
    keep_roster(only_planned, [Row(people[0].pseudonym, "expected")], by=clerk)
    announced(clerk, tree["c1"], MONDAY + timedelta(days=60), people)
    announced(clerk, tree["c1"], MONDAY, people)
    assert actions.collect() == 0


def test_a_stranger_releases_holds_back_and_repeats_nothing(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    one = announced(clerk, tree["c1"], WEDNESDAY, people)
    actions.collect()
    others = [cast("clerk", tree["c3"], "other"), cast("auditor", tree["root"]), cast("stranger", None)]
    before = everything()
    for who in others:
        for deed in (actions.release, actions.hold_back, actions.try_again):
            with pytest.raises(Refused):
                deed(one, by=who)
    assert everything() == before
    assert actions.hold_back(one, by=clerk) == 3
    assert actions.release(one, by=clerk) == 0


def test_an_address_is_ones_own_and_goes_with_the_person(cast_of: Cast) -> None:
    clerk, _tree, _people = cast_of
    actions.set_contact(channel="email", address=" me@example.org ", by=clerk)
    assert Contact.objects.get(person=clerk.person).address == "me@example.org"
    for channel, address in (("email", "not an address"), ("pigeon", "me@example.org"), ("email", "a@b\nBcc: c@d.e")):
        with pytest.raises(Refused):
            actions.set_contact(channel=channel, address=address, by=clerk)
    with pytest.raises(Refused, match="没有对应的人员"):
        actions.set_contact(channel="email", address="a@example.org", by=make_owner())
    actions.set_contact(channel="email", address="", by=clerk)
    assert not Contact.objects.filter(person=clerk.person).exists()
    assert set(CHANNELS) == {"email"}


def test_reminders_keep_the_quiet_hours_and_days_off_of_the_association(cast_of: Cast) -> None:
    clerk, tree, people = cast_of
    describe(by=Account.objects.get(username="owner"), quiet_hours="17:00至9:15", days_off="2026-03-03")
    assert (chosen()["quiet_hours"], chosen()["days_off"]) == ("17:00-09:15", "2026-03-03")
    one = announced(clerk, tree["c1"], WEDNESDAY, people)
    assert actions.collect() == 3
    assert set(Reminder.objects.knowing("test").values_list("send_on", flat=True)) == {
        MONDAY
    }  # not on Tuesday, their own
    actions.release(one, by=clerk)
    for hour, minute, sent in ((9, 14, 0), (17, 0, 0), (9, 15, 3)):
        with clock(MONDAY, hour, minute):
            assert actions.send_due().sent == sent


times = st.times(time(7), time(21)).map(lambda one: one.replace(second=0, microsecond=0, fold=0))


@given(
    st.tuples(times, times).filter(lambda both: both[0] < both[1]),
    st.times(),
    st.dates(date(2020, 1, 1), date(2026, 12, 31)),
)
def test_however_chosen_nobody_is_written_to_at_night_or_on_a_day_off(
    both: tuple[time, time], at: time, day: date
) -> None:
    quiet = parse_quiet(f"{both[1]:%H:%M}—{both[0]:%H:%M}")
    assert parse_quiet(str(quiet)) == quiet
    chosen_times = rules.Times(quiet, frozenset({day + timedelta(days=1)}))
    moment = datetime.combine(day, at.replace(fold=0), zone())
    if rules.may_send(moment, chosen_times):
        assert time(7) <= at < time(21)
        assert is_workday(day)
        assert not rules.may_send(moment + timedelta(days=1), chosen_times)


@given(st.dates(date(2005, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_the_day_of_telling_is_a_workday_before_the_day_and_not_past(day: date, ahead: int) -> None:
    today = day - timedelta(days=ahead)
    told = rules.send_on(day, today)
    if told is None:
        assert ahead == 0 or not is_workday(today) or workday_before(day) < today
    else:
        assert today <= told < day
        assert is_workday(told)
