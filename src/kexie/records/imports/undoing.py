"""Undoing an import: what it made is reversed if nothing later stands on it; else it is said what does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.bulk import uncollected
from kexie.kit.clock import now
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES
from kexie.records.access.scope import has_all, reached
from kexie.records.activities import taking_back as activities
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.history.models import HistoryDetail, HistoryEvent
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun
from kexie.records.imports.standing import NAMED, UNDOABLE, WHY, Batch, batch_of, later
from kexie.records.ledger.models import Closing
from kexie.records.people.models import Membership, Person
from kexie.records.structure import actions as structure
from kexie.records.structure import taking_back as units
from kexie.records.units.models import Unit


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import does (or would do): phrases, what stands in the way, and what to know besides."""

    does: tuple[str, ...]
    against: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.against


def may_undo(run: ImportRun, who: Account) -> bool:
    """Tell whether somebody may undo an import: who brought it and still holds the right, or an owner."""
    return has_all(who) or (run.by == who.pk and door.may_anywhere(who, LISTS[run.of_list].right))


@uncollected()
def undo(run: ImportRun, *, by: Account, dry_run: bool = False) -> Undoing:
    """Undo an import in one transaction; ``dry_run`` does it and takes it back, and says what it would do.

    Raises ``Forbidden`` for somebody who may not, ``Refused`` where it cannot be done (not dry): once undone, not of a
    list that can be undone, or something later stands on it; each thing in the way is a sentence.
    """
    if not may_undo(run, by):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[LISTS[run.of_list].right]})
    with transaction.atomic():
        lock()  # nobody builds on it between the look and the deed
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        batch = batch_of(fresh)
        against = _against(fresh, batch, by)
        if against and not dry_run:
            raise Refused(against)
        told = Undoing(tuple(batch.said()), tuple(against), tuple(_notes(fresh)))
        if against:
            return told
        _STEPS[fresh.of_list](fresh, batch, by)
        fresh.state = ImportRun.State.UNDONE
        fresh.undone_at, fresh.undone_by = now(), by.pk
        fresh.save(update_fields=["state", "undone_at", "undone_by"])
        write([Deed("undo", "import", str(fresh.pk))], by=by.pk)
        if dry_run:
            transaction.set_rollback(True)
    return told


def _against(run: ImportRun, batch: Batch, by: Account) -> list[str]:
    """Return what stands in the way, a sentence each."""
    if run.state == ImportRun.State.UNDONE:
        return [_("这次导入已经撤销过了。")]
    if run.state != ImportRun.State.DONE:
        return [_("这张表还没有导入，没有什么可撤销；放弃就行。")]
    if run.of_list not in UNDOABLE:
        said = {"title": LISTS[run.of_list].title}
        return [_("“%(title)s”按版本保存，不整批撤销；请把改好的表再导一遍，新的一版从今天起算。") % said]
    if run.first_event is None:
        return [_("这次导入是老版本做的，没有记下它写了哪些；请逐条更正。")]
    reach = reached(by, LISTS[run.of_list].right)
    if reach is not None and any(event.unit is not None and event.unit not in reach for event in batch.events):
        return [_("这次导入里有您现在管不到的单位；请系统负责人来撤销。")]
    return [*_beyond(run, batch), *later(run, batch)]


def _beyond(run: ImportRun, batch: Batch) -> list[str]:
    """Say what an import of units did to units that were there before and cannot be put back as a whole."""
    if run.of_list != "units":
        return []
    opened = set(batch.things("open"))
    told = []
    for deed in ("redate", "hang", "group"):
        others = [one for one in batch.things(deed) if one not in opened]
        sentence = _("它改了原有单位 %(name)s 的起止、隶属或分组；请在组织里逐个更正。")
        told += [sentence % {"name": unit.code} for unit in Unit.objects.filter(pk__in=others[:NAMED])]
    return told


def _notes(run: ImportRun) -> list[str]:
    if run.kept_at is None:
        return []
    closed = Closing.objects.filter(recorded_at__gt=run.kept_at).order_by("month").values_list("month", flat=True)
    return [
        _("%(month)s 已结账：撤销以后，那些数显示为更正，早先所知的不变。") % {"month": f"{one:%Y-%m}"}
        for one in closed
    ]


def _units(run: ImportRun, batch: Batch, by: Account) -> None:
    del run
    opened = batch.things("open")
    for event in reversed(batch.by_deed.get("change", [])):
        if int(event.thing) not in set(opened):
            unit = Unit.objects.get(pk=int(event.thing))
            structure.change_unit(unit=unit, by=by, **_body(event)["before"])
    if opened:
        units.withdraw_units(opened, by=by)


def _people(run: ImportRun, batch: Batch, by: Account) -> None:
    registered = batch.things("register")
    new = set(Person.objects.knowing(WHY).filter(pk__in=registered).values_list("pseudonym", flat=True))
    for event in reversed(batch.by_deed.get("rename", [])):
        person = Person.objects.knowing(WHY).filter(pk=int(event.thing)).first()
        if person is not None:
            structure.rename(person=person, by=by, **_body(event)["before"])
    moved = [subject for subject in batch.things("join") if subject not in new]
    facts: dict[int, list[Membership]] = {}
    if moved and run.kept_at is not None:
        first, last = run.undoing.get("lines", (0, -1))
        for fact in Membership.objects.filter(subject__in=moved, position__range=(first, last)).order_by("position"):
            facts.setdefault(fact.subject, []).append(fact)
        units.rehome_as_before(facts, by=by)
    if registered:
        units.unregister(registered, by=by)


def _posts(run: ImportRun, batch: Batch, by: Account) -> None:
    days: dict[int, date | None] = {}
    for post in batch.things("appoint"):
        earlier = HistoryEvent.objects.filter(noun="post", thing=str(post), number__lt=run.first_event)
        last = earlier.filter(deed="appoint").order_by("-number").first()
        told = HistoryDetail.objects.filter(event=last).first() if last is not None else None
        days[post] = date.fromisoformat(str(told.body["until"])) if told is not None else None
    units.unappoint(days, by=by)


def _activities(run: ImportRun, batch: Batch, by: Account) -> None:
    new = batch.things("record")
    before = {int(event.thing): _body(event).get("before", {}) for event in batch.by_deed.get("change", [])}
    if before:
        activities.put_back(before, by=by)
    if new:
        activities.cancel_many(new, reason=_("撤销导入：%(name)s") % {"name": run.name or run.pk}, by=by)


def _attendance(run: ImportRun, batch: Batch, by: Account) -> None:
    del run
    kept: dict[int, list[dict[str, Any]]] = {}
    for event in batch.by_deed.get("roster", []):
        kept.setdefault(int(event.thing), []).append(_body(event))
    activities.take_back_rosters(kept, by=by)


def _body(event: HistoryEvent) -> dict[str, Any]:
    told = HistoryDetail.objects.filter(event=event).first()
    return dict(told.body) if told is not None else {}


_STEPS: Final[dict[str, Callable[[ImportRun, Batch, Account], None]]] = {
    "units": _units,
    "people": _people,
    "posts": _posts,
    "activities": _activities,
    "attendance": _attendance,
}
