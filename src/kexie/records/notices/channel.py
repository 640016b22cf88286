"""What a way to reach people is: docs/deploy.md shows how an office adds one."""

from __future__ import annotations

from typing import Protocol

from django.utils.functional import Promise


class UndeliveredError(Exception):
    """Raised where the channel said that a message was not taken; the text says why."""


class Channel(Protocol):
    """A way to reach somebody."""

    @property
    def slug(self) -> str:
        """Return its name in the database."""
        ...

    @property
    def title(self) -> str | Promise:
        """Return its name on screen."""
        ...

    def ready(self) -> bool:
        """Tell whether this deployment is set up to send this way."""
        ...

    def read(self, address: str) -> str:
        """Return an address as it is kept; raise ``Refused`` for what is none."""
        ...

    def send(self, address: str, subject: str, body: str) -> None:
        """Hand over one message; raise ``UndeliveredError`` with the reason if it was not taken."""
        ...
