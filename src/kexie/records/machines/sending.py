"""Sending news to addresses: signed, tried again, never to a machine inside the house."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.records.machines.models import Delivery, Hook

AGAIN: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
"""How long is waited after the first, second … try; after the last it is given up."""
PATIENCE: Final = 10.0
"""Seconds that an address may take."""
CLAIM: Final = timedelta(minutes=2)
"""For how long one sender has a delivery to itself; broken off, it is sent again after that."""
IN_A_ROW: Final = 5
"""So many given up one after the other, and the address is told nothing more until its owner starts it again."""
HTTPS: Final = 443


class UnreachedError(Exception):
    """The address did not take the news; the message says why."""


@dataclass(slots=True)
class Sent:
    """How many deliveries arrived, are tried again later, or were given up."""

    done: int = 0
    later: int = 0
    given_up: int = 0


def signature(secret: str, at: int, body: bytes) -> str:
    """Return HMAC-SHA256 over ``at`` (seconds since 1970), a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def send_due(at: datetime | None = None) -> Sent:
    """Send what is due, the oldest first; safe beside another sender and however often it is broken off.

    A delivery may arrive twice (the answer was lost), never not at all: its number is in ``Kexie-Event``.
    """
    moment, sent = at or now(), Sent()
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=moment, hook__stopped="")
    for number, was in due.order_by("next_at", "event").values_list("pk", "next_at"):
        mine = Delivery.objects.filter(pk=number, state=Delivery.State.WAITING, next_at=was)
        if mine.update(next_at=moment + CLAIM):
            _try(Delivery.objects.select_related("hook").get(pk=number), moment, sent)
    return sent


def _try(delivery: Delivery, moment: datetime, sent: Sent) -> None:
    hook = delivery.hook
    delivery.tries += 1
    try:
        delivery.answered = post(hook, delivery)
    except UnreachedError as error:
        delivery.answered = str(error)[:200]
        if delivery.tries <= len(AGAIN):
            delivery.next_at = moment + AGAIN[delivery.tries - 1]
            sent.later += 1
        else:
            delivery.state = Delivery.State.GIVEN_UP
            sent.given_up += 1
    else:
        delivery.state = Delivery.State.DONE
        sent.done += 1
    delivery.save()
    if delivery.state == Delivery.State.GIVEN_UP:
        ended = hook.deliveries.exclude(state=Delivery.State.WAITING).order_by("-event")[:IN_A_ROW]
        if [one.state for one in ended] == [Delivery.State.GIVEN_UP] * IN_A_ROW:
            Hook.objects.filter(pk=hook.pk).update(stopped=delivery.answered)


def post(hook: Hook, delivery: Delivery) -> str:
    """Send one delivery; return the status it was answered with. Raises ``UnreachedError``; no way leads elsewhere."""
    parts = urlsplit(hook.address)
    host, port = parts.hostname or "", parts.port or HTTPS
    body, at = delivery.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kexie",
        "Kexie-Event": str(delivery.event),
        "Kexie-Signature": f"t={at},v1={signature(hook.secret, at, body)}",
    }
    way = parts.path or "/"
    call = http.client.HTTPSConnection(host, port, timeout=PATIENCE)
    try:
        call.sock = _connected(host, port)
        call.request("POST", f"{way}?{parts.query}" if parts.query else way, body=body, headers=headers)
        status = call.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        msg = f"{type(error).__name__}: {error}"
        raise UnreachedError(msg) from error
    finally:
        call.close()
    if not 200 <= status < 300:  # noqa: PLR2004 - taken, and nothing else
        msg = f"HTTP {status}"
        raise UnreachedError(msg)
    return f"HTTP {status}"


def _connected(host: str, port: int) -> ssl.SSLSocket:
    """Connect to the very address that was looked at: a name that changes in between leads nowhere else."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for _family, _type, _proto, _name, where in found:
        if host not in settings.HOOKS_INSIDE and not ipaddress.ip_address(where[0]).is_global:
            raise UnreachedError(
                _("“%(host)s”在内部网络里；要推送到那里，请在设置 KEXIE_HOOKS_INSIDE 里写明。") % {"host": host}
            )
    line = socket.create_connection((str(found[0][4][0]), port), timeout=PATIENCE)
    trusted = ssl.create_default_context(cafile=settings.HOOKS_TRUST or None)
    try:
        return trusted.wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise
