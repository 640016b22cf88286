"""Feedback on a class: only from those who were there, anonymous to everybody, about arrangements and no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.classes.models import Answer, Enrolment, ModuleRoll, TrainingClass
from kexie.records.classes.rules import ASPECTS, FEEDBACK_DAYS, FEW, MARKS
from kexie.records.people.models import Person

WHY = "whoever was there says how it was"
MOST = 500


def mine(training: TrainingClass, by: Account) -> Enrolment | None:
    """Return the asking person's enrolment if they came to at least one module."""
    person = Person.objects.knowing(WHY).filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        return None
    rows = Enrolment.objects.knowing(WHY).filter(training=training, subject=person.pseudonym)
    there = ModuleRoll.objects.knowing(WHY).filter(enrolment__in=rows, status=ModuleRoll.Status.PRESENT)
    return rows.filter(pk__in=there.values("enrolment")).first()


def give(training: TrainingClass, *, marks: Mapping[str, str], text: str, by: Account) -> None:
    """Keep what somebody who was there says, once; nothing is kept of who said it, nor when.

    Not even the history tells: a line there would name the account beside the hour. Raises ``Forbidden`` for whoever
    was not there, ``Refused`` before the last day, after its term, for a second time or for nothing said.
    """
    row = mine(training, by)
    if row is None:
        raise Forbidden(_("到过课的人才能反馈。"))
    last = training.activity.ends_on
    if not last <= today() <= last + timedelta(days=FEEDBACK_DAYS):
        said = {"first": last, "last": last + timedelta(days=FEEDBACK_DAYS)}
        raise Refused(_("反馈从 %(first)s 收到 %(last)s。") % said)
    told = {name: marks.get(name, "") for name in ASPECTS}
    if any(mark not in MARKS for mark in told.values()):
        raise Refused(_("请从列出的几项里选。"))
    if not any(told.values()) and not text.strip():
        raise Refused(_("什么都没有写；选一项，或写一句。"))
    if len(text.strip()) > MOST:
        raise Refused(_("最多写 %(most)s 字。") % {"most": MOST})
    with transaction.atomic():
        rows = Enrolment.objects.knowing(WHY).filter(pk=row.pk, answered=False)
        if not rows.update(answered=True):
            raise Refused(_("您已经反馈过了；每人一次。"))
        Answer._base_manager.create(training=training, **told, text=text.strip())  # noqa: SLF001 - a guarded model


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said: how many answered; the rest is ``None`` while they are so few that one could tell who."""

    answered: int
    marks: dict[str, dict[str, int]] | None
    texts: list[str] | None


def summary(training: TrainingClass) -> Summary:
    """Return what those who were there said of a class; the caller has checked that the organiser asks."""
    rows = list(Answer.objects.knowing(WHY).filter(training=training).order_by("text", "key"))
    if len(rows) < FEW:
        return Summary(len(rows), None, None)
    marks = {
        name: {mark: sum(getattr(row, name) == mark for row in rows) for mark in MARKS if mark} for name in ASPECTS
    }
    return Summary(len(rows), marks, [row.text for row in rows if row.text])
