"""The same activity again: copied with chosen parts, or planned ahead by a rule; one changed, or all that follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions, recurrence
from kexie.records.activities.actions import Draft, Row, cancel, change_many, keep_roster, record_many, refuse_stale
from kexie.records.activities.models import Activity, Attendance, Item, Recurrence, Sitting, Used
from kexie.records.activities.queries import draft_of
from kexie.records.activities.recurrence import Rule
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write

WHY = "planning the same activity again"
PARTS: Final[dict[str, str | Promise]] = {
    "hosts": gettext_lazy("联合主办"),
    "goals": gettext_lazy("目标"),
    "place": gettext_lazy("地点"),
    "speakers": gettext_lazy("主讲"),
    "series": gettext_lazy("系列"),
    "programme": gettext_lazy("日程和议程"),
    "materials": gettext_lazy("材料"),
    "audience": gettext_lazy("应到范围"),
    "roster": gettext_lazy("名册（都记为应到）"),
}
"""What of an activity can be taken over into another."""
AGAIN: Final = frozenset(PARTS) - {"roster", "materials"}
"""What the next ones of a rule take over: who comes is worked out anew, and materials change from time to time."""


def clone(activity: Activity, *, code: str, title: str, on: date, parts: Collection[str], by: Account) -> Activity:
    """Plan an activity like another on another day, with the parts wanted; what was counted is never taken over.

    Raises ``Refused`` for a code that is taken or a part that there is not.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise Refused(_("没有“%(part)s”这一部分可以照抄。") % {"part": unknown[0][:40]})
    if "roster" in parts and activity.count > 1:
        raise Refused(_("合并登记（多场）的活动没有名册可以照抄。"))
    if "roster" in parts and activity.names_gone_on is not None:
        raise Refused(_("活动 %(code)s 的名册留存期满，只留人数，不能再照抄名册。") % {"code": activity.code})
    draft = replace(_like(activity, on, parts), code=code, title=title)
    with transaction.atomic():
        made = actions.record(draft, by=by)
        _copy_parts(activity, [made], parts)
        if "roster" in parts:
            everyone = Attendance.objects.knowing(WHY).filter(activity=activity).order_by("pk")
            rows = {row.subject: Row(row.subject, "expected", on, row.unit_id) for row in everyone}
            if rows:
                keep_roster(made, list(rows.values()), by=by)
        write([Deed("clone", "activity", str(made.pk), unit=made.unit_id, body={"from": activity.pk})], by=by.pk)
    return Activity.objects.knowing(WHY).get(pk=made.pk)


def _like(activity: Activity, on: date, parts: Collection[str]) -> Draft:
    """Return a planned draft like an activity, on another day, without anything that was counted."""
    old = draft_of(activity)
    return replace(
        old,
        starts_on=on,
        ends_on=on + (old.ends_on - old.starts_on),
        status=Activity.Status.PLANNED,
        headcount=None,
        bound="exact",
        count=1,
        reason="",
        co_hosts=old.co_hosts if "hosts" in parts else (),
        goals=old.goals if "goals" in parts else (),
        place=old.place if "place" in parts else "",
        speakers=old.speakers if "speakers" in parts else (),
        series=old.series if "series" in parts else "",
        origin=activity.origin if activity.origin == "made_up" else "live",
    )


def _copy_parts(activity: Activity, copies: Sequence[Activity], parts: Collection[str]) -> None:
    if "audience" in parts:
        Activity.objects.knowing(WHY).filter(pk__in=[one.pk for one in copies]).update(audience=activity.audience)
    sittings = list(activity.sittings.order_by("pk")) if "programme" in parts else []
    items = list(activity.items.order_by("pk")) if "programme" in parts else []
    used = list(activity.materials.order_by("pk")) if "materials" in parts else []
    for one in copies:
        shift = one.starts_on - activity.starts_on
        Sitting.objects.bulk_create(
            Sitting(activity=one, on=s.on + shift, begins=s.begins, ends=s.ends, place=s.place) for s in sittings
        )
        Item.objects.bulk_create(
            Item(
                activity=one,
                order=i.order,
                on=i.on + shift if i.on else None,
                begins=i.begins,
                ends=i.ends,
                title=i.title,
                speaker=i.speaker,
            )
            for i in items
        )
        Used.objects.bulk_create(Used(activity=one, material_id=u.material_id) for u in used)


