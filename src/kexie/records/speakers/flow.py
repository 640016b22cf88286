"""The way of a request for a lecture (点单—派单—接单): stages and steps as data, and what a step needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.text import joined

Words = str | Promise


class Side(StrEnum):
    """Whose move it is: the unit that asked, or the one whose pool is asked."""

    ASKER = "asker"
    POOL = "pool"


SIDES: Final[dict[Side, Words]] = {Side.ASKER: gettext_lazy("点单单位"), Side.POOL: gettext_lazy("派单单位")}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a request stands. ``holds``: the speaker's time is taken. ``over``: nothing more is to be done here."""

    slug: str
    title: Words
    waits: Side | None = None
    holds: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A move from one of ``sources`` to ``target``. ``speaker``: it names one; ``reason``: it says why."""

    slug: str
    title: Words
    sources: tuple[str, ...]
    target: str
    by: tuple[Side, ...]
    speaker: bool = False
    reason: bool = False


ASKED, MATCHED, INVITED, CONFIRMED = "asked", "matched", "invited", "confirmed"
HELD, CALLED_OFF, WITHDRAWN, UNMET = "held", "called_off", "withdrawn", "unmet"
STAGES: Final[dict[str, Stage]] = {
    stage.slug: stage
    for stage in (
        Stage(ASKED, gettext_lazy("已点单，待派"), Side.POOL),
        Stage(MATCHED, gettext_lazy("已派单，待邀请"), Side.POOL, holds=True),
        Stage(INVITED, gettext_lazy("已邀请，待接单"), Side.POOL, holds=True),
        Stage(CONFIRMED, gettext_lazy("已接单"), Side.ASKER, holds=True),
        Stage(HELD, gettext_lazy("已讲"), holds=True, over=True),
        Stage(CALLED_OFF, gettext_lazy("活动已取消"), over=True),
        Stage(WITHDRAWN, gettext_lazy("已撤单"), over=True),
        Stage(UNMET, gettext_lazy("派不出"), over=True),
    )
}
"""Held and called off are never written here: the activity says them, so that a fact is entered once."""
DERIVED: Final = frozenset({HELD, CALLED_OFF})
_POOL, _ASKER = (Side.POOL,), (Side.ASKER,)
STEPS: Final[dict[str, Step]] = {
    step.slug: step
    for step in (
        Step("match", gettext_lazy("派单"), (ASKED,), MATCHED, _POOL, speaker=True),
        Step("invite", gettext_lazy("记下已邀请"), (MATCHED,), INVITED, _POOL),
        Step("confirm", gettext_lazy("记下已接单"), (INVITED,), CONFIRMED, _POOL),
        Step("remind", gettext_lazy("记下已提醒"), (CONFIRMED,), CONFIRMED, (Side.POOL, Side.ASKER)),
        Step("replace", gettext_lazy("换人"), (MATCHED, INVITED, CONFIRMED), MATCHED, _POOL, speaker=True, reason=True),
        Step("decline", gettext_lazy("主讲来不了，重新派"), (INVITED, CONFIRMED), ASKED, _POOL, reason=True),
        Step("withdraw", gettext_lazy("撤单"), (ASKED, MATCHED, INVITED, CONFIRMED), WITHDRAWN, _ASKER, reason=True),
        Step("refuse", gettext_lazy("派不出"), (ASKED,), UNMET, _POOL, reason=True),
    )
}
HOLDING: Final = tuple(stage.slug for stage in STAGES.values() if stage.holds and stage.slug not in DERIVED)


def steps_from(stage: str, sides: frozenset[Side]) -> list[Step]:
    """Return the steps that somebody on some sides may take at a stage."""
    return [step for step in STEPS.values() if stage in step.sources and sides & set(step.by)]


def faults(step: Step, stage: str, sides: frozenset[Side], *, speaker: bool, reason: str) -> list[str]:
    """Return why a step may not be taken now, a sentence each; none: it may."""
    if stage not in step.sources:
        said = {"stage": STAGES[stage].title, "step": step.title}
        return [_("这一单现在是“%(stage)s”，不能“%(step)s”；请刷新后再看。") % said]
    if not sides & set(step.by):
        said = {"step": step.title, "who": joined(str(SIDES[side]) for side in step.by)}
        return [_("“%(step)s”要由%(who)s来做。") % said]
    found = []
    if step.speaker and not speaker:
        found.append(_("请选一位主讲。"))
    if step.reason and not reason.strip():
        found.append(_("请写明原因。"))
    return found


def definition_faults() -> list[str]:
    """Return what is wrong with the stages and steps themselves: for a test."""
    found = [f"{s.slug}: no stage {one}" for s in STEPS.values() for one in (*s.sources, s.target) if one not in STAGES]
    reached, todo = {ASKED}, [ASKED]
    while todo:
        at = todo.pop()
        for step in STEPS.values():
            if at in step.sources and step.target not in reached:
                reached.add(step.target)
                todo.append(step.target)
    found += [f"{slug}: never reached" for slug in STAGES if slug not in reached | DERIVED]
    for stage in STAGES.values():
        ways = [step for step in STEPS.values() if stage.slug in step.sources]
        if stage.over and ways:
            found.append(f"{stage.slug}: over, and yet a way on")
        if not stage.over and not any(step.target != stage.slug for step in ways):
            found.append(f"{stage.slug}: no way on")
        if stage.waits is not None and not any(stage.waits in step.by for step in ways):
            found.append(f"{stage.slug}: waits for somebody who can do nothing")
    return found
