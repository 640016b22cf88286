"""Two addresses for machines that watch the site; they tell in one word what is well, and nothing of what is inside.

``/healthz``: the process answers. ``/readyz``: the database answers in this version's shape and there is room to write;
503 otherwise. A worker that is behind is told, and is no reason to send nobody here: figures are exact without it.
Both are answered before anything else, so they need no host name, no TLS, no session and no sign-in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from kexie.figures.engine.store import Manifest, home
from kexie.kit.clock import now
from kexie.records.book.models import Book
from kexie.records.keeping.actions import migration

ROOM: Final = 100 * 2**20
"""Bytes that must be free where the house writes."""
PATIENCE: Final = timedelta(minutes=10)
"""How long the worker may be behind before it is told."""
WELL: Final = "ok"


class Health:
    """Answers the two addresses; first of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a watcher, or go on."""
        if request.path_info not in ("/healthz", "/readyz"):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if request.path_info == "/healthz":
            answer: HttpResponse = JsonResponse({"alive": True})
        else:
            found = checks()
            ready = all(found[name] == WELL for name in ("database", "migrations", "disk"))
            answer = JsonResponse({"ready": ready, "checks": found}, status=200 if ready else 503)
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def checks() -> dict[str, str]:
    """Return how each part is, in a word."""
    try:
        found = {"database": WELL, "migrations": _migrations(), "worker": _worker()}
    except DatabaseError:
        connection.close()
        found = {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    return found | {"disk": _disk()}


@lru_cache(maxsize=1)
def _last() -> str:
    return migration()


def _migrations() -> str:
    there = MigrationRecorder(connection).migration_qs.filter(app="records", name=_last())
    return WELL if there.exists() else "behind"


def _worker() -> str:
    told = Manifest.read(home())
    if told is None or not told.whole(home()):
        return "absent"
    book = Book.objects.filter(pk=1).values_list("last_position", "last_recorded_at").first()
    if book is None or told.position >= book[0]:
        return WELL
    return WELL if book[1] is None or now() - book[1] < PATIENCE else "behind"


def _disk() -> str:
    try:
        return WELL if shutil.disk_usage(settings.KEXIE_HOME).free >= ROOM else "full"
    except OSError:
        return "unreachable"
