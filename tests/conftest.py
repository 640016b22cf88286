"""What holds for every test: nothing leaves this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest


class NetworkUsed(Exception):  # noqa: N818 - what happened, not an accident of ours
    """A test tried to reach another machine."""


def stays_here(address: object) -> bool:
    """Tell whether an address of ``socket.connect`` lies on this machine (a path is a Unix socket)."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in {"", "localhost", "::1"} or host.startswith("127.")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        true_call = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, call: Any = true_call) -> Any:  # noqa: ANN401 - as the socket's own
            if not stays_here(address):
                raise NetworkUsed(address)
            return call(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()
