"""Workflows (事项种类): one file each, one line here."""

from __future__ import annotations

from typing import Final

from kexie.records.matters.workflow import Workflow
from kexie.records.matters.workflows.cooperation import COOPERATION
from kexie.records.matters.workflows.decision import DECISION
from kexie.records.matters.workflows.deed import DEED
from kexie.records.matters.workflows.finding import FINDING
from kexie.records.matters.workflows.project import PROJECT
from kexie.records.matters.workflows.promise import PROMISE
from kexie.records.matters.workflows.voice import VOICE

WORKFLOWS: Final[dict[str, Workflow]] = {
    workflow.slug: workflow
    for workflow in (
        DECISION,
        FINDING,
        DEED,
        PROJECT,
        COOPERATION,
        PROMISE,
        VOICE,
    )
}

__all__ = ["WORKFLOWS", "Workflow"]
