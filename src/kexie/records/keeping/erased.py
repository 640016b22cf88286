"""Doing again what the list of erasures says, after an older state was put in place."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from kexie.records.files.actions import path_of
from kexie.records.files.models import AttachmentKey
from kexie.records.people.erasures import FILE, PERSON, Erased
from kexie.records.people.models import Person
from kexie.records.structure.actions import forget_person


def replay(erased: Iterable[Erased]) -> int:
    """Erase again every listed person and file that is there; return how many were. Figures stay what they are."""
    told = list(dict.fromkeys(erased))
    people = {one.which for one in told if one.what == PERSON}
    files = {str(one.which) for one in told if one.what == FILE}
    with transaction.atomic():
        back = [
            person
            for person in Person.objects.knowing("what was erased stays erased").order_by("pk")
            if person.pseudonym in people
        ]
        for person in back:
            forget_person(person, by=0)
        keys = [
            key
            for key in AttachmentKey.objects.select_related("attachment").order_by("pk")
            if key.attachment.digest in files
        ]
        for key in keys:
            digest = key.attachment.digest
            key.delete()
            transaction.on_commit(lambda digest=digest: path_of(digest).unlink(missing_ok=True))  # type: ignore[misc]
    return len(back) + len(keys)
