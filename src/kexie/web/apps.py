"""The web floor as a Django app: it has templates, tags and static files, and no models."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "kexie.web"
    label = "web"

    def ready(self) -> None:
        """Tell the frame whom to ask about the data as a whole."""
        from kexie.web.desk.standing import standing  # noqa: PLC0415 - models exist only now
        from kexie.web.kit.standing import provide  # noqa: PLC0415 - the same

        provide(standing)
