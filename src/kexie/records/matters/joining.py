"""What ties units and matters together: countersigning, linking, merging, and moving along with a unit that goes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.actions import fresh, note, stand, touch
from kexie.records.matters.models import Concerned, Link, Matter
from kexie.records.matters.parts import mover, number_of
from kexie.records.matters.posting import post
from kexie.records.matters.workflow import End, Part, Stage
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.structure.handover import Handover
from kexie.records.units.models import Unit

NEXT = "finding what is linked"


def countersign(matter: Matter, unit: Unit, *, by: Account, version: int) -> None:
    """Countersign for a unit that must (会签)."""
    door.demand(by, Right.MATTER_WORK, unit)
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        rows = Concerned.objects.filter(matter=current, unit=unit, role=Concerned.Role.SIGN, signed_on=None)
        if current.end != End.OPEN or not rows.update(signed_on=today()):
            raise Refused(_("“%(unit)s”没有要会签的。") % {"unit": unit.name})
        touch(current)
        write([Deed("countersign", "matter", str(current.pk), unit=unit.pk)], by=by.pk)
        note(current, "countersign", current.stage, {"unit": unit.pk}, by=by.pk, who=number_of(by))


def add_unit(matter: Matter, unit: Unit, *, role: str, by: Account, version: int) -> None:
    """Let one more unit assist or countersign; only the issuer may."""
    with transaction.atomic():
        lock()
        current = _as_issuer(matter, by, version)
        if role not in {Concerned.Role.ASSIST, Concerned.Role.SIGN}:
            raise Refused(_("只能增加协办或会签单位。"))
        row, made = Concerned.objects.get_or_create(matter=current, unit=unit, role=role)
        if not made:
            raise Refused(_("“%(unit)s”已经是%(role)s单位。") % {"unit": unit.name, "role": row.get_role_display()})
        touch(current)
        write([Deed("concern", "matter", str(current.pk), unit=unit.pk, body={"role": role})], by=by.pk)
        note(current, "concern", current.stage, {"unit": unit.pk, "role": role}, by=by.pk, who=number_of(by))
        post([current.pk], by=by.pk)


def _as_issuer(matter: Matter, by: Account, version: int | None) -> Matter:
    current = fresh(matter, by=by, version=version)
    if Part.ISSUER not in mover(by, current).parts:
        raise Refused(_("要由交办单位来做。"))
    if current.end != End.OPEN:
        raise Refused(_("“%(title)s”已经结束；要改请先重新打开。") % {"title": current.title})
    return current


def link(matter: Matter, other: Matter, *, kind: str, by: Account, why: str = "") -> Link:
    """Link two matters that are alike, or of which one is the other come back (a closed one of a sister unit)."""
    if kind not in {Link.Kind.ALIKE, Link.Kind.AGAIN}:
        raise Refused(_("只能标为同类或再次发生；并入请用合并。"))
    with transaction.atomic():
        lock()
        one = fresh(matter, by=by, version=None)
        two = fresh(other, by=by, version=None)
        if Part.ISSUER not in mover(by, one).parts:
            raise Refused(_("要由交办单位来做。"))
        if one.pk == two.pk:
            raise Refused(_("一件事不能和它自己相连。"))
        made, new = Link.objects.get_or_create(matter=one, other=two, kind=kind, defaults={"note": why.strip()[:200]})
        if new:
            write(
                [Deed("link", "matter", str(one.pk), unit=one.unit_id, body={"other": two.pk, "kind": kind})], by=by.pk
            )
    return made


def merge(matter: Matter, into: Matter, *, by: Account, version: int) -> None:
    """Let one open matter go up in another of its kind (并案): it ends without being closed, and counts no more."""
    with transaction.atomic():
        lock()
        one, two = _as_issuer(matter, by, version), _as_issuer(into, by, None)
        if one.pk == two.pk or one.workflow != two.workflow:
            raise Refused(_("只能并入同一种类的另一件事。"))
        if Matter.objects.knowing(NEXT).filter(parent=one, end=End.OPEN).exists():
            raise Refused(_("它还有没办结的分办事项；请先办结或改挂。"))
        Link.objects.create(matter=one, other=two, kind=Link.Kind.MERGED)
        source = one.stage
        stand(one, _dropped(one), today())
        one.version += 1
        one.save(force_update=True)
        have = set(Concerned.objects.filter(matter=two).values_list("unit_id", flat=True))
        new = [unit for unit in dict.fromkeys(one.concerned.values_list("unit_id", flat=True)) if unit not in have]
        Concerned.objects.bulk_create([Concerned(matter=two, unit_id=u, role=Concerned.Role.ASSIST) for u in new])
        touch(two)
        write([Deed("merge", "matter", str(one.pk), unit=one.unit_id, body={"into": two.pk})], by=by.pk)
        note(one, "merge", source, {"into": two.pk}, by=by.pk, who=number_of(by))
        note(two, "merged_in", two.stage, {"other": one.pk}, by=by.pk, who=number_of(by))
        post([one.pk, two.pk], by=by.pk)


def merged_into(matter: Matter) -> Matter:
    """Return the matter in which one lives on: itself, or the one it was merged into, however often."""
    seen = {matter.pk}
    while True:
        link_ = Link.objects.filter(matter=matter, kind=Link.Kind.MERGED).select_related("other").first()
        if link_ is None or link_.other_id in seen:
            return matter
        matter = link_.other
        seen.add(matter.pk)


def _dropped(matter: Matter) -> Stage:
    return next(stage for stage in WORKFLOWS[matter.workflow].stages if stage.end is End.DROPPED)


def inherit(what: Handover) -> None:
    """Move open matters along when a unit goes up in another: their history stays, whoever waits is found anew."""
    mine = Q(unit=what.old) | Q(lead=what.old) | Q(waits_unit=what.old) | Q(concerned__unit=what.old)
    found = Matter.objects.knowing("open work moves along").filter(mine, end=End.OPEN).distinct()
    for matter in found.order_by("pk"):
        for name in ("unit_id", "lead_id", "waits_unit_id"):
            if getattr(matter, name) == what.old.pk:
                setattr(matter, name, what.new.pk)
        matter.version += 1
        matter.save(force_update=True)
        _inherit_concerns(matter, what)
        matter.measures.filter(unit=what.old, done_on=None).update(unit=what.new)
        body = {"old": what.old.pk, "new": what.new.pk}
        note(matter, "inherited", matter.stage, body, by=what.by.pk, who=number_of(what.by))
        post([matter.pk], by=what.by.pk)


def _inherit_concerns(matter: Matter, what: Handover) -> None:
    have = set(Concerned.objects.filter(matter=matter, unit=what.new).values_list("role", flat=True))
    for row in Concerned.objects.filter(matter=matter, unit=what.old):
        if row.role in have:
            row.delete()
        else:
            row.unit = what.new
            row.save(force_update=True)
