"""The shorter lists that are searched too, without an index: what bears every word is read from the rows in view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.kit.bigrams import holds, runs
from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Material
from kexie.records.inspections import queries as inspections
from kexie.records.inspections.models import BodyDecision
from kexie.records.issues import queries as issues
from kexie.records.meetings import queries as meetings
from kexie.records.plans.models import Goal
from kexie.records.plans.queries import layout_on
from kexie.records.speakers import queries as lectures
from kexie.records.speakers.models import PoolSpeaker
from kexie.records.visits import queries as visits
from kexie.records.voices.models import Digest

DEEPEST: Final = 500
"""So many rows that may bear the words are read at most."""


@dataclass(frozen=True, slots=True)
class Small:
    """A list of some thousand rows at most; ``fields``: what is found, the first names a row; ``code`` leads to it."""

    slug: str
    title: str | Promise
    seen: Callable[[Account | None], QuerySet[Any]]
    fields: tuple[str, ...]
    code: str = "code"

    def find(self, text: str, *, actor: Account | None, most: int) -> list[Any]:
        """Return the first rows in the actor's view that hold every word."""
        asked = Q()
        for word in runs(text):
            asked &= reduce(lambda one, other: one | other, (Q(**{f"{name}__icontains": word}) for name in self.fields))
        rows = self.seen(actor).filter(asked)[:DEEPEST] if asked else []
        return [row for row in rows if holds("\n".join(self.said(row, name) for name in self.fields), text)][:most]

    def said(self, row: Model, name: str = "") -> str:
        """Return what a row says in a field (a path with two underscores); without one, its name."""
        return str(reduce(getattr, (name or self.fields[0]).split("__"), row))


def _goals(actor: Account | None) -> QuerySet[Goal]:
    layout = layout_on(today()) if door.may_anywhere(actor, Right.UNIT_READ) else None
    return Goal.objects.filter(version=layout.version).order_by("place") if layout is not None else Goal.objects.none()


def _materials(actor: Account | None) -> QuerySet[Material]:
    return door.seen(actor, Right.RECORD_READ, Material).filter(withdrawn=False).select_related("unit").order_by("-pk")


def _speakers(actor: Account | None) -> QuerySet[PoolSpeaker]:
    return door.seen(actor, Right.RECORD_READ, PoolSpeaker).select_related("unit").order_by("withdrawn", "code")


def _digests(actor: Account | None) -> QuerySet[Digest]:
    return door.seen(actor, Right.MATTER_READ, Digest).select_related("unit").order_by("-pk")


def _decisions(actor: Account | None) -> QuerySet[BodyDecision]:
    return door.seen(actor, Right.MATTER_READ, BodyDecision).select_related("unit").order_by("-held_on", "-pk")


SMALL: Final[dict[str, Small]] = {
    one.slug: one
    for one in (
        Small("meetings", _("调度会"), meetings.seen, ("activity__title", "code", "minutes")),
        Small(
            "inspections",
            _("巡察"),
            lambda actor: inspections.seen(actor).order_by("-round__since", "pk"),
            ("unit__name", "round__name", "round__term__name", "round__topic"),
            "pk",
        ),
        Small("body_decisions", _("领导班子决策"), _decisions, ("title", "body", "resolution"), "pk"),
        Small("digests", _("建议专报"), _digests, ("title", "code", "text")),
        Small("goals", _("目标"), _goals, ("name_zh", "name_en", "sentence", "code")),
        Small("drafts", _("文稿"), issues.drafts, ("title", "code", "text")),
        Small(
            "issued",
            _("签发的文稿"),
            lambda actor: issues.issues(actor).select_related("report"),
            ("report__title", "report__code"),
            "position",
        ),
        Small("materials", _("材料"), _materials, ("title", "url"), "pk"),
        Small("speakers", _("宣讲人才"), _speakers, ("label", "code", "fields")),
        Small("lectures", _("点单"), lectures.seen, ("title", "code", "place")),
        Small("visits", _("走访"), visits.seen, ("activity__title", "activity__code", "whom"), "activity__code"),
    )
}


def find_small(text: str, *, actor: Account | None, most: int) -> dict[str, list[Any]]:
    """Return, by list, the first rows in the actor's view that hold every word; an empty question finds none."""
    kept = _kept() if runs(text) else frozenset[str]()
    return {slug: one.find(text, actor=actor, most=most) if slug in kept else [] for slug, one in SMALL.items()}


def _kept() -> frozenset[str]:
    """Return the lists that have any row at all, asked for at once: most houses leave some of these rooms empty."""
    tables = ", ".join(
        f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(one.seen(None).model._meta.db_table)})"  # noqa: SLF001 - Django's own name
        for one in SMALL.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {tables}")
        return frozenset(slug for slug, some in zip(SMALL, cursor.fetchone(), strict=True) if some)
