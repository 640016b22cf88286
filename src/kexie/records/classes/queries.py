"""Which classes and enrolments somebody may see: the organiser's, their own unit's, and one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reach, reached, tops
from kexie.records.activities.models import Activity
from kexie.records.classes.models import Certificate, Enrolment, ModuleRoll, Quota, TrainingClass
from kexie.records.classes.rules import Lesson
from kexie.records.people.models import Person
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

WHY = "the reader's own rule applies, see queries.seen"
LIVE = (Activity.Status.PLANNED, Activity.Status.HELD)


def sending(by: Account) -> set[int] | None:
    """Return the units on whose places the actor may draw: those below their posts and above; ``None``: any."""
    inside = reached(by, Right.ACTIVITY_RECORD)
    if inside is None:
        return None
    found = set(inside)
    for line, units in tops(by, Right.ACTIVITY_RECORD).items():
        whole = tree(TreeOn.now(line))
        found |= {one for unit in units for one in whole.path(unit)}
    return found


def seen(by: Account) -> QuerySet[TrainingClass]:
    """Return the classes that somebody may see: hosted in reach, or with places for a unit that they send from."""
    hosted = door.seen(by, Right.RECORD_READ, TrainingClass).values("pk")
    units = sending(by)
    rows = TrainingClass.objects.knowing(WHY)
    if units is None:
        return rows
    mine = Quota.objects.filter(unit__in=units, training__activity__status__in=LIVE).values("training")
    return rows.filter(Q(pk__in=hosted) | Q(pk__in=mine))


def one(by: Account, code: str) -> TrainingClass:
    """Return the class of an activity's code; raise ``Forbidden`` as if it did not exist where it is not seen."""
    found = seen(by).filter(activity__code=code).select_related("activity__unit").first()
    if found is None:
        raise Forbidden(_("没有这个班，或您无权查看。"))
    return found


def organises(by: Account, training: TrainingClass) -> bool:
    """Tell whether somebody organises a class: they record for its leading host."""
    return door.may(by, Right.ACTIVITY_RECORD, training.activity.unit)


def enrolments(by: Account, training: TrainingClass) -> QuerySet[Enrolment]:
    """Return the enrolments of a class that somebody may read with names: all as a host, else those their units sent.

    Nobody else reads any: to look up a roster one must be its organiser, the sending unit, or the person themselves.
    """
    rows = Enrolment.objects.knowing(WHY).filter(training=training)
    hosts = training.activity.hosts.values_list("unit_id", flat=True)
    if not any(door.may(by, Right.ROSTER_READ, unit) for unit in hosts):
        rows = rows.filter(reach(by, Right.ROSTER_READ))
    return rows.select_related("unit", "quota__unit").order_by("order")


def enrolment(by: Account, training: TrainingClass, number: int) -> Enrolment:
    """Return one enrolment that somebody may read, else raise ``Forbidden`` as if it did not exist."""
    found = enrolments(by, training).filter(pk=number).first()
    if found is None:
        raise Forbidden(_("没有这条报名，或您无权查看。"))
    return found


def own(by: Account) -> Sequence[Enrolment]:
    """Return where the asking person is or was enrolled, newest first; nobody can ask for another's."""
    person = Person.objects.knowing("whoever asks reads their own").filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        return []
    rows = Enrolment.objects.knowing("whoever asks reads their own").filter(subject=person.pseudonym)
    return list(
        rows.select_related("training__activity__unit", "unit").order_by("-training__activity__starts_on", "-pk")
    )


def people(rows: Iterable[Enrolment]) -> dict[int, Person]:
    """Return the people of enrolments that the reader was let in to, by pseudonym; the erased are not among them."""
    subjects = {row.subject for row in rows}
    found = Person.objects.knowing("names on enrolments that the reader may read").filter(pseudonym__in=subjects)
    return {person.pseudonym: person for person in found}


def counts(training: TrainingClass) -> dict[int, dict[str, int]]:
    """Return by quota how many are placed and waiting."""
    found: dict[int, dict[str, int]] = {}
    rows = Enrolment.objects.knowing("numbers only").filter(training=training)
    for quota, state, number in rows.values_list("quota", "state").annotate(n=Count("pk")).order_by():
        found.setdefault(quota, {})[state] = number
    return found


def there(training: TrainingClass) -> dict[int, tuple[int, int]]:
    """Return by module how many were there, of how many on its roster."""
    rows = ModuleRoll.objects.knowing("numbers only").filter(module__training=training).values_list("module").order_by()
    present = Count("pk", filter=Q(status=ModuleRoll.Status.PRESENT))
    return {module: (there, listed) for module, there, listed in rows.annotate(there=present, listed=Count("pk"))}


def lessons(training: TrainingClass) -> list[Lesson]:
    """Return the modules of a class as completion sees them, in their order."""
    rows = training.modules.order_by("on", "begins", "order")
    return [Lesson(pk, hours, required) for pk, hours, required in rows.values_list("pk", "hours", "required")]


def certificate(code: str) -> Certificate | None:
    """Return the certificate of a code, however it was typed; ``None``: there is none.

    Its code is its key: whoever holds the paper may check it, and learns nothing that is not printed on it.
    """
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    rows = Certificate.objects.knowing("whoever holds the code may check it")
    rows = rows.select_related("enrolment__training__activity__unit", "enrolment__unit")
    return rows.filter(code=plain).first() if plain else None
