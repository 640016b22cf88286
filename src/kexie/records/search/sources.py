"""What is searched: one line a noun. Who may see what is the door's word alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter
from kexie.records.units.models import Unit


@dataclass(frozen=True, slots=True)
class Source:
    """A noun that is searched.

    ``number`` names its rows in the index (``walls.TABLES``); ``fields`` are what is found; ``seen`` gives the rows in
    an actor's view; ``order`` how hits stand, by the words asked for.
    """

    number: int
    slug: str
    title: str | Promise
    model: type[Model]
    fields: tuple[str, ...]
    seen: Callable[[Account | None], QuerySet[Any]]
    order: Callable[[str], tuple[Any, ...]]

    def text(self, row: Model) -> str:
        """Return everything that a record is found by."""
        return "\n".join(str(getattr(row, name)) for name in self.fields)


def _exact(*names: str) -> Callable[[str], Case]:
    """Return an order in which rows that are named exactly so stand first."""

    def ordered(text: str) -> Case:
        same = Q(pk__in=[])
        for name in names:
            same |= Q(**{f"{name}__iexact": text})
        return Case(When(same, then=Value(0)), default=Value(1), output_field=IntegerField())

    return ordered


def _activities(actor: Account | None) -> QuerySet[Activity]:
    return door.seen(actor, Right.RECORD_READ, Activity).exclude(status=Activity.Status.MERGED).select_related("unit")


SOURCES: Final[dict[str, Source]] = {
    source.slug: source
    for source in (
        Source(
            1,
            "units",
            _("单位"),
            Unit,
            ("name", "code"),
            lambda actor: door.units(actor, Right.UNIT_READ),
            lambda text: (_exact("name", "code")(text), "pk"),
        ),
        Source(
            2,
            "activities",
            _("活动"),
            Activity,
            ("title", "code", "place", "series", "minutes"),
            _activities,
            lambda text: (_exact("title", "code")(text), "-starts_on", "-pk"),
        ),
        Source(
            3,
            "matters",
            _("事项"),
            Matter,
            ("title", "code", "text", "result"),
            lambda actor: door.seen(actor, Right.MATTER_READ, Matter).select_related("lead"),
            lambda text: (_exact("title", "code")(text), "-pk"),
        ),
    )
}
BY_NUMBER: Final = {source.number: source for source in SOURCES.values()}
