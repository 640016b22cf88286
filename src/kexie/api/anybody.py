"""Addresses that ask for no token: whoever calls is nobody, and no memory between keeps what they are told."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from kexie.api.house import refuse_nul


def anybody(request: HttpRequest) -> bool:
    """Let a caller in as nobody: a token that is sent along is not read."""
    refuse_nul(request.path_info)
    if request.method not in {"GET", "HEAD"} and settings.READ_ONLY:
        raise HttpError(403, _("这是只读演示，不能改动；要试着记录，请在自己的机器上运行 ./kexie demo。"))
    return True


def sent_from(request: HttpRequest) -> str:
    """Return the address that the measure of the day counts; empty behind our web server, which hands none on."""
    return "" if settings.BEHIND_TLS else str(request.META.get("REMOTE_ADDR", ""))
