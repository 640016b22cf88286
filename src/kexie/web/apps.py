"""The web floor as a Django app: it has templates, tags and static files, and no models."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    """Pages for people."""

    name = "kexie.web"
    label = "web"

    def ready(self) -> None:
        """Tell the frame whom to ask about the data as a whole."""
        from kexie.web.desk.standing import standing  # noqa: PLC0415 - models exist only now
        from kexie.web.kit.standing import provide  # noqa: PLC0415 - the same

        provide(standing)
        if settings.READ_ONLY:  # a new connection tells nobody else, and each one needs the guard
            connection_created.connect(_guarded, dispatch_uid="read only")


def _guarded(connection: BaseDatabaseWrapper, **_more: object) -> None:
    """Put the guard of the read-only house before every statement of a connection."""
    from kexie.web.kit.read_only import guard  # noqa: PLC0415 - pages exist only now

    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)
