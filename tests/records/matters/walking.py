"""Every order of actions that a small cast could take in a matter, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kexie.records.matters import rules
from kexie.records.matters.rules import Case, Given, Mover
from kexie.records.matters.workflow import End, Need, Part, Workflow

WORKER, OTHER, CHECKER = 1, 2, 3
CAST: Final = {
    "worker": Mover(WORKER, frozenset({Part.LEAD})),
    "worker by a second post": Mover(WORKER, frozenset({Part.LEAD, Part.ISSUER, Part.CHECKER})),
    "the worker's subordinate": Mover(OTHER, frozenset({Part.CHECKER, Part.ISSUER}), frozenset({WORKER})),
    "issuer who helps": Mover(4, frozenset({Part.LEAD, Part.ISSUER, Part.CHECKER})),
    "checker": Mover(CHECKER, frozenset({Part.CHECKER})),
    "sender": Mover(5, frozenset({Part.SENDER})),
}
GIVEN: Final = Given("原因", "结果", "答复", date(2018, 6, 1), 7)


@dataclass(frozen=True, slots=True)
class Closed:
    """A way by which a matter came to a closed stage: how it stood, who closed it."""

    case: Case
    who: str


def ways_to_close(workflow: Workflow) -> Iterator[Closed]:
    """Yield each (state, closer) by which a matter of a workflow can be closed, over all orders of actions."""
    start = Case(workflow.first.slug)
    seen, todo = {start}, [start]
    while todo:
        case = todo.pop()
        for step in workflow.steps_from(case.stage):
            for name, mover in CAST.items():
                if rules.faults(workflow, case, step, mover, GIVEN):
                    continue
                if workflow.by_stage[step.target].end is End.CLOSED:
                    yield Closed(case, name)
                doers = case.doers | {mover.who} if step.slug == "report" or Need.ANSWER in step.needs else case.doers
                after = replace(case, stage=step.target, doers=doers)
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        if workflow.by_stage[case.stage].end is End.OPEN:
            for after in beside(case):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)


def beside(case: Case) -> Iterator[Case]:
    """Yield what can happen to an open matter beside its steps: one measure, one piece of evidence, one part."""
    if not case.measures:
        yield replace(case, measures=1, measures_open=1)
    for mover in (CAST["worker"], CAST["issuer who helps"]):
        if case.measures_open:
            yield replace(case, measures_open=0, doers=case.doers | {mover.who})
        if not case.evidence:
            yield replace(case, evidence=1, doers=case.doers | {mover.who})
    if case.evidence:
        yield replace(case, evidence=0)
    yield replace(case, parts_open=1 - case.parts_open)
    yield replace(case, unsigned=1 - case.unsigned)
