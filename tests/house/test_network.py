"""No test may depend on another machine."""

from __future__ import annotations

import socket

import pytest


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as line, pytest.raises(Exception, match=r"192\.0\.2\.1"):
        line.connect(("192.0.2.1", 80))


def test_a_connection_within_this_machine_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as line:
        line.connect(server.getsockname())
