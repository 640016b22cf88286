"""What the association that this deployment serves has set for itself: reading it, and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.history.actions import Deed, write
from kexie.records.structure.choices import BY_KEY, COLUMNS, SETTINGS, read
from kexie.records.units.models import Association


def own() -> Association:
    """Return the one row, kept or not."""
    # as plain SQL: it is asked for every page, and to make it from the model takes longer than to ask it
    found = Association.objects.raw("SELECT * FROM records_association WHERE id = 1")
    return next(iter(found), None) or Association(pk=1)


def chosen(association: Association | None = None) -> dict[str, str]:
    """Return every setting by key, in the order of the page; empty: the default holds."""
    row = association or own()
    return {one.key: getattr(row, one.key) if one.key in COLUMNS else _text(row, one.key) for one in SETTINGS}


def zone_of(association: Association) -> ZoneInfo | None:
    """Return the time zone that the association has chosen; ``None``: that of the deployment (``KEXIE_ZONE``)."""
    named = _text(association, "zone")
    return ZoneInfo(named) if named else None


def _text(row: Association, key: str) -> str:
    return str((row.chosen or {}).get(key, ""))


def describe(*, by: Account, **given: str) -> None:
    """Set some of the settings (``choices.SETTINGS``), all or none; owners only. Empty: back to the default.

    Raises ``Refused`` with a sentence for each that cannot be: an unknown one, a value that cannot be read, one that
    the limits forbid (naming the article).
    """
    door.demand_owner(by)
    after: dict[str, str] = {}
    wrong: list[str] = []
    for key, value in given.items():
        try:
            after[key] = read(key, value)
        except Refused as refusal:
            titled = BY_KEY[key].title if key in BY_KEY and len(given) > 1 else ""
            wrong += (
                [_("%(title)s：%(line)s") % {"title": titled, "line": line} for line in refusal.lines]
                if titled
                else [*refusal.lines]
            )
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        row, _made = Association.objects.select_for_update().get_or_create(pk=1)
        stands = chosen(row)
        changed = {key: value for key, value in after.items() if stands[key] != value}
        if not changed:
            return
        for key in COLUMNS:
            setattr(row, key, changed.get(key, stands[key]))
        row.chosen = {key: value for key, value in (stands | changed).items() if key not in COLUMNS and value}
        row.save()
        before = {key: stands[key] for key in changed}
        write([Deed("describe", "association", "1", body={"before": before, "after": changed})], by=by.pk)


def mark(step: str, *, by: Account) -> None:
    """Keep that a step of the first hour was taken (or ``done``: the list is put away); owners only."""
    door.demand_owner(by)
    with transaction.atomic():
        row, _made = Association.objects.select_for_update().get_or_create(pk=1)
        steps: Mapping[str, bool] = row.first_steps or {}
        if not steps.get(step):
            row.first_steps = {**steps, step: True}
            row.save()
            write([Deed("step", "association", "1", body={"step": step})], by=by.pk)
