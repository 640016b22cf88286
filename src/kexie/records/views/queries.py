"""Which views somebody sees: their own, and those that are shared with a unit of theirs or one above it."""

from __future__ import annotations

from django.db.models import Q

from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, posts_with
from kexie.records.book.guarded import GuardedQuerySet
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.records.views.models import SavedView


def visible(reader: Account) -> GuardedQuerySet[SavedView]:
    """Return the views that somebody sees, by name; an owner of the house sees every shared one."""
    told = SavedView.objects.knowing("own views and those shared with the reader's units").select_related(
        "unit", "owner"
    )
    if has_all(reader):
        return told.filter(Q(owner=reader) | Q(unit__isnull=False))
    above = {
        unit
        for post in posts_with(reader, Right.FIGURE_READ)
        for unit in tree(TreeOn.now(post.line)).path(post.unit_id)
    }
    shared = Q(unit__in=above) if above else Q(pk__in=[])
    return told.filter(Q(owner=reader) | shared)


def on_home(reader: Account) -> list[SavedView]:
    """Return the reader's own views that stand on Home, by name."""
    # as plain SQL: it is asked whenever somebody comes home, and to make it from the model takes longer than to ask it
    sql = "SELECT * FROM records_savedview WHERE owner_id = %s AND on_home ORDER BY name, id"
    return list(SavedView.objects.knowing("own views").raw(sql, [reader.pk]))
