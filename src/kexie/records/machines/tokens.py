"""Making, using and revoking the keys of programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Refused
from kexie.kit.text import one_line
from kexie.records.access.models import Account
from kexie.records.history.actions import Deed, write
from kexie.records.machines.models import Token

MARK: Final = "kexie_"
"""How every key begins, so that one left lying in a file is recognised."""
LONGEST: Final = timedelta(days=400)
"""A key lives a year and a month at most: one nobody renews is one nobody needs."""
MOST: Final = 20


def make(*, name: str, until: date, may_write: bool, by: Account) -> tuple[Token, str]:
    """Make a key for one's own account; return it and its words, told only now. Raises ``Refused`` for what is off."""
    wrong = []
    if not one_line(name):
        wrong.append(_("请写明这个令牌给哪个程序用。"))
    if not today() <= until <= today() + LONGEST:
        wrong.append(_("有效期要在今天到 %(last)s 之间。") % {"last": (today() + LONGEST).isoformat()})
    if live(by).count() >= MOST:
        wrong.append(_("一个账号最多有 %(most)s 个令牌；请先停用不要的。") % {"most": MOST})
    if wrong:
        raise Refused(wrong)
    words = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Token.objects.create(
            account=by,
            name=one_line(name)[:100],
            digest=_digest(words),
            may_write=may_write,
            until=until,
            made_at=now(),
        )
        write([Deed("make_token", "token", str(made.pk))], by=by.pk)
    return made, words


def live(account: Account) -> QuerySet[Token]:
    """Return the keys of an account that still open, the newest first."""
    return Token.objects.filter(account=account, revoked_at=None, until__gte=today()).order_by("-pk")


def revoke(number: int, *, by: Account) -> None:
    """Close one of one's own keys for good."""
    with transaction.atomic():
        if not Token.objects.filter(account=by, revoked_at=None, pk=number).update(revoked_at=now()):
            raise Refused(_("没有这个令牌，或已经停用。"))
        write([Deed("revoke_token", "token", str(number))], by=by.pk)


def of_words(words: str) -> Token | None:
    """Return the key of the words that a program sent; ``None`` for an unknown, revoked or expired one.

    The day of its use is noted, once a day; which address asked for what is not.
    """
    found = Token.objects.filter(digest=_digest(words), revoked_at=None, until__gte=today(), account__is_active=True)
    return found.select_related("account__person").first()


def note_use(token: Token) -> None:
    """Note that a key was used today."""
    if token.used_on != today():
        Token.objects.filter(pk=token.pk).update(used_on=today())


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
