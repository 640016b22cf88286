"""Who holds no right for a deed is refused, and then nothing at all has changed; what is unscoped is not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kexie.kit.refusal import Forbidden
from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.actions import Draft, Row
from kexie.records.activities.models import Activity, Attendance
from kexie.records.book.guarded import UnscopedReadError
from kexie.records.ledger import closings
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.people.models import Person
from kexie.records.plans.actions import Issue, Split, Wanted, allocate, issue, set_targets
from kexie.records.plans.queries import aim_of, targets_on
from kexie.records.plans.rules import Aim, NewGoal
from kexie.records.structure import actions as structure
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.opened import everything

DAY = date(2018, 3, 1)
Tree = dict[str, Unit]


class Stage:
    """A county with an activity, two people of whom one was taken for another, and everything one can do there."""

    def __init__(self, owner: Account, tree: Tree) -> None:
        self.unit, self.tree = tree["c1"], tree
        self.people = [someone(f"x{n}", owner, self.unit) for n in range(3)]
        self.activity = held(owner, self.unit, DAY, headcount=9)
        present(owner, self.activity, self.people[0])
        merge_persons(pseudonym=self.people[1].pseudonym, into=self.people[2].pseudonym, by=owner)
        self.activity.refresh_from_db()
        aim = Aim("activities", tree["root"].pk, date(2018, 1, 1), date(2018, 12, 31))
        set_targets([Wanted(aim, 10)], by=owner)
        self.target = targets_on(tree["root"], DAY)[0]
        self.row = Attendance.objects.knowing("test").get(activity=self.activity)

    def deeds(self, by: Account) -> dict[str, Callable[[], object]]:
        one, unit, version = self.activity, self.unit, self.activity.version
        aim = aim_of(self.target)
        draft = Draft("new", "study", "学习", unit, DAY, DAY, "held")
        rows = [Row(self.people[1].pseudonym)]
        return {
            "record": lambda: actions.record(draft, by=by),
            "change": lambda: actions.change(one, draft, by=by, version=version),
            "cancel": lambda: actions.cancel(one, reason="下雨", by=by, version=version),
            "keep_roster": lambda: actions.keep_roster(one, rows, by=by),
            "strike": lambda: actions.strike(one, self.row.pk, by=by),
            "take_minutes": lambda: actions.take_minutes(one, "记录", by=by, version=version),
            "add_file": lambda: actions.add_file(one, name="a.txt", content=b"a", by=by),
            "change_unit": lambda: structure.change_unit(unit=unit, name="别的", by=by),
            "move": lambda: structure.move(unit=unit, parent=self.tree["p2"], on=DAY, by=by),
            "close": lambda: structure.close(unit=unit, on=DAY, by=by),
            "redate": lambda: structure.redate(unit=unit, opened=DAY, closed=None, by=by),
            "join": lambda: structure.join(subject=self.people[0].pseudonym, unit=unit, since=DAY, by=by),
            "appoint": lambda: structure.appoint(person=self.people[0], unit=unit, role="clerk", by=by),
            "erase_person": lambda: structure.erase_person(person=self.people[0], by=by),
            "merge_persons": lambda: merge_persons(
                pseudonym=self.people[0].pseudonym, into=self.people[1].pseudonym, by=by
            ),
            "part_persons": lambda: part_persons(pseudonym=self.people[1].pseudonym, by=by),
            "close_month": lambda: closings.close(month=date(2018, 1, 1), by=by),
            "issue_layout": lambda: issue(Issue("own", 2018, (NewGoal("main", "主线"),)), by=by),
            "set_target": lambda: set_targets([Wanted(aim._replace(goal="x"), 3)], by=by),
            "allocate": lambda: allocate(self.target, Split({self.tree["p1"].pk: 1}), by=by),
        }


NAMES = (
    "record", "change", "cancel", "keep_roster", "strike", "take_minutes", "add_file", "change_unit", "move", "close",
    "redate", "join", "appoint", "erase_person", "merge_persons", "part_persons", "close_month",
    "issue_layout", "set_target", "allocate",
)  # fmt: skip
CLERKS = {"record", "change", "cancel", "keep_roster", "strike", "take_minutes", "add_file", "join", "erase_person",
          "merge_persons", "part_persons"}  # fmt: skip
CHAIRS = {"appoint", "close_month", "issue_layout", "set_target", "allocate"}
MAY = {"chair": CHAIRS, "clerk": CLERKS, "member": set(), "auditor": set(), "stranger": set()}


@pytest.fixture
def stage(owner: Account, tree: Tree) -> Stage:
    return Stage(owner, tree)


def test_the_list_of_deeds_is_whole(stage: Stage, owner: Account) -> None:
    assert set(NAMES) == set(stage.deeds(owner))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", MAY)
def test_a_deed_is_done_by_those_who_may_and_leaves_no_trace_otherwise(
    stage: Stage, who: str, name: str, request: pytest.FixtureRequest
) -> None:
    actor: Account = request.getfixturevalue(who)
    before = everything()
    if name in MAY[who]:
        stage.deeds(actor)[name]()
        assert everything() != before
        return
    with pytest.raises(Forbidden):
        stage.deeds(actor)[name]()
    assert everything() == before


@pytest.mark.parametrize("name", sorted(CLERKS - {"erase_person"}))
def test_the_clerk_of_another_county_may_not(stage: Stage, name: str) -> None:
    elsewhere = cast("clerk", stage.tree["c3"], "elsewhere")
    before = everything()
    with pytest.raises(Forbidden):
        stage.deeds(elsewhere)[name]()
    assert everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_the_owner_may_do_everything(stage: Stage, owner: Account, name: str) -> None:
    stage.deeds(owner)[name]()


def test_people_may_ask_for_their_own_erasure(stage: Stage) -> None:
    person = stage.people[0]
    herself = Account.objects.create(username="x0", person=person)
    structure.erase_person(person=person, by=herself)
    assert not Person.objects.knowing("test").filter(pk=person.pk).exists()


READS: dict[str, Callable[[], object]] = {
    "list": lambda: list(Activity.objects.all()),
    "get": lambda: Activity.objects.get(pk=1),
    "first": Activity.objects.all().first,
    "values": lambda: list(Activity.objects.values_list("title", flat=True)),
    "iterator": lambda: list(Activity.objects.iterator()),
    "count": Activity.objects.all().count,
    "exists": Activity.objects.all().exists,
    "aggregate": Activity.objects.all().aggregate,
    "in_bulk": lambda: Activity.objects.in_bulk([1]),
    "contains": lambda: Activity.objects.contains(Activity(pk=1)),
    "update": lambda: Activity.objects.update(title=""),
    "delete": lambda: Activity.objects.all().delete(),
    "roster": lambda: list(Attendance.objects.filter(status="present")),
    "people": lambda: list(Person.objects.order_by("name")),
    "slice": lambda: Person.objects.all()[0],
    "related": lambda: list(Unit.objects.get(code="c1").activities.all()),
    "prefetch": lambda: list(Unit.objects.prefetch_related("activities")),
    "raw": lambda: list(Person.objects.raw("SELECT * FROM records_person")),
    "dates": lambda: list(Activity.objects.dates("starts_on", "year")),
    "bool": lambda: bool(Person.objects.filter(name="x")),
    "len": lambda: len(Person.objects.all()),
    "union": lambda: list(Person.objects.all().union(Person.objects.all())),
    "or": lambda: list(Person.objects.none() | Person.objects.all()),
    "aiterator": lambda: Person.objects.all().aiterator(),
}


@pytest.mark.parametrize("how", READS)
def test_a_read_without_a_reader_fails(stage: Stage, how: str) -> None:
    before = everything()
    with pytest.raises(UnscopedReadError):
        READS[how]()
    assert everything() == before
