"""The matrix: the verdicts as bits, in step with whatever is written, and only of branches that one may look at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.kit.clock import DAY_MAX
from kexie.records.access.models import Account
from kexie.records.activities import actions
from kexie.records.activities.models import Activity, Host
from kexie.records.book.actions import take
from kexie.records.book.bulk import insert
from kexie.records.branches import matrix, members
from kexie.records.branches.anew import worked_out
from kexie.records.branches.facts import facts_of, held_in
from kexie.records.branches.masks import ended_mask, lines, periods, state_of
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.models import (
    Branch,
    BranchMeeting,
    BranchMember,
    CommitteeSeat,
    PartyGroup,
    Rhythm,
    RhythmMark,
)
from kexie.records.branches.packed import WIDTHS, packed, unpacked
from kexie.records.branches.rhythm import Facts, Held, State, verdict
from kexie.records.branches.rules import RULES, rules_with
from kexie.records.structure import surgery
from kexie.records.structure.association import describe
from kexie.records.units.models import Opening, Unit
from tests.building import held
from tests.opened import everything
from tests.records.branches.conftest import open_branches, people_of
from tests.records.branches.test_rhythm import DAYS, HELD, HISTORY

TODAY = date(2018, 5, 31)
EVERY = ["", "month", "quarter", "half", "year"]


@settings(max_examples=60)
@given(HISTORY, HELD, DAYS, st.sampled_from(EVERY))
def test_the_bits_say_what_the_verdict_says(facts: Facts, met: list[Held], today: date, every: str) -> None:
    rules = rules_with(every)
    for kind, asked, mask in lines(facts, 2018, met, every):
        ended = ended_mask(kind, 2018, today, every)
        for n, period in enumerate(periods(kind, 2018, every)):
            found = verdict(facts, rules[kind], period, met, today)
            assert state_of(asked, mask, ended, n) is found.state
            assert bool(asked & 1 << n) is found.asked


Y = date(2018, 1, 1)
SPAN = st.tuples(st.integers(-90, 400), st.integers(0, 400)).map(
    lambda ab: (Y + timedelta(days=ab[0]), DAY_MAX if ab[1] > 300 else Y + timedelta(days=sum(ab)))
)
STORY = st.fixed_dictionaries({
    "opened": st.lists(st.tuples(SPAN, st.booleans(), st.booleans(), st.integers(0, 2)), max_size=3),
    "temporary": st.booleans(),
    "listed": st.booleans(),
    "members": st.lists(SPAN, max_size=3),
    "seven": st.none() | SPAN,
    "seats": st.lists(st.tuples(SPAN, st.sampled_from(["secretary", "deputy", "organisation", "member"])), max_size=3),
    "groups": st.lists(SPAN, max_size=3),
    "met": st.lists(st.tuples(st.sampled_from([*RULES, "branch_group", "branch_group"]), st.integers(-5, 369),
                              st.integers(0, 5), st.sampled_from(["held", "held", "cancelled"])), max_size=12),
})  # fmt: skip


def write(branch: Branch, told: dict[str, Any], other: Branch) -> None:
    """Write a branch's history as plain rows: as ragged as no door lets it in."""
    Branch.objects.knowing("a test").filter(pk=branch.pk).update(temporary=told["temporary"], listed=told["listed"])
    stamp = take(len(told["opened"]) + 1, structure=True)
    names = ("position", "known_on", "recorded_at", "recorded_by", "valid_from", "valid_to", "founding", "unit_id")
    insert(Opening, (*names, "is_open"), (
        (stamp.first + n, stamp.day - timedelta(days=ago), stamp.at, 1, *span, founding, branch.unit_id, is_open)
        for n, (span, founding, is_open, ago) in enumerate(told["opened"])
    ))  # fmt: skip
    spans = [*told["members"], *([told["seven"]] * 7 if told["seven"] else [])]
    of_one = ("branch_id", "since", "until", "subject")
    insert(
        BranchMember,
        (*of_one, "standing", "votes", "note"),
        ((branch.pk, *span, n, "full", False, "") for n, span in enumerate(spans)),
    )
    insert(CommitteeSeat, (*of_one, "role"), ((branch.pk, *span, n, r) for n, (span, r) in enumerate(told["seats"])))
    insert(PartyGroup, (*of_one[:3], "name"), ((branch.pk, *span, "组") for span in told["groups"]))
    groups = list(PartyGroup.objects.knowing("a test").filter(branch=branch).values_list("pk", flat=True))
    for n, (kind, on, which, status) in enumerate(told["met"]):
        when = Y + timedelta(days=on)
        said = {"kind": kind, "title": "示例", "unit": branch.unit, "status": status, "count": 1}
        made = Activity.objects.create(code=f"t{branch.pk}.{n}", starts_on=when, ends_on=when, **said)
        for one, role in ((branch, "lead"), (other, "co"))[: 1 + (which == 0)]:
            Host.objects.create(activity=made, unit=one.unit, role=role)
        group = groups[which % len(groups)] if groups and which > 1 else None
        BranchMeeting.objects.create(activity=made, branch=branch, group_id=group)


