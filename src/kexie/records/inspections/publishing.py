"""The public version of an inspection: drafted without names, looked over by another, then published."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.inspections import rules
from kexie.records.inspections.going import fresh
from kexie.records.inspections.models import Inspection, PublicVersion
from kexie.records.ledger.queries import resolve
from kexie.records.matters.models import Matter, MatterMeasure
from kexie.records.matters.parts import number_of
from kexie.records.people.models import Person
from kexie.records.units.queries import below_ids

LONGEST = 20_000


def names_of(inspection: Inspection) -> list[str]:
    """Return the names that a public version must not bear: the team's, the unit's people, those responsible."""
    found = Matter.objects.knowing("whose names stay out").filter(source=inspection.source)
    numbers = set(inspection.round.team.values_list("person", flat=True))
    numbers |= {number for number in found.values_list("person", flat=True) if number is not None}
    measures = MatterMeasure.objects.filter(matter__in=found, person__isnull=False)
    numbers |= {number for number in measures.values_list("person", flat=True) if number is not None}
    people = Person.objects.knowing("whose names stay out")
    units = below_ids([inspection.unit_id]) | {inspection.round.unit_id}
    posted = people.filter(pk__in=Post.objects.filter(unit_id__in=units).values("person_id"))
    named = people.filter(pseudonym__in=numbers | set(resolve(numbers).values()))
    return list(named.values_list("name", flat=True)) + list(posted.values_list("name", flat=True))


def draft(inspection: Inspection, *, title: str, text: str, by: Account) -> PublicVersion:
    """Write or change the draft; whoever looked over an earlier wording has not looked over this one."""
    with transaction.atomic():
        lock()
        current = _mine(inspection, by)
        if current.fed_back_on is None:
            raise Refused(_("反馈以后才能写公开稿。"))
        _demand_clean(current, title, text)
        kept = PublicVersion.objects.filter(inspection=current).first()
        if kept is not None and kept.published_on is not None:
            raise Refused(_("公开稿已经发布；要改请先撤下。"))
        made = kept or PublicVersion(inspection=current, version=0)
        made.title, made.text, made.drafted_by = title.strip(), text.strip(), number_of(by)
        made.looked_by = made.looked_on = None
        made.version += 1
        made.save()
        write([Deed("public_draft", "inspection", str(current.pk), unit=current.round.unit_id)], by=by.pk)
    return made


def _mine(inspection: Inspection, by: Account) -> Inspection:
    current = fresh(inspection, by=by, version=None)
    door.demand(by, Right.MATTER_ISSUE, current.round.unit)
    return current


def _demand_clean(inspection: Inspection, title: str, text: str) -> None:
    wrong = []
    if not title.strip() or not text.strip():
        wrong.append(_("请写明标题和正文。"))
    if len(title.strip()) > 200 or len(text) > LONGEST:  # noqa: PLR2004 - the column's own length
        wrong.append(_("标题最多 200 字，正文最多 %(n)s 字。") % {"n": LONGEST})
    named = rules.names_in(title + text, names_of(inspection))
    if named:
        said = {"names": joined(named[:8])}
        wrong.append(_("公开稿里不能有人名，请删去：%(names)s。") % said)
    if wrong:
        raise Refused(wrong)


def look_over(public: PublicVersion, *, by: Account, version: int) -> None:
    """Say that one has read the whole draft and that it may be published; not whoever wrote it."""
    with transaction.atomic():
        lock()
        current = _current(public, by, version)
        if current.looked_by is not None:
            raise Refused(_("这一稿已经有人审看过。"))
        if current.drafted_by == number_of(by):
            raise Refused(_("公开稿要由写稿以外的人审看。"))
        _demand_clean(current.inspection, current.title, current.text)
        current.looked_by, current.looked_on = number_of(by), today()
        _kept(current, "public_looked", by)


def publish(public: PublicVersion, *, by: Account, version: int) -> None:
    """Publish a draft that another looked over: from now on anybody may read it, without a sign-in."""
    with transaction.atomic():
        lock()
        current = _current(public, by, version)
        if current.looked_by is None:
            raise Refused(_("还没有人审看；请先请写稿以外的人审看。"))
        if current.published_on is not None:
            raise Refused(_("已经发布。"))
        _demand_clean(current.inspection, current.title, current.text)
        current.published_on = today()
        _kept(current, "public_published", by)


def withdraw(public: PublicVersion, *, by: Account, version: int) -> None:
    """Take a published version off; it is a draft again, and has to be looked over anew."""
    with transaction.atomic():
        lock()
        current = _current(public, by, version)
        if current.published_on is None:
            raise Refused(_("还没有发布。"))
        current.published_on = current.looked_on = current.looked_by = None
        _kept(current, "public_withdrawn", by)


def _current(public: PublicVersion, by: Account, version: int) -> PublicVersion:
    current = PublicVersion.objects.select_related("inspection__round", "inspection__unit").get(pk=public.pk)
    _mine(current.inspection, by)
    if current.version != version:
        raise Refused(_("公开稿刚被别人改过；请核对后再做。"))
    return current


def _kept(public: PublicVersion, deed: str, by: Account) -> None:
    public.version += 1
    public.save(force_update=True)
    unit = public.inspection.round.unit_id
    write([Deed(deed, "inspection", str(public.inspection_id), unit=unit)], by=by.pk)
