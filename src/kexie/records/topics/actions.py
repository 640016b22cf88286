"""What can be done with study: found a leading body, set its topics of a year, plan or record a session, change one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.kinds.study import STUDY
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.topics.models import LeadingBody, Observer, Studied, StudySession, Topic
from kexie.records.topics.posting import post
from kexie.records.topics.rules import MOST_TOPICS, above
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

WHY = "keeping study in step with its activities"
FIRST_YEAR, LAST_YEAR = 1900, 2999


def found_body(*, unit: Unit, name: str, by: Account) -> LeadingBody:
    """Say that a unit has a leading body that studies, and what it is called; again: rename it."""
    door.demand(by, Right.ACTIVITY_RECORD, unit)
    named = one_line(name)[:100]
    if not named:
        raise Refused(_("请写名称，例：党组理论学习中心组。"))
    with transaction.atomic():
        body, made = LeadingBody._base_manager.update_or_create(unit=unit, defaults={"name": named})  # noqa: SLF001
        write([Deed("body" if made else "rename_body", "unit", str(unit.pk), unit=unit.pk)], by=by.pk)
    return body


def set_topics(body: LeadingBody, year: int, titles: Sequence[str], *, by: Account, origin: str = "live") -> int:
    """Set the topics of a year in place of those before; return how many there are.

    The same title stays the same topic. Raises ``Refused`` where one that a session is about would go.
    """
    door.demand(by, Right.ACTIVITY_RECORD, body.unit)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("年份要写四位，例：2018。"))
    if len(titles) > MOST_TOPICS:
        raise Refused(_("一年最多 %(most)s 个专题。") % {"most": MOST_TOPICS})
    with transaction.atomic():
        lock()
        rows = Topic.objects.knowing(WHY).filter(body=body, year=year)
        going = rows.exclude(title__in=titles)
        studied = list(going.filter(studied__isnull=False).values_list("title", flat=True).distinct())
        if studied:
            raise Refused([_("“%(title)s”已经安排或学过，不能去掉。") % {"title": title} for title in studied])
        going.delete()
        known = dict(rows.values_list("title", "pk"))
        for order, title in enumerate(titles):
            if title in known:
                rows.filter(pk=known[title]).update(order=order)
            else:
                Topic._base_manager.create(body=body, year=year, order=order, title=title, origin=origin)  # noqa: SLF001
        told = {"year": year, "topics": len(titles)}
        write([Deed("topics", "unit", str(body.unit_id), unit=body.unit_id, body=told)], by=by.pk)
    return len(titles)


def add_topics(wanted: Mapping[LeadingBody, Mapping[int, Sequence[str]]], *, by: Account, origin: str = "live") -> None:
    """Add topics behind those that stand, by body and year; what stands already stays as it is."""
    with transaction.atomic():
        for body, years in wanted.items():
            for year, titles in years.items():
                rows = Topic.objects.knowing(WHY).filter(body=body, year=year).order_by("order")
                standing = list(rows.values_list("title", flat=True))
                fresh = [title for title in titles if title not in standing]
                set_topics(body, year, [*standing, *fresh], by=by, origin=origin)


@dataclass(frozen=True, slots=True)
class Studying:
    """What a session is beside its activity: about which topics, led by whom, observed by whom from which unit."""

    topics: tuple[int, ...] = ()
    leader: str = ""
    observers: tuple[tuple[Unit, str], ...] = ()


def hold_session(draft: Draft, body: LeadingBody, told: Studying, *, by: Account) -> StudySession:
    """Record the activity of a session, planned or held, and what stands beside it, in one step."""
    with transaction.atomic():
        return beside(activities.record(draft, by=by), body, told, by=by)


def beside(activity: Activity, body: LeadingBody, told: Studying, *, by: Account) -> StudySession:
    """Make an activity of kind study a session of its host's leading body.

    Raises ``Refused`` for another kind, a lump, another unit's body, or an activity that is a session already.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    if activity.kind != STUDY.slug or activity.count > 1:
        raise Refused(_("只有逐场登记的学习才能记为中心组学习；“%(title)s”不是。") % {"title": activity.title})
    if not activity.hosts.filter(unit=body.unit_id).exists():
        raise Refused(_("“%(title)s”不是本单位主办的。") % {"title": activity.title})
    with transaction.atomic():
        lock()
        if StudySession.objects.knowing(WHY).filter(activity=activity).exists():
            raise Refused(_("“%(title)s”已经记为中心组学习。") % {"title": activity.title})
        made = StudySession._base_manager.create(activity=activity, body=body)  # noqa: SLF001 - a guarded model
        _written(made, told, by)
    return made


def change_session(session: StudySession, told: Studying, *, by: Account, version: int) -> None:
    """Change what a session is about, who led and who observed; refuses if somebody else did since ``version``."""
    door.demand(by, Right.ACTIVITY_RECORD, session.activity.unit)
    with transaction.atomic():
        lock()
        rows = StudySession.objects.knowing(WHY).filter(pk=session.pk, version=version)
        if not rows.update(version=F("version") + 1):
            raise Refused(_("这次学习刚被别人改过；您的改动没有保存，请核对后再存。"))
        _written(session, told, by)


def _written(session: StudySession, told: Studying, by: Account) -> None:
    wrong = _wrong(session, told)
    if wrong:
        raise Refused(wrong)
    before = list(Studied.objects.filter(session=session).values_list("topic", flat=True))
    StudySession.objects.knowing(WHY).filter(pk=session.pk).update(leader=one_line(told.leader)[:120])
    Studied.objects.filter(session=session).delete()
    Studied.objects.bulk_create(Studied(session=session, topic_id=topic) for topic in dict.fromkeys(told.topics))
    Observer.objects.filter(session=session).delete()
    Observer.objects.bulk_create(
        Observer(session=session, unit=unit, role=one_line(role)[:120]) for unit, role in dict.fromkeys(told.observers)
    )
    activity = session.activity
    write([Deed("study", "activity", str(activity.pk), unit=activity.unit_id)], by=by.pk)
    post([session.pk], by=by.pk, also=before)


def _wrong(session: StudySession, told: Studying) -> list[str]:
    wrong = []
    ours = Topic.objects.knowing(WHY).filter(body=session.body_id, pk__in=told.topics).count()
    if ours != len(set(told.topics)):
        wrong.append(_("有的专题不是本单位的；请从列出的里选。"))
    own = session.body.unit_id
    path = tree(TreeOn.now()).path(own)
    for unit, role in told.observers:
        if not above(path, unit.pk, own):
            wrong.append(_("“%(unit)s”不是上级单位，不能记为旁听。") % {"unit": unit.name})
        if not one_line(role):
            wrong.append(_("“%(unit)s”的旁听要写明身份，例：宣传部门负责人。") % {"unit": clipped(unit.name)})
    return wrong
