"""Need to know: a confidential matter is opened to one more person by somebody of the issuing unit who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.actions import fresh, note, touch
from kexie.records.matters.models import Matter, Reader
from kexie.records.matters.parts import mover
from kexie.records.matters.workflow import Part
from kexie.records.people.models import Person


def name_readers(matter: Matter, people: Sequence[Person], *, by: Account, version: int) -> int:
    """Name people who need to know a confidential matter; return how many are new. Nobody is named by an outsider."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        if not current.confidential:
            raise Refused(_("没有标为涉密范围的事项不用指定知悉人。"))
        who = mover(by, current)
        if Part.ISSUER not in who.parts:
            raise Refused(_("要由交办单位来做。"))
        if not people:
            raise Refused(_("请写明由谁知悉。"))
        have = set(Reader.objects.filter(matter=current).values_list("person_id", flat=True))
        new = [person for person in dict.fromkeys(people) if person.pk not in have]
        Reader.objects.bulk_create(Reader(matter=current, person=person) for person in new)
        touch(current)
        deeds = [
            Deed("reader", "matter", str(current.pk), unit=current.unit_id, subject=person.pseudonym) for person in new
        ]
        write(deeds, by=by.pk)
        if new:
            note(current, "reader", current.stage, {"readers": len(new)}, by=by.pk, who=who.who)
    return len(new)
