"""What the association that this deployment serves sets for itself."""

from __future__ import annotations

from django.db import transaction

from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.history.actions import Deed, write
from kexie.records.units.models import Association


def describe(*, name: str, opening_period: str, by: Account) -> None:
    """Set the association's name and the period that pages open with (as typed, empty: this year); owners only."""
    door.demand_owner(by)
    with transaction.atomic():
        old = Association.objects.filter(pk=1).first() or Association()
        before = {"name": old.name, "opening_period": old.opening_period}
        after = {"name": name, "opening_period": opening_period}
        if before == after:
            return
        Association.objects.update_or_create(pk=1, defaults=after)
        write([Deed("describe", "association", "1", body={"before": before, "after": after})], by=by.pk)