def plan_ahead(activity: Activity, rule: Rule, *, number: int, by: Account, version: int) -> list[Activity]:
    """Plan the next ``number`` activities after one by a rule; the one becomes the first of them.

    Called again on one of them it goes on after the last slot, by the rule given now. Raises ``Refused`` for a rule
    that gives no days, a lump, or a number beyond the limit.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if activity.count > 1:
        raise Refused(_("合并登记（多场）的活动不能按规则排期；请逐场登记。"))
    with transaction.atomic():
        lock()
        fresh = Activity.objects.knowing(WHY).select_related("unit").get(pk=activity.pk)
        refuse_stale(fresh, version)
        kept = _kept(fresh, rule)
        fresh.recurrence = kept
        planned = foreseen(fresh, rule, number=number)
        codes = _codes(fresh, [slot for slot, _day in planned])
        drafts = [
            replace(_like(fresh, day, AGAIN), code=code) for code, (_slot, day) in zip(codes, planned, strict=True)
        ]
        made = record_many(drafts, by=by)
        for one, (slot, _day) in zip(made, planned, strict=True):
            Activity.objects.knowing(WHY).filter(pk=one.pk).update(recurrence=kept, slot=slot)
        _copy_parts(fresh, made, AGAIN)
        body = {"rule": rule.as_json(), "number": number}
        write([Deed("plan_ahead", "activity", str(fresh.pk), unit=fresh.unit_id, body=body)], by=by.pk)
    return list(Activity.objects.knowing(WHY).filter(pk__in=[one.pk for one in made]).order_by("slot"))


def foreseen(activity: Activity, rule: Rule, *, number: int) -> list[tuple[date, date]]:
    """Return the slots that would be planned next after an activity, each with its day; nothing is kept."""
    last = activity.starts_on
    if activity.recurrence is not None:
        last = _of(activity.recurrence).order_by("-slot").values_list("slot", flat=True).first() or last
    return recurrence.plan(rule, last, number)


def _kept(activity: Activity, rule: Rule) -> Recurrence:
    wrong = recurrence.fault(rule)
    if wrong:
        raise Refused(wrong)
    if activity.recurrence is not None:
        Recurrence.objects.filter(pk=activity.recurrence.pk).update(rule=rule.as_json())
        return activity.recurrence
    kept = Recurrence.objects.create(rule=rule.as_json())
    rows = Activity.objects.knowing(WHY).filter(pk=activity.pk)
    rows.update(recurrence=kept, slot=activity.starts_on, version=F("version") + 1)
    return kept


def _of(kept: Recurrence) -> QuerySet[Activity]:
    return Activity.objects.knowing(WHY).filter(recurrence=kept)


def _codes(activity: Activity, days: Sequence[date]) -> list[str]:
    """Return a free code for each day, made from the first one's."""
    base = activity.code[:50]
    wanted = [f"{base}-{day:%Y%m%d}" for day in days]
    taken = set(
        Activity.objects.knowing("codes are unique for everyone")
        .filter(code__startswith=f"{base}-")
        .values_list("code", flat=True)
    )
    found = []
    for code in wanted:
        free, turn = code, 1
        while free in taken:
            turn += 1
            free = f"{code}-{turn}"
        taken.add(free)
        found.append(free)
    return found


def following(activity: Activity) -> list[Activity]:
    """Return what follows an activity under its rule and is still planned, in the order of its slots."""
    if activity.recurrence_id is None or activity.slot is None:
        return []
    rows = Activity.objects.knowing(WHY).filter(recurrence=activity.recurrence_id, slot__gt=activity.slot)
    return list(rows.filter(status=Activity.Status.PLANNED).select_related("unit").order_by("slot"))


SHARED: Final = ("kind", "title", "unit", "co_hosts", "goals", "place", "speakers", "series")
"""What a change can carry on to those that follow; each keeps its own day (moved by as much), status and count."""


def change_following(activity: Activity, draft: Draft, *, by: Account, version: int) -> int:
    """Change an activity and carry what was changed on to all planned ones that follow; return how many those are.

    Only columns that this change touches are carried on: what was set for one of them alone before stays. Moved days
    move the days that follow by as much. All or none.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        lock()
        fresh = Activity.objects.knowing(WHY).select_related("unit").get(pk=activity.pk)
        refuse_stale(fresh, version)
        old = draft_of(fresh)
        changed = {name: getattr(draft, name) for name in SHARED if getattr(draft, name) != getattr(old, name)}
        shift, length = draft.starts_on - old.starts_on, draft.ends_on - draft.starts_on
        longer = length != old.ends_on - old.starts_on
        pairs = []
        for one in following(fresh):
            door.demand(by, Right.ACTIVITY_RECORD, one.unit)
            theirs = draft_of(one)
            first = theirs.starts_on + shift
            last = first + (length if longer else theirs.ends_on - theirs.starts_on)
            moved = replace(theirs, **changed, starts_on=first, ends_on=last)
            if moved != theirs:
                pairs.append((one, moved))
        actions.change(fresh, draft, by=by, version=version)
        change_many(pairs, by=by)
        for row in Sitting.objects.filter(activity__in=[one for one, _draft in pairs]) if shift else ():
            row.on += shift
            row.save(update_fields=["on"])
    return len(pairs)


def cancel_following(activity: Activity, *, reason: str, by: Account, version: int) -> int:
    """Cancel an activity and all planned ones that follow it, with one reason; return how many that were."""
    with transaction.atomic():
        lock()
        rest = following(activity)
        cancel(activity, reason=reason, by=by, version=version)
        for one in rest:
            cancel(one, reason=reason, by=by, version=one.version)
    return 1 + len(rest)
