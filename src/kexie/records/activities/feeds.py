"""Addresses for calendar programmes: made by a person, readable by whoever has the address, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Attendance, Feed, Host
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.records.units.queries import within

WHY = "a feed reads what its own account may read"
BACK: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=400)
MOST: Final = 2_000
"""A calendar programme reads the whole feed each time: what lies further away is on the site."""
FEEDS: Final = 20


def open_feed(*, by: Account, unit: Unit | None = None, series: str = "") -> tuple[Feed, str]:
    """Make a feed of one's own activities, of a unit's, or of a series; return it and its secret, told only now."""
    if unit is not None:
        door.demand(by, Right.RECORD_READ, unit)
    if series and not door.seen(by, Right.RECORD_READ, Activity).filter(series=series).exists():
        raise Refused(_("没有名为“%(series)s”的系列，或您看不到它的活动。") % {"series": series[:60]})
    if live(by).count() >= FEEDS:
        raise Refused(_("一个人最多订阅 %(most)s 个日历；请先停用不要的。") % {"most": FEEDS})
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Feed.objects.create(account=by, digest=_digest(secret), unit=unit, series=series, at=now())
        write([Deed("open_feed", "feed", str(made.pk), unit=unit.pk if unit else None)], by=by.pk)
    return made, secret


def live(account: Account) -> QuerySet[Feed]:
    """Return the feeds of an account that are not revoked, the newest first."""
    return Feed.objects.filter(account=account, revoked_at=None).select_related("unit").order_by("-pk")


def revoke(number: int, *, by: Account) -> None:
    """Close one's own feed for good: its address answers as if it had never been."""
    with transaction.atomic():
        closed = live(by).filter(pk=number).update(revoked_at=now())
        if not closed:
            raise Refused(_("没有这个订阅，或已经停用。"))
        write([Deed("revoke_feed", "feed", str(number))], by=by.pk)


def of_secret(secret: str) -> Feed | None:
    """Return the feed of a secret; ``None`` for an unknown or revoked one, and for one whose account is closed."""
    found = Feed.objects.filter(digest=_digest(secret), revoked_at=None, account__is_active=True)
    return found.select_related("account", "unit").first()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def activities(feed: Feed, on: date | None = None) -> list[Activity]:
    """Return what a feed shows: from three months back to a year ahead, in the order of the days.

    A unit's or a series' activities as far as the account may read records today; of one's own those on whose roster
    one stands, whatever one may read else.
    """
    day = on or today()
    if feed.unit is None and not feed.series:
        found: QuerySet[Activity] = Activity.objects.knowing(WHY).filter(pk__in=_own(feed.account))
    else:
        found = door.seen(feed.account, Right.RECORD_READ, Activity)
        if feed.unit is not None:
            found = found.filter(pk__in=Host.objects.filter(within("unit", [feed.unit_id or 0])).values("activity"))
        if feed.series:
            found = found.filter(series=feed.series)
    near = Q(starts_on__lte=day + AHEAD, ends_on__gte=day - BACK)
    rows = found.filter(near).exclude(status=Activity.Status.MERGED)
    listed = rows.select_related("unit").prefetch_related("sittings").order_by("starts_on", "pk")
    return list(listed[:MOST])


def _own(account: Account) -> QuerySet[Attendance, int]:
    person = Person.objects.knowing(WHY).filter(pk=account.person_id or 0).values("pseudonym")
    rows = Attendance.objects.knowing(WHY).filter(subject__in=person, activity__names_gone_on__isnull=True)
    return rows.values_list("activity", flat=True)
