"""No path leads to a closed stage around the rules of closing, in any workflow, in any order of actions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.clock import DAY_MAX
from kexie.records.matters import rules
from kexie.records.matters.rules import extension_fault, light
from kexie.records.matters.workflow import CLOSERS, Workflow
from kexie.records.matters.workflows import WORKFLOWS
from tests.records.matters.walking import CAST, ways_to_close

EACH = pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=list(WORKFLOWS))
DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))


@EACH
def test_a_workflow_is_whole(workflow: Workflow) -> None:
    """Every stage is reached, none is a dead end, and only a checker or the sender closes."""
    assert workflow.faults() == []


@EACH
def test_whatever_the_order_a_matter_closes_only_by_the_rules(workflow: Workflow) -> None:
    """Every measure done, every part ended, evidence there, and the checker neither a doer nor a doer's subordinate."""
    ways = list(ways_to_close(workflow))
    assert ways, "it can be closed at all"
    for way in ways:
        mover = CAST[way.who]
        assert way.case.measures_open == 0
        assert way.case.parts_open == 0
        assert way.case.evidence > 0
        assert mover.who not in way.case.doers
        assert not mover.leaders & way.case.doers
        assert mover.parts & {part for (part,) in CLOSERS}


@pytest.mark.parametrize("rule", ["measures_done", "evidence_attached", "checker_is_not_doer"])
def test_without_one_of_the_rules_a_wrong_way_is_found(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the walk above can fail: each rule alone keeps some way shut."""
    workflow = WORKFLOWS["decision"]
    right = set(ways_to_close(workflow))
    monkeypatch.delitem(rules.CLOSING, rule, raising=False)
    assert set(ways_to_close(workflow)) > right


@given(DAYS, DAYS, DAYS)
def test_more_time_is_asked_for_until_the_due_day_and_leads_beyond_it(today: date, due: date, new: date) -> None:
    """On the due day itself it still can be."""
    fault = extension_fault(today=today, due=due, new_due=new, reason="材料未齐")
    assert (fault is None) == (today <= due < new)


def test_more_time_needs_a_reason_and_a_term() -> None:
    """Without a term there is nothing to extend."""
    day = date(2018, 5, 1)
    assert extension_fault(today=day, due=day, new_due=day + timedelta(1), reason=" ") is not None
    assert extension_fault(today=day, due=DAY_MAX, new_due=DAY_MAX, reason="x") is not None


@given(DAYS, DAYS, DAYS)
def test_the_light_of_an_open_matter_turns_once_near_and_once_late(today: date, due: date, near: date) -> None:
    """Late the day after the due day, never on it."""
    found = light(end="open", due=due, closed_on=None, today=today, near=min(near, due))
    assert found == ("late" if today > due else "near" if today >= min(near, due) else "fine")
