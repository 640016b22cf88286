"""Inspections in words: stages, terms, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.inspections import queries, rules
from kexie.records.inspections.models import Inspection
from kexie.web.matters.words import term_words
from kexie.web.templatetags import kit


def stage_tag(one: Inspection) -> SafeString:
    """Return where an inspection stands: a shape and a word."""
    shape = {rules.PLANNED: "due", rules.FINAL: "done", rules.RELOOKED: "closed"}.get(one.stage, "doing")
    return kit.tag(shape, str(rules.STAGES[one.stage]))


def next_due(one: Inspection) -> tuple[str, date] | None:
    """Return the next stage that has a term and is not reached, with its last day."""
    due = queries.deadlines(one)
    return min(due.items(), key=lambda row: row[1]) if due else None


def due_tag(one: Inspection) -> SafeString | str:
    """Return until when what is next: late ones are marked as such."""
    found = next_due(one)
    if found is None:
        return ""
    stage, day = found
    words = _("%(step)s：%(term)s") % {"step": rules.DEEDS[stage], "term": term_words(day)}
    return kit.tag("late" if day < today() else "doing", words)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage of the ruler: past, present or to come, the day it was reached, the day it is due."""

    title: str
    past: bool
    now: bool
    on: date | None
    due: date | None


def ruler(one: Inspection) -> list[Stop]:
    """Return the stages of an inspection in their order."""
    reached, due = queries.reached(one), queries.deadlines(one)
    place = list(rules.STAGES).index(one.stage)
    return [
        Stop(str(title), n < place, n == place, reached.get(slug), due.get(slug))
        for n, (slug, title) in enumerate(rules.STAGES.items())
    ]
