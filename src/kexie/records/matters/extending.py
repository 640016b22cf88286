"""More time (延期): asked for before the due day, decided by the issuer, always in view."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters import rules
from kexie.records.matters.actions import fresh, note, touch
from kexie.records.matters.doing import demand_doing
from kexie.records.matters.models import Extension, Matter
from kexie.records.matters.parts import mover
from kexie.records.matters.posting import post
from kexie.records.matters.workflow import Part


def ask_extension(matter: Matter, *, new_due: date, reason: str, by: Account, version: int) -> Extension:
    """Ask for more time; raise ``Refused`` once the due day has passed, or while another request is undecided."""
    with transaction.atomic():
        lock()
        current = fresh(matter, by=by, version=version)
        who = demand_doing(current, by=by)
        wrong = rules.extension_fault(today=today(), due=current.due, new_due=new_due, reason=reason)
        if wrong is None and current.extensions.filter(state=Extension.State.ASKED).exists():
            wrong = _("已有一个延期申请等待决定。")
        if wrong is not None:
            raise Refused(wrong)
        asked = Extension.objects.create(
            matter=current,
            asked_on=today(),
            who=who.who,
            reason=reason.strip()[:500],
            old_due=current.due,
            new_due=new_due,
        )
        touch(current)
        body = {"new_due": new_due.isoformat(), "reason": reason.strip()}
        write([Deed("extension", "matter", str(current.pk), unit=current.unit_id, body=body)], by=by.pk)
        note(current, "extension", current.stage, {"extension": asked.pk}, by=by.pk, who=who.who)
    return asked


def decide_extension(asked: Extension, *, grant: bool, note_text: str, by: Account, version: int) -> Matter:
    """Grant or refuse more time; a refusal says why. Whoever asked does not decide."""
    with transaction.atomic():
        lock()
        current = fresh(asked.matter, by=by, version=version)
        who = mover(by, current)
        if Part.ISSUER not in who.parts:
            raise Refused(_("延期要由交办单位决定。"))
        if who.who == asked.who:
            raise Refused(_("延期不能由申请人自己决定。"))
        if not grant and not note_text.strip():
            raise Refused(_("不同意延期要写明原因。"))
        state = Extension.State.GRANTED if grant else Extension.State.REFUSED
        decided = {"state": state, "decided_on": today(), "decided_by": who.who, "note": note_text.strip()[:500]}
        if not Extension.objects.filter(pk=asked.pk, state=Extension.State.ASKED).update(**decided):
            raise Refused(_("这个延期申请已经有了决定。"))
        if grant:
            current.due = asked.new_due
            if current.stage_due == asked.old_due:
                current.stage_due = asked.new_due
        current.version += 1
        current.save(force_update=True)
        deed = "extension_granted" if grant else "extension_refused"
        write([Deed(deed, "matter", str(current.pk), unit=current.unit_id, body={"extension": asked.pk})], by=by.pk)
        note(current, deed, current.stage, {"extension": asked.pk}, by=by.pk, who=who.who)
        post([current.pk], by=by.pk)
    return current
