"""A matter from issuing to closing, by the people who may; whoever may not is refused and nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.files.actions import path_of
from kexie.records.matters import queries
from kexie.records.matters.actions import take_step
from kexie.records.matters.confiding import name_readers
from kexie.records.matters.doing import (
    NewMeasure,
    Showing,
    attach,
    evidence_faults,
    finish_measure,
    list_measures,
    strike_measure,
    take_back,
)
from kexie.records.matters.extending import ask_extension, decide_extension
from kexie.records.matters.joining import add_unit, countersign, link, merge
from kexie.records.matters.models import Matter, StepTaken, Told
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.matters.reminding import remind
from kexie.records.matters.rules import Given
from kexie.records.structure.surgery import merge as merge_units
from kexie.records.units.models import Unit
from tests.building import cast, value
from tests.opened import everything

Tree = dict[str, Unit]
DAY = date(2018, 5, 7)


@pytest.fixture(autouse=True)
def one_day() -> Iterator[None]:
    """Let everything happen on a Monday in May 2018."""
    with time_machine.travel(f"{DAY}T02:00:00Z", tick=False):
        yield


@pytest.fixture
def checker(tree: Tree) -> Account:
    """Seat a second clerk at the top, who did nothing."""
    return cast("clerk", tree["root"], "checker")


def issued(chair: Account, tree: Tree, **more: object) -> Matter:
    """Open a decision for county c1, due in two weeks."""
    given: dict[str, object] = {"due": DAY + timedelta(days=14)}
    return open_matter(NewMatter("decision", "建好科普馆", tree["root"], tree["c1"], **(given | more)), by=chair)  # type: ignore[arg-type]


def again(matter: Matter) -> Matter:
    return Matter.objects.knowing("test").get(pk=matter.pk)


def counted(indicator: str, unit: Unit, **more: object) -> object:
    return value(indicator, unit, DAY.isoformat(), **more)[0]


def step(matter: Matter, name: str, by: Account, **given: str) -> Matter:
    now = again(matter)
    return take_step(now, name, by=by, version=now.version, given=Given(**given))  # type: ignore[arg-type]


def reported(chair: Account, clerk: Account, tree: Tree) -> Matter:
    """A matter signed for, shown by words, and reported."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    attach(again(matter), Showing(text="已验收"), by=clerk, version=again(matter).version)
    return step(matter, "report", clerk, result="已建成")


def test_from_issuing_to_closing(chair: Account, clerk: Account, checker: Account, tree: Tree) -> None:
    """Each step says whose move is next, and the number of closed matters rises by one."""
    matter = issued(chair, tree)
    assert list(queries.needs_me(clerk)) == [matter]
    step(matter, "sign", clerk)
    attach(again(matter), Showing(text="已验收"), by=clerk, version=again(matter).version)
    step(matter, "report", clerk, result="已建成")
    assert list(queries.needs_me(clerk)) == []
    assert list(queries.needs_me(checker)) == [matter]
    closed = step(matter, "close", checker)
    assert (closed.end, closed.closed_on, closed.waits_unit_id) == ("closed", DAY, None)
    assert counted("matters_closed", tree["root"]) == 1
    assert counted("matters_closed", tree["p1"]) == 1
    assert counted("matters_opened", tree["p2"]) == 0
    assert evidence_faults(closed) == []


def test_whoever_did_it_does_not_verify_it_whatever_post_they_hold(chair: Account, clerk: Account, tree: Tree) -> None:
    """A second post at the issuing unit makes nobody another person."""
    matter = reported(chair, clerk, tree)
    Post.objects.create(person_id=clerk.person_id or 0, unit=tree["root"], role="clerk")
    before = everything()
    with pytest.raises(Refused, match="不能由您复核"):
        step(matter, "close", clerk)
    assert everything() == before


