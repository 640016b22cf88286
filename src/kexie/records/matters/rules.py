"""What may happen to a matter: pure rules, no database. There is no way to a closed stage around ``CLOSING``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX
from kexie.kit.text import joined
from kexie.records.matters.workflow import End, Need, Part, Step, Workflow


@dataclass(frozen=True, slots=True)
class Mover:
    """Who takes a step, with the parts they have in the matter.

    ``who`` is one number for a person under all their posts and codes: the pseudonym that merging leads to, or the
    negative account number where an account belongs to no person. ``leaders``: those whose subordinate they are.
    """

    who: int
    parts: frozenset[Part]
    leaders: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A matter as far as the rules need it.

    ``doers``: everybody who did something for it: reported a result, said a measure done, attached evidence, or is the
    person responsible. ``evidence`` counts what stands; ``unsigned`` the countersignatures still missing;
    ``running_until`` is the last day of the present stage while it has not passed.
    """

    stage: str
    doers: frozenset[int] = frozenset()
    measures: int = 0
    measures_open: int = 0
    evidence: int = 0
    parts_open: int = 0
    unsigned: int = 0
    running_until: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives with a step. ``stage_due``: the term of the next stage, where it is set outside (a round)."""

    reason: str = ""
    result: str = ""
    answer: str = ""
    due: date | None = None
    lead: int | None = None
    stage_due: date | None = None


Rule = Callable[[Case, Mover], str | None]


def measures_done(case: Case, mover: Mover) -> str | None:  # noqa: ARG001 - one shape for every rule
    """Every measure is done, and every part of the matter has ended."""
    if case.measures_open:
        return _("还有 %(n)s 项措施没有完成；请先逐项完成。") % {"n": case.measures_open}
    if case.parts_open:
        return _("还有 %(n)s 件分办事项没有办结；请先办结。") % {"n": case.parts_open}
    return None


def evidence_attached(case: Case, mover: Mover) -> str | None:  # noqa: ARG001 - one shape for every rule
    """Something shows that it was done."""
    return None if case.evidence else _("还没有佐证材料；请先上传文件、关联活动或写明办理情况。")


def checker_is_not_doer(case: Case, mover: Mover) -> str | None:
    """Whoever verifies did nothing for it, and is nobody's subordinate who did (DOMAIN §3, inspection)."""
    if mover.who in case.doers:
        return _("您参与了办理，不能由您复核；请由没有参与的人复核。")
    if mover.leaders & case.doers:
        return _("办理人是您的领导，不能由您复核；请由上级单位或其他单位的人复核。")
    return None


CLOSING: Final[dict[str, Rule]] = {
    "measures_done": measures_done,
    "evidence_attached": evidence_attached,
    "checker_is_not_doer": checker_is_not_doer,
}
"""What must hold for every step into a closed stage, in every workflow."""


def faults(workflow: Workflow, case: Case, step: Step, mover: Mover, given: Given) -> list[str]:
    """Return why a step may not be taken now, a sentence each; none: it may."""
    if case.stage not in step.sources:
        said = {"stage": workflow.by_stage[case.stage].title, "step": step.title}
        return [_("事项现在是“%(stage)s”，不能“%(step)s”；请刷新后再看。") % said]
    if not mover.parts & set(step.by):
        said = {"step": step.title, "who": joined(str(PARTS[part]) for part in step.by)}
        return [_("“%(step)s”要由%(who)s来做。") % said]
    if step.after_clock and case.running_until is not None:
        said = {"step": step.title, "until": case.running_until.isoformat()}
        return [_("要等提出人确认的时限（%(until)s）过后，才能“%(step)s”。") % said]
    found = _missing(case, step, given)
    if workflow.by_stage[step.target].end is End.CLOSED:
        found += [fault for rule in CLOSING.values() if (fault := rule(case, mover)) is not None]
    return found


def _missing(case: Case, step: Step, given: Given) -> list[str]:
    wanted = {
        Need.REASON: (bool(given.reason.strip()), _("请写明原因。")),
        Need.RESULT: (bool(given.result.strip()), _("请写明办理结果。")),
        Need.ANSWER: (bool(given.answer.strip()), _("请写明答复。")),
        Need.DUE: (given.due is not None, _("请定下办理时限。")),
        Need.LEAD: (given.lead is not None, _("请选主责单位。")),
        Need.MEASURES: (case.measures > 0, _("还没有一项措施；请先列出措施。")),
        Need.COUNTERSIGNED: (case.unsigned == 0, _("还有 %(n)s 个单位没有会签。") % {"n": case.unsigned}),
    }
    return [sentence for need, (given_, sentence) in wanted.items() if need in step.needs and not given_]


class _Parts(dict[Part, str]):
    """The words for parts, in the reader's language at the moment they are asked for."""

    def __missing__(self, part: Part) -> str:
        words = {
            Part.ISSUER: _("交办单位"),
            Part.LEAD: _("主责单位"),
            Part.ASSIST: _("协办单位"),
            Part.CHECKER: _("复核人"),
            Part.SENDER: _("提出人"),
        }
        return words[part]


PARTS: Final[Mapping[Part, str]] = _Parts()


_EVERYTHING: Final = Given("x", "x", "x", DAY_MAX, 0)
"""All that a step could be given: what is asked aside from what somebody still has to write."""


def allowed(workflow: Workflow, case: Case, mover: Mover) -> list[Step]:
    """Return the steps that somebody may take now as far as stage, part and closing rules go (given words aside)."""
    return [step for step in workflow.steps_from(case.stage) if not faults(workflow, case, step, mover, _EVERYTHING)]


def held_back(workflow: Workflow, case: Case, mover: Mover) -> list[str]:
    """Return why steps that are somebody's by their part cannot be taken yet, each sentence once."""
    mine = [step for step in workflow.steps_from(case.stage) if mover.parts & set(step.by)]
    found = [fault for step in mine for fault in faults(workflow, case, step, mover, _EVERYTHING)]
    return list(dict.fromkeys(found))


def extension_fault(*, today: date, due: date, new_due: date, reason: str) -> str | None:
    """Return why more time cannot be asked for, in a sentence; ``None``: it can.

    A request comes before the due day has passed, with a reason and a later day (DOMAIN §3, follow-up).
    """
    if due == DAY_MAX:
        return _("这件事没有定时限，不用申请延期。")
    if today > due:
        return _("已过办理时限（%(due)s），不能再申请延期；请先报送情况。") % {"due": due}
    if new_due <= due:
        return _("新的时限要晚于现在的时限（%(due)s）。") % {"due": due}
    return None if reason.strip() else _("请写明延期的原因。")


def light(*, end: str, due: date, closed_on: date | None, today: date, near: date) -> str:
    """Return the light of a matter: ``done``, ``done_late``, ``dropped``, ``late``, ``near``, ``fine`` or ``open``.

    ``near``: the day from which it is near its term. A light is a word and a shape before it is a colour.
    """
    if end == "dropped":
        return "dropped"
    if end == "closed":
        return "done_late" if closed_on is not None and closed_on > due else "done"
    if due == DAY_MAX:
        return "open"
    if today > due:
        return "late"
    return "near" if today >= near else "fine"
