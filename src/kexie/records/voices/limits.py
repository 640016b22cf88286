"""Against floods: how often one address may send in a day. Kept in memory only, under a salt that the day takes along.

Behind our web server no address reaches the site on this path (``deploy/nginx``, which limits each address itself);
then all senders share one larger measure.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused


class Limiter:
    """Counts by salted hash of an address; at midnight salt and counts are gone."""

    def __init__(self, each: int, together: int) -> None:
        """Allow so much a day: to one address, and to all where no address is known."""
        self._each, self._together = each, together
        self._day: date | None = None
        self._salt, self._counts = b"", Counter[str]()
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Count one more try from an address (empty: unknown) and tell whether it is still within the measure."""
        with self._lock:
            if self._day != today():
                self._day, self._salt = today(), secrets.token_bytes(32)
                self._counts.clear()
            key = hashlib.sha256(self._salt + address.encode()).hexdigest()
            self._counts[key] += 1
            return self._counts[key] <= (self._each if address else self._together)

    def demand(self, address: str) -> None:
        """Raise ``Refused`` beyond the measure of the day."""
        if not self.allows(address):
            raise Refused(_("今天从这里来的太多了；请明天再来，或换个地方上网。系统没有记下您的地址。"))

    def forget(self) -> None:
        """Begin anew, as at midnight."""
        with self._lock:
            self._day = None


SENDING = Limiter(each=20, together=2_000)
OPENING = Limiter(each=100, together=5_000)
"""Codes tried, right ones too: each costs a slow hash."""