@settings(max_examples=25)
@given(st.lists(STORY, min_size=2, max_size=3), st.sampled_from(EVERY))
def test_all_branches_at_once_are_each_branch_by_itself(
    branches: dict[str, Branch], stories: list[dict[str, Any]], every: str
) -> None:
    with transaction.atomic():
        listed = list(branches.values())
        for n, story in enumerate(stories):
            write(listed[n], story, listed[n - 1])
        listed = list(Branch.objects.knowing("a test"))
        facts, held = facts_of(listed), held_in(listed, Y, date(2018, 12, 31))
        found = worked_out(2018, every)
        told = {
            branch: [(kind, int(found.asked[kind][n]), int(found.held[kind][n])) for kind in RULES]
            for n, branch in enumerate(found.branches.tolist())
        }
        single = {one: lines(facts[one], 2018, held.get(one, ()), every) for one in facts}
        assert told == single
        kept = {branch: (asked, met) for branch, asked, met in found.lines()}
        for branch, each in single.items():  # beside each other in one number, and apart again
            asked, met = kept.get(branch, (0, 0))
            assert each == [(kind, unpacked(asked, kind), unpacked(met, kind)) for kind in RULES]
        transaction.set_rollback(True)


def day(owner: Account, branch: Branch, on: date, kind: str = "branch_day", *others: Branch) -> Activity:
    came = tuple(Came(one, should=3, came=3) for one in (branch, *others))
    return record_meeting(NewMeeting(kind, on, came), by=owner)


def states(who: Account, unit: Unit, kind: str = "branch_day") -> dict[str, str]:
    """Return, by branch, the states of a kind in the year: h, d, l or a dot."""
    letters = {State.HELD: "h", State.DUE: "d", State.LATE: "l", State.NOT_DUE: "."}
    rows = matrix.page(matrix.under(unit, who), 2018)
    return {
        one.branch.unit.code: "".join(letters[state] for state in one.states(kind, 2018, TODAY, "")) for one in rows
    }


def test_the_matrix_follows_what_is_recorded_changed_and_cancelled(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    assert states(owner, tree["root"])["b1"] == "lllldddddddd"
    made = day(owner, branches["b1"], date(2018, 2, 5), "branch_day", branches["b2"])
    assert states(owner, tree["root"]) == {"b1": "lhlldddddddd", "b2": "lhlldddddddd", "b3": "lllldddddddd"}
    actions.cancel(made, reason="记错了", by=owner, version=made.version)
    assert states(owner, tree["root"])["b2"] == "lllldddddddd"
    held(owner, branches["b3"].unit, date(2018, 5, 2), kind="branch_day")
    assert states(owner, tree["root"])["b3"] == "llllhddddddd"


def test_the_matrix_follows_members_groups_and_the_committee(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    states(owner, tree["root"])
    people = people_of(owner, branches["b1"], 7)
    assert states(owner, tree["root"], "branch_committee")["b1"] == "." * 12
    members.seat(branches["b1"], people[0], "organisation", since=date(2018, 3, 1), by=owner)
    assert states(owner, tree["root"], "branch_committee")["b1"] == "..lldddddddd"
    row = members.members_on(branches["b1"], TODAY)[people[6].pseudonym]
    members.leave(row, on=date(2018, 4, 30), by=owner)
    assert states(owner, tree["root"], "branch_committee")["b1"] == "..ll........"
    group = members.make_group(branches["b1"], "一组", since=date(2018, 4, 1), by=owner)
    other = members.make_group(branches["b1"], "二组", since=date(2018, 4, 1), by=owner)
    record_meeting(NewMeeting("branch_group", date(2018, 4, 9), (Came(branches["b1"], group),)), by=owner)
    assert states(owner, tree["root"], "branch_group")["b1"] == "...ldddddddd"
    record_meeting(NewMeeting("branch_group", date(2018, 4, 10), (Came(branches["b1"], other),)), by=owner)
    assert states(owner, tree["root"], "branch_group")["b1"] == "...hdddddddd"


def test_a_merge_in_mid_quarter_asks_the_branch_that_goes_on_only(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    states(owner, tree["root"])
    surgery.merge(unit=branches["b2"].unit, into=branches["b1"].unit, on=date(2018, 5, 15), by=owner)
    found = states(owner, tree["root"], "branch_assembly")
    assert found["b1"] == "lddd"
    assert found.get("b2", "l...") == "l..."


def test_a_new_branch_is_asked_from_the_first_period_it_could_hold(owner: Account, tree: dict[str, Unit]) -> None:
    states(owner, tree["root"])
    open_branches(owner, n1="c1")
    assert states(owner, tree["root"])["n1"] == "lllldddddddd"


def test_the_setting_of_the_party_lecture_changes_what_is_asked(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    day(owner, branches["b1"], date(2018, 2, 5), "branch_class")
    told = {one.kind: one for one in matrix.tallies(matrix.under(tree["root"], owner), 2018, TODAY)}
    assert (told["branch_class"].asked, told["branch_class"].late) == (0, 0)
    describe(by=owner, party_class="每季度")
    told = {one.kind: one for one in matrix.tallies(matrix.under(tree["root"], owner), 2018, TODAY)}
    assert (told["branch_class"].asked, told["branch_class"].complete, told["branch_class"].late) == (3, 1, 2)


def test_what_was_kept_under_an_older_rule_of_the_code_is_worked_out_anew(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    assert states(owner, tree["root"])["b1"] == "lllldddddddd"
    Rhythm.objects.knowing("a test").update(asked=0, held=0)
    assert states(owner, tree["root"])["b1"] == "." * 12
    RhythmMark.objects.update(laid_out="an older one")
    assert states(owner, tree["root"])["b1"] == "lllldddddddd"


def test_a_year_of_every_rule_fits_into_a_number_of_the_database() -> None:
    for every in EVERY:
        widths = {kind: len(rule.periods(year)) for year in (2018, 2020) for kind, rule in rules_with(every).items()}
        assert all(width <= WIDTHS[kind] for kind, width in widths.items())
    assert packed({kind: (1 << width) - 1 for kind, width in WIDTHS.items()}) < 1 << 63


def test_the_figure_is_the_count_of_the_branches_behind_it(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    for month in range(1, 5):
        day(owner, branches["b1"], date(2018, month, 5))
    day(owner, branches["b2"], date(2018, 1, 5), "branch_assembly", branches["b3"])
    branches_seen = matrix.under(tree["root"], owner)
    told = {one.kind: one for one in matrix.tallies(branches_seen, 2018, TODAY)}
    assert (told["branch_day"].complete, told["branch_day"].asked) == (1, 3)
    assert (told["branch_assembly"].complete, told["branch_assembly"].asked) == (2, 3)
    whole = matrix.open_list(branches_seen, 2018, TODAY, late=True)
    assert [one.kind for one in whole[:2]] == ["branch_assembly", "branch_day"]
    one_by_one, after = [], 0
    while found := matrix.open_list(branches_seen, 2018, TODAY, late=True, after=after, size=1):
        one_by_one += found
        after = found[0].number
    assert one_by_one == whole
    late = matrix.open_list(branches_seen, 2018, TODAY, kind="branch_day", late=True)
    assert [one.branch.unit.code for one in late] == ["b2", "b3"]
    assert len(late) == told["branch_day"].asked - told["branch_day"].complete
    due = matrix.open_list(branches_seen, 2018, TODAY, kind="branch_day", late=False)
    assert [(one.branch.unit.code, one.states) for one in due] == [(f"b{n}", ((4, State.DUE),)) for n in (1, 2, 3)]
    assert [one.state for one in _verdicts(branches["b1"])] == [State.HELD] * 4


def _verdicts(branch: Branch) -> list[Any]:
    facts, met = facts_of([branch])[branch.pk], held_in([branch], date(2018, 1, 1), date(2018, 12, 31))[branch.pk]
    rule = rules_with()["branch_day"]
    return [verdict(facts, rule, one, met, TODAY) for one in rule.periods(2018)[:4]]


def test_one_sees_the_branches_in_reach_and_asking_changes_nothing_of_the_records(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch], party: Account, stranger: Account,
    chair: Account, member: Account,
) -> None:  # fmt: skip
    before = everything()
    assert list(states(chair, tree["root"])) == ["b1", "b2", "b3"]
    assert list(states(party, tree["root"])) == ["b1", "b2"]
    assert states(stranger, tree["root"]) == states(member, tree["root"]) == {}
    after = everything()
    derived = {"records_rhythm", "records_rhythmmark"}
    assert {name for name in after if after[name] != before[name]} <= derived


def test_a_page_costs_as_many_questions_for_one_branch_as_for_three(
    owner: Account, tree: dict[str, Unit], branches: dict[str, Branch]
) -> None:
    states(owner, tree["root"])
    costs = []
    for unit in (tree["c3"], tree["root"]):
        with CaptureQueriesContext(connection) as asked:
            states(owner, unit)
        costs.append(len(asked))
    assert costs[1] <= costs[0]
