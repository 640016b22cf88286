"""Addresses that are told of deeds: made by a person for their own account, told what that account may know."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.kit.text import joined, whole
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.book.models import Book
from kexie.records.branches.models import Branch
from kexie.records.history.actions import Deed, write
from kexie.records.history.models import HistoryEvent
from kexie.records.inspections import queries as inspections
from kexie.records.machines.models import Delivery, Hook
from kexie.records.matters.models import Matter
from kexie.records.meetings import queries as meetings
from kexie.records.speakers import queries as lectures
from kexie.records.units.models import Unit
from kexie.records.visits import queries as visits
from kexie.records.voices.models import Digest

THINGS: Final[dict[str, tuple[Callable[[Account], QuerySet[Any]], str]]] = {
    "activity": (lambda who: door.seen(who, Right.RECORD_READ, Activity), "code"),
    "matter": (lambda who: door.seen(who, Right.MATTER_READ, Matter), "code"),
    "unit": (lambda who: door.units(who, Right.UNIT_READ), "code"),
    "meeting": (meetings.seen, "code"),
    "month_list": (meetings.lists_of, "month"),
    "inspection": (inspections.seen, "pk"),
    "round": (inspections.rounds, "pk"),
    "inspection_term": (inspections.terms, "pk"),
    "digest": (lambda who: door.seen(who, Right.MATTER_READ, Digest), "code"),
    "lecture": (lectures.seen, "code"),
    "visit": (visits.seen, "activity__code"),
    "branch": (lambda who: door.seen(who, Right.BRANCH_READ, Branch), "unit__code"),
}
"""Nouns whose news names a thing that its reader may see: the rows that they see, and how each is named."""
NOUNS: Final = (*THINGS, "month", "plan", "value")
"""What news is told of; of people, posts, accounts and sign-ins never."""
MOST: Final = 10
AT_ONCE: Final = 2_000


def open_hook(*, address: str, nouns: tuple[str, ...], by: Account) -> tuple[Hook, str]:
    """Have an address told of what happens from now on; return it and its signing secret, told only now.

    Raises ``Refused`` for an address that is not https, and for nouns that are not told of.
    """
    wrong = []
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment or len(address) > 500:  # noqa: PLR2004
        wrong.append(_("推送地址要是 https://主机/路径，不含账号和 #。"))
    unknown = [noun for noun in nouns if noun not in NOUNS]
    if unknown:
        said = {"noun": unknown[0][:40], "all": joined(NOUNS)}
        wrong.append(_("不推送“%(noun)s”；可选：%(all)s。") % said)
    if live(by).count() >= MOST:
        wrong.append(_("一个账号最多有 %(most)s 个推送地址；请先停用不要的。") % {"most": MOST})
    if wrong:
        raise Refused(wrong)
    secret = secrets.token_hex(32)
    with transaction.atomic():
        book = lock()
        made = Hook.objects.create(
            account=by,
            address=address.strip(),
            nouns=" ".join(dict.fromkeys(nouns)),
            secret=secret,
            seen=book.last_event,
            made_at=now(),
        )
        write([Deed("open_hook", "hook", str(made.pk))], by=by.pk)
    return made, secret


def live(account: Account) -> QuerySet[Hook]:
    """Return the addresses of an account that are not revoked, the newest first."""
    return Hook.objects.filter(account=account, revoked_at=None).order_by("-pk")


def close_hook(number: int, *, by: Account) -> None:
    """Tell an address of one's own nothing more; what waited for it goes."""
    with transaction.atomic():
        if not live(by).filter(pk=number).update(revoked_at=now()):
            raise Refused(_("没有这个推送地址，或已经停用。"))
        Delivery.objects.filter(hook=number, state=Delivery.State.WAITING).delete()
        write([Deed("close_hook", "hook", str(number))], by=by.pk)


def start_again(number: int, *, by: Account) -> None:
    """Go on with an address that was stopped, and try once more what had been given up."""
    with transaction.atomic():
        if not live(by).filter(pk=number).exclude(stopped="").update(stopped=""):
            raise Refused(_("这个推送地址没有停着。"))
        given_up = Delivery.objects.filter(hook=number, state=Delivery.State.GIVEN_UP)
        given_up.update(state=Delivery.State.WAITING, tries=0, next_at=now())
        write([Deed("resume_hook", "hook", str(number))], by=by.pk)


def collect() -> int:
    """Put the news since the last time on its way to every address; return how many deliveries that are.

    Each address remembers up to which event of the history it was served, in the transaction that writes its
    deliveries: nothing is lost or told twice, however often and wherever this is broken off.
    """
    made = 0
    for number in Hook.objects.filter(revoked_at=None, stopped="").values_list("pk", flat=True):
        with transaction.atomic():
            hook = Hook.objects.select_for_update().select_related("account").get(pk=number)
            made += _collect(hook)
    return made


def _collect(hook: Hook) -> int:
    last = Book.objects.values_list("last_event", flat=True).get(pk=1)
    events = list(HistoryEvent.objects.filter(number__gt=hook.seen, number__lte=last).order_by("number")[:AT_ONCE])
    if not events:
        return 0
    if not hook.account.is_active:
        return 0
    wanted = hook.nouns.split() or NOUNS
    told = _known_to(hook.account, [event for event in events if event.noun in wanted])
    codes = dict(Unit.objects.filter(pk__in={event.unit for event, _code in told}).values_list("pk", "code"))
    at = now()
    Delivery.objects.bulk_create(
        Delivery(hook=hook, event=event.number, body=_body(event, code, codes.get(event.unit or 0, "")), next_at=at)
        for event, code in told
    )
    Hook.objects.filter(pk=hook.pk).update(seen=events[-1].number)
    return len(told)


def _body(event: HistoryEvent, code: str, unit: str) -> str:
    """Return what is sent: which thing was touched, never what it says; whoever wants to know asks under its rights."""
    told = {
        "event": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="seconds"),
        "noun": event.noun,
        "deed": event.deed,
        "code": code,
        "unit": unit,
    }
    return json.dumps(told, ensure_ascii=False)


def _known_to(account: Account, events: list[HistoryEvent]) -> list[tuple[HistoryEvent, str]]:
    """Return the events that an account may know of, each with the code of its thing."""
    codes: dict[tuple[str, str], str] = {}
    for noun in {event.noun for event in events} & THINGS.keys():
        rows, name = THINGS[noun]
        codes |= _codes(noun, rows(account), name, events)
    others = [event for event in events if event.noun not in THINGS]
    units = door.units(account, Right.UNIT_READ)
    near = set(units.filter(pk__in={event.unit for event in others}).values_list("pk", flat=True))
    told = []
    for event in events:
        if event in others:
            if event.unit in near:
                told.append((event, event.thing))
        elif (event.noun, event.thing) in codes:
            told.append((event, codes[event.noun, event.thing]))
    return told


def _codes(noun: str, rows: QuerySet[Any], name: str, events: list[HistoryEvent]) -> dict[tuple[str, str], str]:
    wanted = {whole(event.thing) for event in events if event.noun == noun} - {None}
    found = rows.filter(pk__in=wanted).order_by().values_list("pk", name)
    return {(noun, str(pk)): str(code) for pk, code in found}
