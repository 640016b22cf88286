"""Kinds of activity: one file a kind, one line here."""

from __future__ import annotations

from typing import Final

from kexie.records.activities.kinds.base import Kind
from kexie.records.activities.kinds.branch_assembly import BRANCH_ASSEMBLY
from kexie.records.activities.kinds.branch_class import BRANCH_CLASS
from kexie.records.activities.kinds.branch_committee import BRANCH_COMMITTEE
from kexie.records.activities.kinds.branch_day import BRANCH_DAY
from kexie.records.activities.kinds.branch_group import BRANCH_GROUP
from kexie.records.activities.kinds.branch_life import BRANCH_LIFE
from kexie.records.activities.kinds.branch_review import BRANCH_REVIEW
from kexie.records.activities.kinds.ceremony import CEREMONY
from kexie.records.activities.kinds.conference import CONFERENCE
from kexie.records.activities.kinds.lecture import LECTURE
from kexie.records.activities.kinds.study import STUDY
from kexie.records.activities.kinds.symposium import SYMPOSIUM
from kexie.records.activities.kinds.training import TRAINING
from kexie.records.activities.kinds.visit import VISIT

KINDS: Final[dict[str, Kind]] = {
    kind.slug: kind
    for kind in (
        STUDY,
        TRAINING,
        SYMPOSIUM,
        LECTURE,
        CONFERENCE,
        VISIT,
        CEREMONY,
        BRANCH_ASSEMBLY,
        BRANCH_COMMITTEE,
        BRANCH_GROUP,
        BRANCH_CLASS,
        BRANCH_DAY,
        BRANCH_LIFE,
        BRANCH_REVIEW,
    )
}

__all__ = ["KINDS", "Kind"]
