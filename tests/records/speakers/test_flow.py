"""The way of a request is sound data; a step says why it may not be taken."""

from __future__ import annotations

from kexie.records.speakers import flow
from kexie.records.speakers.flow import STAGES, STEPS, Side

BOTH = frozenset(Side)


def test_the_definition_holds_together() -> None:
    assert flow.definition_faults() == []


def test_no_step_writes_what_the_activity_says() -> None:
    assert not {step.target for step in STEPS.values()} & flow.DERIVED


def test_each_side_has_its_own_steps_and_a_stranger_none() -> None:
    asker = {step.slug for step in flow.steps_from("confirmed", frozenset({Side.ASKER}))}
    assert asker == {"remind", "withdraw"}
    assert [step.slug for step in flow.steps_from("invited", frozenset({Side.POOL}))] == [
        "confirm",
        "replace",
        "decline",
    ]
    assert all(flow.steps_from(stage, frozenset()) == [] for stage in STAGES)


def test_a_step_out_of_turn_of_the_wrong_side_or_without_its_reason_is_refused_in_words() -> None:
    for slug, stage, sides, speaker, reason, said in (
        ("confirm", "asked", BOTH, False, "", "不能“记下已接单”"),
        ("match", "asked", frozenset({Side.ASKER}), True, "", "要由派单单位来做"),
        ("match", "asked", BOTH, False, "", "请选一位主讲"),
        ("replace", "invited", BOTH, True, " ", "请写明原因"),
        ("withdraw", "held", BOTH, False, "x", "不能“撤单”"),
    ):
        found = flow.faults(STEPS[slug], stage, sides, speaker=speaker, reason=reason)
        assert len(found) == 1, (slug, found)
        assert said in found[0]
    assert flow.faults(STEPS["replace"], "invited", BOTH, speaker=True, reason="病了") == []
