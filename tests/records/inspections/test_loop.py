"""An inspection from the term to the re-look, by those who may; whoever may not is refused, nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.inspections import actions, deciding, going, publishing, queries, rules
from kexie.records.inspections.actions import NewRound
from kexie.records.inspections.deciding import NewDecision, NewPart
from kexie.records.inspections.going import NewFinding, Paper
from kexie.records.inspections.models import BodyDecision, Checked, Inspection, PublicVersion, Recusal
from kexie.records.inspections.posting import series_of
from kexie.records.matters import queries as matters
from kexie.records.matters.models import Reader
from kexie.records.structure.surgery import merge
from kexie.records.units.models import Unit
from tests.building import cast, value
from tests.opened import everything
from tests.records.inspections.story import (
    DAY,
    DETAILS,
    Tree,
    again,
    begun,
    fed_back,
    found,
    go,
    now,
    on_site,
    opened,
    rectified,
    step,
)


@pytest.fixture(autouse=True)
def one_day() -> Iterator[time_machine.Traveller]:
    """Let everything happen on a Monday in May 2018, unless a test travels on."""
    with time_machine.travel(f"{DAY}T02:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def leader(tree: Tree) -> Account:
    """Seat a second clerk at the top, who leads the team."""
    return cast("clerk", tree["root"], "leader")


def covered(tree: Tree, term_series: str) -> object:
    return value("units_inspected", tree["root"], "2018", where=[f"series={term_series}"])[0]


def test_from_the_notice_to_the_feedback_with_the_terms_of_the_round(
    chair: Account, clerk: Account, leader: Account, tree: Tree
) -> None:
    """The unit sees no plan and no finding before its time; then every finding is due as the round says."""
    term = begun(chair, tree)
    turn = opened(term, chair, leader)
    (row,) = actions.plan_units(turn, [tree["c1"]], by=chair)
    assert not queries.seen(clerk).exists()
    go(row, "noticed", chair)
    assert list(queries.seen(clerk)) == [row]
    go(row, "on_site", chair)
    finding = found(again(row), leader)
    assert [list(matters.seen(one)) for one in (leader, clerk, chair)] == [[finding], [], []]
    fed_back(row, leader)
    told = now(finding)
    assert (told.stage, told.stage_due, told.due) == ("fed_back", date(2018, 6, 7), date(2018, 7, 7))
    assert list(matters.needs_me(clerk)) == [finding]
    assert queries.deadlines(again(row))["final"] == date(2018, 11, 7)
    assert covered(tree, series_of(term)) == 1
    assert queries.coverage(term).left == (tree["c2"].pk, tree["c3"].pk)


def test_a_round_sets_its_own_terms(chair: Account, leader: Account, tree: Tree) -> None:
    """Fifteen workdays for the plan, a month for the result."""
    terms = rules.terms_of({"plan": "15个工作日", "progress": "1个月"})
    turn = opened(begun(chair, tree), chair, leader, terms=terms)
    row = on_site(turn, tree["c1"], chair)
    finding = found(row, leader)
    fed_back(row, leader)
    assert (now(finding).stage_due, now(finding).due) == (date(2018, 5, 28), date(2018, 6, 7))


def test_an_authorisation_holds_for_its_round_only(chair: Account, leader: Account, tree: Tree) -> None:
    """Whoever led the first round writes no finding in the second."""
    term = begun(chair, tree)
    opened(term, chair, leader)
    other = opened(term, chair, cast("clerk", tree["root"], "other"), "第二轮")
    row = on_site(other, tree["c2"], chair)
    before = everything()
    with pytest.raises(Refused, match="别的轮次的授权不算"):
        found(row, leader)
    assert everything() == before


def test_whoever_held_a_post_in_the_unit_keeps_out_of_it(chair: Account, leader: Account, tree: Tree) -> None:
    """By their posts at once, by their own word too; then they read nothing of it, and the other units stay theirs."""
    second = cast("clerk", tree["root"], "second")
    assert second.person is not None
    span = {"since": date(2014, 1, 1), "until": date(2016, 1, 1)}
    Post.objects.create(person=second.person, unit=tree["c1"], role="clerk", **span)
    turn = opened(begun(chair, tree), chair, leader)
    actions.authorise(turn, second.person, role="member", document="示例〔2018〕1号", by=chair)
    row, other = on_site(turn, tree["c1"], chair), on_site(turn, tree["c2"], chair)
    assert [one.unit_id for one in Recusal.objects.all()] == [tree["c1"].pk]
    finding, theirs = found(row, leader), found(other, leader, "会议记录缺页")
    assert list(matters.seen(second)) == [theirs]
    with pytest.raises(Refused, match="任职或已申请回避"):
        found(row, second)
    actions.recuse(other, second.person.pseudonym, reason="亲属在该单位", by=chair)
    assert list(matters.seen(second)) == []
    assert Reader.objects.filter(matter=finding).count() == 1


def test_a_finding_arises_from_the_check_list(chair: Account, leader: Account, tree: Tree) -> None:
    """A line is marked with what was seen; the finding stands beside it."""
    turn = opened(begun(chair, tree), chair, leader)
    lines = [{"text": "固定资产账实相符", "basis": "内控制度第三章", "area": "财务"}, {"text": "会议记录齐全"}]
    first, second = actions.set_list(turn, lines, by=chair)
    row = on_site(turn, tree["c1"], chair)
    going.check(row, second, verdict="fine", note="", by=leader)
    with pytest.raises(Refused, match="写明看到了什么"):
        going.check(row, first, verdict="finding", note=" ", by=leader)
    matter = going.find(row, NewFinding("账实不符", "差三件", DETAILS, first), by=leader)
    told = {one.item_id: (one.verdict, one.matter_id) for one in Checked.objects.all()}
    assert told == {first.pk: ("finding", matter.pk), second.pk: ("fine", None)}


def test_a_finding_may_stay_within_a_circle(chair: Account, clerk: Account, leader: Account, tree: Tree) -> None:
    """After the feedback too only the team and those named in the unit read it."""
    row = on_site(opened(begun(chair, tree), chair, leader), tree["c1"], chair)
    finding, plain = found(row, leader), found(row, leader, "会议记录缺页")
    go(row, "reported", leader)
    with pytest.raises(Refused, match="由谁知悉"):
        going.feed_back(row, on=DAY, by=leader, version=again(row).version, closed=[finding.pk])
    named = cast("clerk", tree["c1"], "named")
    assert named.person is not None
    going.feed_back(row, on=DAY, by=leader, version=again(row).version, closed=[finding.pk], readers=[named.person])
    assert [set(matters.seen(one)) for one in (named, clerk)] == [{finding, plain}, {plain}]


def test_the_re_look_reopens_what_was_not_mended(
    chair: Account, clerk: Account, leader: Account, tree: Tree, one_day: time_machine.Traveller
) -> None:
    """Closed by another, looked at again a year later, reopened with a reason; the number goes back, cover stays."""
    term = begun(chair, tree)
    row = on_site(opened(term, chair, leader), tree["c1"], chair)
    finding = found(row, leader)
    fed_back(row, leader)
    rectified(finding, clerk, tree["c1"])
    assert now(finding).state == "nearly"
    assert step(finding, "close_lasting", leader).state == "lasting"
    for stage in ("plan", "progress", "final"):
        go(row, stage, clerk)
    assert again(row).relook_on == date(2019, 5, 7)
    assert list(queries.relooks_due(chair)) == [row]
    turn = actions.open_round(term, NewRound("回头看", DAY, date(2019, 12, 31), "relook"), by=chair)
    assert leader.person is not None
    actions.authorise(turn, leader.person, role="leader", document="示例〔2019〕1号", by=chair)
    one_day.move_to("2019-05-08T02:00:00Z")
    (look,) = actions.plan_units(turn, [tree["c1"]], by=chair)
    assert look.follows == row
    assert not queries.relooks_due(chair).exists()
    for stage in ("noticed", "on_site"):
        go(look, stage, chair, date(2019, 5, 8))
    assert going.look_again(again(look), by=leader) == 1
    assert step(finding, "reopen", leader, reason="又少了一件").end == "open"
    assert value("matters_closed", tree["c1"], "2018")[0] == 0
    assert covered(tree, series_of(term)) == 1


def test_a_unit_twice_in_a_term_counts_once_and_out_of_scope_not(chair: Account, leader: Account, tree: Tree) -> None:
    """The figure equals the coverage."""
    term = begun(chair, tree, "c1", "c2")
    first, second = opened(term, chair, leader), opened(term, chair, leader, "第二轮")
    for turn in (first, second):
        fed_back(on_site(turn, tree["c1"], chair), leader)
    assert covered(tree, series_of(term)) == queries.coverage(term).covered == 1
    with pytest.raises(Refused, match="不能移出"):
        actions.set_scope(term, [tree["c2"]], by=chair)
    with pytest.raises(Refused, match="不在本届"):
        actions.plan_units(first, [tree["c3"]], by=chair)


def test_a_unit_that_goes_up_in_another_leaves_its_place_to_it(
    chair: Account, leader: Account, owner: Account, tree: Tree
) -> None:
    """In the scope and in plans; a unit in scope already is there once."""
    term = begun(chair, tree, "c1", "c2")
    actions.plan_units(opened(term, chair, leader), [tree["c1"]], by=chair)
    merge(unit=tree["c1"], into=tree["c3"], on=DAY, by=owner)
    assert set(queries.coverage(term).scope) == {tree["c2"].pk, tree["c3"].pk}
    assert [one.unit_id for one in Inspection.objects.knowing("test")] == [tree["c3"].pk]


def test_the_public_version_bears_no_name_and_is_looked_over_by_another(
    chair: Account, clerk: Account, leader: Account, tree: Tree
) -> None:
    """Changed after it was looked over, it has to be looked over again."""
    row = fed_back(on_site(opened(begun(chair, tree), chair, leader), tree["c1"], chair), leader)
    with pytest.raises(Refused, match="示例clerk、示例leader"):
        publishing.draft(row, title="通报", text="示例 leader 组长、示例clerk经办", by=leader)
    made = publishing.draft(row, title="通报", text="台账不全一项，已整改。", by=leader)
    with pytest.raises(Refused, match="还没有人审看"):
        publishing.publish(made, by=chair, version=made.version)
    with pytest.raises(Refused, match="写稿以外的人"):
        publishing.look_over(made, by=leader, version=made.version)
    publishing.look_over(made, by=chair, version=made.version)
    publishing.draft(row, title="通报", text="台账不全一项，整改中。", by=leader)
    made.refresh_from_db()
    assert made.looked_by is None
    publishing.look_over(made, by=chair, version=made.version)
    made.refresh_from_db()
    publishing.publish(made, by=leader, version=made.version)
    assert list(queries.published()) == [made]
    made.refresh_from_db()
    publishing.withdraw(made, by=chair, version=made.version)
    assert not queries.published().exists()


def decided(unit: Unit, chair: Account, **more: object) -> BodyDecision:
    given: dict[str, object] = {"votes": (6, 0, 0), "resolution": "同意。"}
    new = NewDecision(unit, "党组会", "年度预算", DAY, 9, 7, **(given | more))  # type: ignore[arg-type]
    return deciding.keep_decision(new, by=chair)


def test_a_decision_is_kept_whole_and_replaced_not_changed(chair: Account, clerk: Account, tree: Tree) -> None:
    """Papers, what was asked into the minutes, who kept out; the vote adds up; it is replaced once."""
    parts = [
        NewPart("paper", "预算草案", name="a.txt", content=b"a"),
        NewPart("recused", "亲属为供应商", clerk.person),
        NewPart("minuted", "建议压缩会议费", chair.person),
    ]
    one = decided(tree["root"], chair, parts=parts)
    assert one.passed
    assert one.parts.count() == len(parts)
    two = decided(tree["root"], chair, votes=(4, 2, 1), replaces=one)
    assert not two.passed
    with pytest.raises(Refused, match="已被替换"):
        decided(tree["root"], chair, replaces=one)
    with pytest.raises(Refused, match="多于实到"):
        decided(tree["root"], chair, votes=(7, 1, 0))


@pytest.mark.parametrize("who", ["stranger", "member", "auditor", "clerk"])
def test_who_has_no_part_does_nothing(
    who: str, request: pytest.FixtureRequest, chair: Account, leader: Account, tree: Tree
) -> None:
    """Neither outsiders nor the unit itself: every deed is refused, and nothing at all has changed."""
    by: Account = request.getfixturevalue(who)
    term = begun(chair, tree)
    turn = opened(term, chair, leader)
    (item,) = actions.set_list(turn, [{"text": "账实相符"}], by=chair)
    row = on_site(turn, tree["c1"], chair)
    (plan,) = actions.plan_units(turn, [tree["c2"]], by=chair)
    public = PublicVersion.objects.create(inspection=row, title="x", text="x", drafted_by=1)
    assert leader.person is not None
    person = leader.person
    version = row.version
    deeds: list[Callable[[], object]] = [
        lambda: actions.begin_term(unit=tree["root"], name="x", since=DAY, until=DAY, scope=[tree["c1"]], by=by),
        lambda: actions.set_scope(term, [tree["c1"], tree["c2"]], by=by),
        lambda: actions.open_round(term, NewRound("x", DAY, DAY), by=by),
        lambda: actions.authorise(turn, person, role="member", document="x", by=by),
        lambda: actions.recuse(row, person.pseudonym, reason="x", by=by),
        lambda: actions.set_list(turn, [{"text": "x"}], by=by),
        lambda: actions.plan_units(turn, [tree["c3"]], by=by),
        lambda: actions.drop_plan(plan, by=by),
        lambda: going.advance(row, "reported", on=DAY, by=by, version=version, paper=Paper("x")),
        lambda: going.check(row, item, verdict="fine", note="", by=by),
        lambda: found(row, by),
        lambda: going.feed_back(row, on=DAY, by=by, version=version),
        lambda: going.set_relook(row, on=DAY + timedelta(days=9), by=by, version=version),
        lambda: going.look_again(row, by=by),
        lambda: publishing.draft(row, title="x", text="x", by=by),
        lambda: publishing.look_over(public, by=by, version=1),
        lambda: publishing.publish(public, by=by, version=1),
        lambda: publishing.withdraw(public, by=by, version=1),
        lambda: decided(tree["root"], by),
    ]
    before = everything()
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert everything() == before
