"""Kinds of activity: one file a kind, one line here."""

from __future__ import annotations

from typing import Final

from kexie.records.activities.kinds.base import Kind
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
    )
}

__all__ = ["KINDS", "Kind"]
