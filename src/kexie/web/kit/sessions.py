"""Sessions in the database, as Django keeps them; one is read in plain SQL, since every page reads one."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

_SQL: Final = "SELECT * FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store."""

    def _get_session_from_db(self) -> Session | None:
        """Return the session of the key unless it has expired; one that is not there has no key any more."""
        found = next(iter(Session.objects.raw(_SQL, [self.session_key, timezone.now()])), None)
        if found is None:
            self._session_key = None
        return found
