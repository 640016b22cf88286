"""Questions about activities that need no reader's scope because they are asked by the one they are about."""

from __future__ import annotations

from collections.abc import Sequence

from kexie.records.access.models import Account
from kexie.records.activities.models import Attendance
from kexie.records.people.models import Person


def own_attendance(by: Account) -> Sequence[Attendance]:
    """Return on which rosters the asking person stands, newest first; nobody can ask for another person's.

    What one person attended is shown to that person, and per meeting to its organiser (DOMAIN §4, C10): there is no
    argument for whose attendance is meant, so no page, export or command can gather somebody else's.
    """
    person = Person.objects.knowing("whoever asks reads their own").filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        return []
    rows = Attendance.objects.knowing("whoever asks reads their own").filter(subject=person.pseudonym)
    rows = rows.filter(activity__names_gone_on__isnull=True)
    return list(rows.select_related("activity", "activity__unit", "unit").order_by("-on", "-pk"))
