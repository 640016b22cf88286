"""Keeping visits: record one, write down what was heard and promised, go through a check-list, follow up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.private import private
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.models import Matter
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.units.models import Unit
from kexie.records.visits.checklists import CHECKLISTS
from kexie.records.visits.models import Visit, VisitCheck, VisitNote, Went

KIND: Final = "visit"
PROMISE: Final = "promise"
WHY: Final = "keeping a visit"


@dataclass(frozen=True, slots=True)
class Heard:
    """A line to be written down; ``by_role``: who promised it (then it is one), ``unit`` does it until ``due``."""

    text: str
    by_role: str = ""
    unit: Unit | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What somebody says of a visit, see ``Visit``. Of an ``activity`` that stands already only what is beside it."""

    code: str
    title: str
    unit: Unit
    starts_on: date
    purpose: str
    whom: str
    ends_on: date | None = None
    place: Unit | None = None
    where: str = ""
    consent: str = "unasked"
    went: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = ()
    checklist: str = ""
    goals: tuple[str, ...] = ()
    origin: str = "live"
    checked: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def draft(self) -> Draft:
        """Return the activity that the visit is."""
        last = self.ends_on or self.starts_on
        status = Activity.Status.HELD if self.starts_on <= today() else Activity.Status.PLANNED
        return Draft(
            code=self.code, kind=KIND, title=self.title, unit=self.unit, starts_on=self.starts_on, ends_on=last,
            status=status, place=self.where, goals=self.goals, origin=self.origin,
        )  # fmt: skip


def faults(said: NewVisit) -> list[str]:
    """Return what is wrong with a visit on its own, a sentence each."""
    found = _about_faults(said.purpose, said.consent, said.whom, said.went)
    if not said.title.strip() or not said.code.strip():
        found.append(_("请写编号和名称。"))
    if said.checklist and said.checklist not in CHECKLISTS:
        found.append(_("没有这张检查单。"))
    if said.place is None and not said.whom.strip():
        found.append(_("请写走访了谁（身份、人数）或哪个单位。"))
    wrong = activities.fault(said.draft())
    return [*found, *([wrong] if wrong else []), *line_faults(said.heard)]


def _about_faults(purpose: str, consent: str, whom: str, went: Sequence[str]) -> list[str]:
    found = []
    if purpose not in Visit.Purpose.values:
        found.append(_("请选走访的目的：走访慰问、调查研究或基层指导。"))
    if consent not in Visit.Consent.values:
        found.append(_("请选是否同意转达。"))
    if private(whom) or any(private(one) for one in went):
        found.append(_("只写身份和人数，不写电话、证件号或邮箱。"))
    return found


def line_faults(lines: Sequence[Heard]) -> list[str]:
    """Return what is wrong with lines to be written down."""
    found = []
    for line in lines:
        if not line.text.strip():
            found.append(_("请写听到了什么、答应了什么。"))
        if private(line.text) or private(line.by_role):
            found.append(_("“%(text)s”里有电话、证件号或邮箱；请去掉。") % {"text": line.text[:30]})
        if not line.by_role.strip() and (line.unit is not None or line.due is not None):
            found.append(_("答应的事要写明谁答应的（写身份）。"))
    return found


def record_visit(said: NewVisit, *, by: Account, activity: Activity | None = None) -> Visit:
    """Record a visit: one activity and what stands beside it; with ``activity`` only the latter.

    Raises ``Refused`` with a sentence for each thing wrong, also for an activity of another kind or described already.
    """
    unit = activity.unit if activity is not None else said.unit
    door.demand(by, Right.ACTIVITY_RECORD, unit)
    wrong = faults(said)
    if activity is not None and activity.kind != KIND:
        wrong.append(_("“%(title)s”不是走访活动。") % {"title": activity.title})
    if activity is not None and Visit.objects.knowing(WHY).filter(activity=activity).exists():
        wrong.append(_("“%(title)s”已经写过走访情况；请在那一页上改。") % {"title": activity.title})
    if wrong:
        raise Refused(wrong)
    with transaction.atomic():
        lock()
        held = activity if activity is not None else activities.record(said.draft(), by=by)
        return keep(held, said, by=by)


def keep(activity: Activity, said: NewVisit, *, by: Account) -> Visit:
    """Keep what stands beside an activity, in the caller's transaction and checked by the caller."""
    visit = Visit.objects.create(
        activity=activity, purpose=said.purpose, whom=said.whom.strip(), place=said.place, consent=said.consent,
        checklist=said.checklist,
    )  # fmt: skip
    Went.objects.bulk_create([Went(visit=visit, role=role, order=n) for n, role in enumerate(said.went)])
    _write_lines(visit, said.heard)
    _write_checks(visit, said.checked)
    write([Deed("record", "visit", str(visit.pk), unit=activity.unit_id)], by=by.pk)
    return visit


def _write_lines(visit: Visit, lines: Sequence[Heard]) -> None:
    kinds = VisitNote.Kind
    VisitNote.objects.bulk_create(
        VisitNote(
            visit=visit, kind=kinds.PROMISED if line.by_role.strip() else kinds.HEARD, text=line.text.strip(),
            by_role=line.by_role.strip(), unit=line.unit, due=line.due or DAY_MAX,
        )
        for line in lines
    )  # fmt: skip


def _write_checks(visit: Visit, checked: Mapping[str, tuple[str, str]]) -> None:
    VisitCheck.objects.filter(visit=visit).delete()
    VisitCheck.objects.bulk_create(
        VisitCheck(visit=visit, item=item, found=found, note=note.strip()[:300])
        for item, (found, note) in checked.items()
        if found
    )


