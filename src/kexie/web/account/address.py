"""From where somebody signs in: what the lock on wrong passwords counts by."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address: behind our web server the one that it says, which it sets anew on every request."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_TLS:
        return direct
    return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip() or direct