def test_a_subordinate_of_the_doer_does_not_verify(chair: Account, clerk: Account, tree: Tree) -> None:
    """The chair of the whole did the work here, so nobody below the chair verifies it."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    attach(again(matter), Showing(text="已验收"), by=chair, version=again(matter).version)
    step(matter, "report", clerk, result="已建成")
    below = cast("clerk", tree["root"], "below")
    with pytest.raises(Refused, match="您的领导"):
        step(matter, "close", below)


def test_nothing_closes_with_a_measure_open_or_without_evidence(
    chair: Account, clerk: Account, checker: Account, tree: Tree
) -> None:
    """Each reason is named."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    (measure,) = list_measures(again(matter), [NewMeasure("选址", tree["c1"])], by=clerk, version=again(matter).version)
    step(matter, "report", clerk, result="已建成")
    with pytest.raises(Refused) as refused:
        step(matter, "close", checker)
    assert len(refused.value.lines) == 2
    step(matter, "send_back", checker, reason="材料不全")
    finish_measure(measure, result="已选址", by=clerk, version=again(matter).version)
    shown = Showing(name="a.txt", content=b"a")
    attach(again(matter), shown, by=clerk, version=again(matter).version, measure=measure)
    step(matter, "report", clerk, result="已建成")
    assert step(matter, "close", checker).end == "closed"


def test_evidence_changed_after_verifying_shows(chair: Account, clerk: Account, checker: Account, tree: Tree) -> None:
    """The file in the store no longer has the hash that the checker saw."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    one = attach(again(matter), Showing(name="a.txt", content=b"a"), by=clerk, version=again(matter).version)
    step(matter, "report", clerk, result="已建成")
    closed = step(matter, "close", checker)
    assert one.attachment is not None
    path = path_of(one.attachment.digest)
    path.write_bytes(path.read_bytes() + b"x")
    assert evidence_faults(closed)
    with pytest.raises(Refused, match="已经结束"):
        take_back(one, reason="换一份", by=clerk, version=again(matter).version)


def test_reopening_asks_for_a_reason_and_takes_the_number_back(
    chair: Account, clerk: Account, checker: Account, tree: Tree
) -> None:
    """As of the day before it still counted."""
    matter = reported(chair, clerk, tree)
    step(matter, "close", checker)
    with time_machine.travel(f"{DAY + timedelta(days=3)}T02:00:00Z", tick=False):
        with pytest.raises(Refused, match="原因"):
            step(matter, "reopen", checker)
        opened = step(matter, "reopen", checker, reason="又漏水")
        assert (opened.end, opened.closed_on) == ("open", None)
        assert counted("matters_closed", tree["root"]) == 0
        assert counted("matters_closed", tree["root"], as_of=DAY.isoformat()) == 1


def test_more_time_is_asked_for_in_time_and_decided_by_another(chair: Account, clerk: Account, tree: Tree) -> None:
    """The new day holds for the ledger too."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    later = matter.due + timedelta(days=7)
    asked = ask_extension(again(matter), new_due=later, reason="材料未到", by=clerk, version=again(matter).version)
    assert decide_extension(asked, grant=True, note_text="", by=chair, version=again(matter).version).due == later
    with time_machine.travel(f"{later + timedelta(days=1)}T02:00:00Z", tick=False):
        before = everything()
        with pytest.raises(Refused, match="已过办理时限"):
            ask_extension(
                again(matter),
                new_due=later + timedelta(days=9),
                reason="还没到",
                by=clerk,
                version=again(matter).version,
            )
        assert everything() == before
        assert list(queries.late(chair)) == [matter]
        assert queries.light_of(again(matter)) == "late"


def test_what_a_unit_owns_moves_along_when_it_goes_up_in_another(
    chair: Account, clerk: Account, checker: Account, owner: Account, tree: Tree
) -> None:
    """Open ones wait for the heir, with their history; what was closed stays the old unit's; each still counts once."""
    done = reported(chair, clerk, tree)
    step(done, "close", checker)
    matter = issued(chair, tree, assisting=(tree["c2"],))
    step(matter, "sign", clerk)
    merge_units(unit=tree["c1"], into=tree["c2"], on=DAY, by=owner)
    heir = cast("clerk", tree["c2"], "heir")
    now = again(matter)
    assert (now.lead_id, now.waits_unit_id, again(done).lead_id) == (tree["c2"].pk, tree["c2"].pk, tree["c1"].pk)
    assert [one.step for one in now.steps.all()] == ["open", "sign", "inherited"]
    assert list(queries.needs_me(heir)) == [now]
    attach(now, Showing(text="已验收"), by=heir, version=now.version)
    step(matter, "report", heir, result="已建成")
    assert step(matter, "close", checker).end == "closed"
    assert counted("matters_closed", tree["root"]) == 2