@dataclass(frozen=True, slots=True)
class About:
    """What is changed of a visit beside its activity."""

    purpose: str
    whom: str
    consent: str
    place: Unit | None = None
    went: tuple[str, ...] = ()


def change_visit(visit: Visit, said: About, *, by: Account, version: int) -> Visit:
    """Change whom, which place, the purpose, who went, or whether it may be passed on."""
    wrong = _about_faults(said.purpose, said.consent, said.whom, said.went)
    if said.place is None and not said.whom.strip():
        wrong.append(_("请写走访了谁（身份、人数）或哪个单位。"))
    with transaction.atomic():
        fresh = _fresh(visit, by, version)
        if wrong:
            raise Refused(wrong)
        for name in ("purpose", "whom", "consent", "place"):
            setattr(fresh, name, getattr(said, name))
        Went.objects.filter(visit=fresh).delete()
        Went.objects.bulk_create([Went(visit=fresh, role=role, order=n) for n, role in enumerate(said.went)])
        return _kept(fresh, "change", by)


def note_down(visit: Visit, lines: Sequence[Heard], *, by: Account, version: int) -> Visit:
    """Write down what was heard or promised."""
    with transaction.atomic():
        fresh = _fresh(visit, by, version)
        wrong = line_faults(lines)
        if wrong or not lines:
            raise Refused(wrong or [_("请写听到了什么、答应了什么。")])
        _write_lines(fresh, lines)
        return _kept(fresh, "note", by)


def go_through(
    visit: Visit, checklist: str, checked: Mapping[str, tuple[str, str]], *, by: Account, version: int
) -> Visit:
    """Keep what a check-list found: by item (found, note); an item left empty was not looked at."""
    with transaction.atomic():
        fresh = _fresh(visit, by, version)
        if checklist not in CHECKLISTS:
            raise Refused(_("没有这张检查单。"))
        items = {item.slug for item in CHECKLISTS[checklist].items}
        if not checked.keys() <= items or any(f and f not in VisitCheck.Found.values for f, _note in checked.values()):
            raise Refused(_("检查单里没有这一项；请刷新后再填。"))
        fresh.checklist = checklist
        _write_checks(fresh, checked)
        return _kept(fresh, "check", by)


def follow_up(note: VisitNote, *, title: str, lead: Unit, due: date | None, by: Account) -> Matter:
    """Make a matter of a line in one step: it is seen through to an end that somebody else verifies.

    What was heard may only be passed on with consent. Raises ``Refused`` for a line that has its matter, or is settled.
    """
    with transaction.atomic():
        lock()
        fresh, visit = _line(note, by)
        if fresh.kind == VisitNote.Kind.HEARD and visit.consent != Visit.Consent.GIVEN:
            raise Refused(_("没有征得同意，听到的不能转成事项；征得同意后先在走访情况里记下。"))
        words = {"visit": visit.activity.code, "promised_on": visit.activity.starts_on.isoformat()}
        new = NewMatter(
            PROMISE, title.strip() or fresh.text[:200], visit.activity.unit, lead, text=_told(fresh), due=due,
            details=words, source=f"activity:{visit.activity_id}", origin=visit.activity.origin,
        )  # fmt: skip
        matter = open_matter(new, by=by)
        VisitNote.objects.filter(pk=fresh.pk).update(matter=matter)
        write([Deed("follow_up", "visit", str(visit.pk), unit=visit.activity.unit_id)], by=by.pk)
    return matter


def _told(note: VisitNote) -> str:
    head = _("%(who)s答应的：") % {"who": note.by_role} if note.by_role else _("走访时听到的：")
    return f"{head}{note.text}"


def settle(note: VisitNote, *, reason: str, by: Account) -> None:
    """Say why nothing has to follow from a line (已当场解决, 已有事项)."""
    with transaction.atomic():
        lock()
        fresh, visit = _line(note, by)
        door.demand(by, Right.ACTIVITY_RECORD, visit.activity.unit)
        if not reason.strip():
            raise Refused(_("请写明原因。"))
        VisitNote.objects.filter(pk=fresh.pk).update(settled=reason.strip()[:200])
        write([Deed("settle", "visit", str(visit.pk), unit=visit.activity.unit_id)], by=by.pk)


def _line(note: VisitNote, by: Account) -> tuple[VisitNote, Visit]:
    visit = door.get(by, Right.RECORD_READ, Visit, pk=note.visit_id)
    fresh = VisitNote.objects.get(pk=note.pk)
    if fresh.matter_id is not None:
        raise Refused(_("这一条已经立为事项。"))
    if fresh.settled:
        raise Refused(_("这一条已经了结：%(why)s") % {"why": fresh.settled})
    return fresh, visit


def _fresh(visit: Visit, by: Account, version: int) -> Visit:
    lock()
    fresh = door.get(by, Right.RECORD_READ, Visit, pk=visit.pk)
    door.demand(by, Right.ACTIVITY_RECORD, fresh.activity.unit)
    if fresh.version != version:
        said = {"title": fresh.activity.title}
        raise Refused(_("“%(title)s”刚被别人改过；您的改动没有保存，请核对后再存。") % said)
    return fresh


def _kept(visit: Visit, deed: str, by: Account) -> Visit:
    visit.version += 1
    visit.save(force_update=True)
    write([Deed(deed, "visit", str(visit.pk), unit=visit.activity.unit_id)], by=by.pk)
    return visit
