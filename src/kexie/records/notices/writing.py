"""What a reminder says: where and when, in plain words, everything due for one person in one message."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kexie.records.activities.models import Activity, Sitting
from kexie.records.activities.programme import times
from kexie.records.notices.models import Notice, Reminder


def subject_of(reminders: Sequence[Reminder], notices: Sequence[Notice] = ()) -> str:
    """Return the line over a message: the one activity or thing to do, or how many."""
    with override("zh-hans"):
        if notices:
            both = len(reminders) + len(notices)
            if both == 1:
                return (_("提醒：%(line)s") % {"line": notices[0].line})[:200]
            return ngettext("提醒：%(n)s 件事", "提醒：%(n)s 件事", both) % {"n": both}
        if len(reminders) == 1:
            one = reminders[0]
            said = {"day": one.on.isoformat(), "title": one.activity.title}
            return (_("提醒：%(day)s %(title)s") % said)[:200]
        said_many = ngettext("提醒：%(n)s 项活动请您参加", "提醒：%(n)s 项活动请您参加", len(reminders))
        return said_many % {"n": len(reminders)}


def body_of(reminders: Sequence[Reminder], notices: Sequence[Notice] = ()) -> str:
    """Return the message; what is made up says so."""
    with override("zh-hans"):
        parts = [_told(one.activity) for one in reminders]
        origins = {one.activity.origin for one in reminders} | {one.unit.origin for one in notices}
        if "made_up" in origins:
            parts.insert(0, _("示例·数据虚构"))
        if reminders:
            parts.append(_("来不了请告诉主办单位。这封信由系统按名册发出，每项活动只提醒一次。"))
        parts += [_noticed(one) for one in notices]
        if notices:
            parts.append(_("以上只是提醒，每件只提醒一次；已经办了的不用回复。"))
        return "\n\n".join(parts) + "\n"


def _noticed(notice: Notice) -> str:
    lines = [f"{notice.unit.name}：{notice.line}"]
    if settings.SITE_URL:
        lines.append(f"{settings.SITE_URL.rstrip('/')}{notice.path}")
    return "\n".join(lines)


def _told(activity: Activity) -> str:
    sittings = list(Sitting.objects.filter(activity=activity).order_by("on", "begins", "pk"))
    lines = [activity.title]
    lines += [" ".join(filter(None, (s.on.isoformat(), times(s.begins, s.ends), s.place))) for s in sittings]
    if not sittings:
        first, last = activity.starts_on.isoformat(), activity.ends_on.isoformat()
        lines.append(" ".join(filter(None, (first if first == last else f"{first}—{last}", activity.place))))
    lines.append(_("主办：%(unit)s") % {"unit": activity.unit.name})
    if settings.SITE_URL:
        lines.append(f"{settings.SITE_URL.rstrip('/')}/activities/{activity.code}/")
    return "\n".join(lines)
