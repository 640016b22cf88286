"""Matters that wait for the reader: the next move is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters import queries
from kexie.records.matters.models import Matter
from kexie.records.matters.saying import step_words
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.voices import collecting, following
from kexie.web.matters.words import light_tag

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of the matters in which the next move is the reader's, each with its light, and how many there are."""

    listed: list[tuple[Matter, SafeString]]
    count: int
    box: int = 0
    """How much lies in the boxes of the reader's units, uncollected."""
    news: tuple[tuple[Matter, str], ...] = ()
    """What the reader was told of matters and has not looked at, the newest first, in words."""
    replies: int = 0
    """How many voices that the reader signed have moved since they looked."""

    @property
    def said(self) -> list[str]:
        """Return the count as a phrase of the page's title; nothing where nothing waits."""
        if not self.count:
            return []
        return [ngettext("%(n)s 件事项等您办", "%(n)s 件事项等您办", self.count) % {"n": self.count}]


def waiting(reader: Account) -> Waiting:
    """Return what waits for the reader, the nearest term first."""
    if not door.may_anywhere(reader, Right.MATTER_READ):
        return Waiting([], 0, replies=following.unseen(reader))
    found = queries.needs_me(reader).select_related("lead")
    listed = [(one, light_tag(one)) for one in found[:SHOWN]]
    count = found.count() if len(listed) == SHOWN else len(listed)
    return Waiting(listed, count, collecting.waiting(reader).count, _news(reader), following.unseen(reader))


def _news(reader: Account) -> tuple[tuple[Matter, str], ...]:
    """Return the last that one was told of and has not looked at, each matter once, as far as it is still in view."""
    told = {one.matter: one for one in reversed(queries.unread(reader, SHOWN * SHOWN))}
    if not told:
        return ()
    seen = queries.seen(reader).filter(pk__in=told).order_by().in_bulk()
    last = sorted(((told[pk], matter) for pk, matter in seen.items()), key=lambda pair: -pair[0].number)
    return tuple((matter, step_words(WORKFLOWS[matter.workflow], step.deed)) for step, matter in last[:SHOWN])
