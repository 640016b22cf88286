"""A deed sent twice is done once: a program that heard no answer sends it again under the same key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.book.actions import lock
from kexie.records.machines.models import Once

KEPT: Final = timedelta(days=7)
LONGEST: Final = 100


class OtherDeedError(Refused):
    """Raised when a key was used for another deed before."""


def once(key: str, content: bytes, deed: Callable[[], dict[str, Any]], *, by: Account) -> tuple[dict[str, Any], bool]:
    """Do a deed unless it was done under the same key in the last days; return its answer, and whether it was old.

    ``content``: everything that makes the deed what it is. Two that arrive at once wait for each other at the book's
    lock. Raises ``OtherDeedError`` if the key stands for something else, and whatever the deed raises; then nothing
    is kept.
    """
    if not key.isprintable() or not 0 < len(key) <= LONGEST:
        raise Refused(_("Idempotency-Key 要有 1 到 %(most)s 个可见字符。") % {"most": LONGEST})
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        lock()
        Once.objects.filter(account=by, at__lt=now() - KEPT).delete()
        before = Once.objects.filter(account=by, key=key).first()
        if before is not None:
            if before.digest != digest:
                raise OtherDeedError(_("这个 Idempotency-Key 已用于另一件事；请换一个。"))
            return before.answer, True
        answer = deed()
        Once.objects.create(account=by, key=key, digest=digest, answer=answer, at=now())
    return answer, False