def test_what_is_closed_is_not_decided_again(chair: Account, clerk: Account, checker: Account, tree: Tree) -> None:
    """Neither closed, sent back, reported nor put off once more: it must be opened again first."""
    matter = reported(chair, clerk, tree)
    step(matter, "close", checker)
    before = everything()
    for deed in (
        lambda: step(matter, "close", checker),
        lambda: step(matter, "send_back", checker, reason="x"),
        lambda: step(matter, "report", clerk, result="x"),
        lambda: ask_extension(
            again(matter), new_due=DAY + timedelta(days=60), reason="x", by=clerk, version=again(matter).version
        ),
    ):
        with pytest.raises(Refused):
            deed()
    assert everything() == before


def test_of_two_who_move_a_matter_at_once_one_is_told(chair: Account, clerk: Account, tree: Tree) -> None:
    """The second saw an older version."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)
    before = everything()
    with pytest.raises(Refused, match="刚被别人动过"):
        take_step(matter, "sign", by=clerk, version=matter.version)
    assert everything() == before


def test_every_step_tells_those_concerned_exactly_once(
    chair: Account, clerk: Account, checker: Account, tree: Tree
) -> None:
    """Never whoever took it; a person with two posts is told once."""
    Post.objects.create(person_id=clerk.person_id or 0, unit=tree["root"], role="clerk")
    matter = reported(chair, clerk, tree)
    for taken in StepTaken.objects.filter(matter=matter):
        told = list(Told.objects.filter(step=taken).values_list("account__username", flat=True))
        assert len(told) == len(set(told))
        expected = {"chair", "clerk", "checker"} - {Account.objects.get(pk=taken.by).username}
        assert set(told) == expected


def test_whose_move_it_is_is_reminded_once_of_each_due_day(
    chair: Account, clerk: Account, checker: Account, tree: Tree
) -> None:
    """Three workdays before it; again once it was put off; never after it was closed, and never anybody else."""
    matter = issued(chair, tree)
    step(matter, "sign", clerk)

    def reminded(day: date) -> list[str]:
        before = Told.objects.count()
        with time_machine.travel(f"{day}T02:00:00Z", tick=False):
            remind()
            remind()
        return list(Told.objects.order_by("pk").values_list("account__username", flat=True)[before:])

    assert reminded(matter.due - timedelta(days=5)) == []
    assert reminded(matter.due - timedelta(days=3)) == ["clerk"]
    assert reminded(matter.due) == []
    later = matter.due + timedelta(days=14)
    now = again(matter)
    asked = ask_extension(now, new_due=later, reason="材料未到", by=clerk, version=now.version)
    decide_extension(asked, grant=True, note_text="", by=chair, version=again(matter).version)
    assert reminded(later) == ["clerk"]
    attach(again(matter), Showing(text="已验收"), by=clerk, version=again(matter).version)
    step(matter, "report", clerk, result="已建成")
    step(matter, "close", checker)
    assert reminded(later) == []


def test_a_confidential_matter_is_open_to_the_named_only(chair: Account, clerk: Account, tree: Tree) -> None:
    """A right that reaches the unit is not enough; those not named are not told either."""
    assert chair.person is not None
    matter = issued(chair, tree, confidential=True, readers=(chair.person,))
    assert list(queries.seen(chair)) == [matter]
    assert list(queries.seen(clerk)) == []
    assert list(queries.needs_me(clerk)) == []
    assert not Told.objects.filter(account=clerk).exists()
    assert clerk.person is not None
    before = everything()
    with pytest.raises(Refused):
        name_readers(matter, [clerk.person], by=clerk, version=matter.version)
    assert everything() == before
    assert name_readers(matter, [clerk.person, chair.person], by=chair, version=matter.version) == 1
    assert list(queries.seen(clerk)) == [matter]
    assert Told.objects.filter(account=clerk).count() == 1


def test_a_matter_merged_into_another_counts_once(chair: Account, tree: Tree) -> None:
    """It ends without being closed."""
    one, two = issued(chair, tree), issued(chair, tree)
    merge(one, two, by=chair, version=one.version)
    assert again(one).end == "dropped"
    assert counted("matters_opened", tree["root"]) == 1


def test_what_a_unit_returns_waits_for_the_issuer(chair: Account, clerk: Account, tree: Tree) -> None:
    """With the reason; the issuer insists, or hands it to another unit, whose move it is then."""
    matter = issued(chair, tree)
    step(matter, "decline", clerk, reason="不归我们管")
    assert list(queries.needs_me(clerk)) == []
    assert list(queries.needs_me(chair)) == [matter]
    now = again(matter)
    given = Given(reason="归口有误", lead=tree["c3"].pk)
    moved = take_step(now, "reassign", by=chair, version=now.version, given=given)
    assert (moved.stage, moved.lead_id, moved.waits_unit_id) == ("issued", tree["c3"].pk, tree["c3"].pk)
    assert counted("matters_opened", tree["c1"]) == 0
    assert counted("matters_opened", tree["c3"]) == 1


def test_a_unit_that_must_countersign_holds_the_report_back(chair: Account, clerk: Account, tree: Tree) -> None:
    """Once it signed, the report goes."""
    matter = issued(chair, tree, signing=(tree["c3"],))
    step(matter, "sign", clerk)
    with pytest.raises(Refused, match="会签"):
        step(matter, "report", clerk, result="已建成")
    other = cast("clerk", tree["c3"], "other")
    countersign(again(matter), tree["c3"], by=other, version=again(matter).version)
    assert step(matter, "report", clerk, result="已建成").stage == "reported"


@pytest.mark.parametrize("who", ["stranger", "member", "auditor"])
def test_who_has_no_part_does_nothing(
    who: str, request: pytest.FixtureRequest, chair: Account, clerk: Account, tree: Tree
) -> None:
    """Every deed is refused, and nothing at all has changed."""
    by: Account = request.getfixturevalue(who)
    matter = issued(chair, tree)
    other = issued(chair, tree)
    step(matter, "sign", clerk)
    (measure,) = list_measures(again(matter), [NewMeasure("选址", tree["c1"])], by=clerk, version=again(matter).version)
    shown = attach(again(matter), Showing(text="照片"), by=clerk, version=again(matter).version)
    later = matter.due + timedelta(days=5)
    asked = ask_extension(again(matter), new_due=later, reason="x", by=clerk, version=again(matter).version)
    now = again(matter)
    version = now.version
    deeds: list[Callable[[], object]] = [
        lambda: open_matter(NewMatter("decision", "x", tree["root"], tree["c1"]), by=by),
        lambda: take_step(now, "report", by=by, version=version, given=Given(result="x")),
        lambda: list_measures(now, [NewMeasure("x", tree["c1"])], by=by, version=version),
        lambda: finish_measure(measure, result="x", by=by, version=version),
        lambda: strike_measure(measure, reason="x", by=by, version=version),
        lambda: attach(now, Showing(text="x"), by=by, version=version),
        lambda: take_back(shown, reason="x", by=by, version=version),
        lambda: ask_extension(now, new_due=later, reason="x", by=by, version=version),
        lambda: decide_extension(asked, grant=True, note_text="", by=by, version=version),
        lambda: countersign(now, tree["c1"], by=by, version=version),
        lambda: add_unit(now, tree["c2"], role="assist", by=by, version=version),
        lambda: link(now, other, kind="alike", by=by),
        lambda: merge(now, other, by=by, version=version),
    ]
    before = everything()
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert everything() == before
