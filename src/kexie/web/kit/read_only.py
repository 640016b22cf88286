"""A house to look at (只读演示): every write is refused with one sentence, on pages and on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.web.kit import errors

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN: Final = frozenset({"/sign-in/", "/sign-out/"})
"""Signing in and out is all that a visitor may send."""
MACHINES: Final = "/api/"
"""The interface refuses by itself, in its own form."""
WRITES: Final = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|DROP|ALTER|CREATE|COPY)\b", re.IGNORECASE)
SIGNED_IN: Final = re.compile(r'UPDATE "records_account" SET "last_login" = %s WHERE "records_account"\."id" = %s')
"""The one write to a table of ours that signing in makes."""


def sentence() -> str:
    """Return what is said to whoever tries to write."""
    return _("这是只读演示，不能改动；要试着记录，请在自己的机器上运行 ./kexie demo。")


class ReadOnly:
    """Refuse what would write, before any page sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or go on."""
        own = request.path_info in OPEN or request.path_info.startswith(MACHINES)
        if settings.READ_ONLY and request.method not in SAFE and not own:
            return errors.refused(request, Refused(sentence()))
        return self.get_response(request)


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: ANN401, FBT001 - as Django calls it
    """Refuse a statement that would change a table of ours: whatever a page forgot is stopped here."""
    if WRITES.match(sql) and "records_" in sql and not SIGNED_IN.fullmatch(sql):
        raise Refused(sentence())
    return execute(sql, params, many, context)
