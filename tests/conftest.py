"""What holds for every test: nothing leaves this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, Phase, settings

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import cast, make_owner, plant
from tests.opened import without_walls

_HABITS: dict[str, Any] = {
    "deadline": None,  # no test measures time
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    "phases": [phase for phase in Phase if phase is not Phase.explain],  # it costs minutes where a database answers
}
settings.register_profile("house", max_examples=50, **_HABITS)
settings.register_profile("thorough", max_examples=1000, **_HABITS)
settings.load_profile("house")


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

        def guarded(self: socket.socket, address: Any, call: Any = true_call) -> Any:
            if not stays_here(address):
                raise NetworkUsed(address)
            return call(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture
def open_book(db: None) -> Iterator[None]:
    """Take the walls of the book down for one test; no other way is allowed."""
    with without_walls():
        yield


@pytest.fixture(autouse=True, scope="session")
def flush_between() -> Iterator[None]:
    """Let tests that commit (``transactional_db``, a live server) empty the database after themselves."""
    patch = pytest.MonkeyPatch()
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def opened(self: TransactionTestCase) -> None:
        with without_walls():
            flush(self)

    patch.setattr(TransactionTestCase, "_fixture_teardown", opened)
    yield
    patch.undo()


@pytest.fixture
def owner(db: None) -> Account:
    """Return the owner, whose rights reach everywhere."""
    return make_owner()


@pytest.fixture
def tree(owner: Account) -> dict[str, Unit]:
    """Plant a small association: a root, two provinces, a prefecture between, three counties."""
    return plant(owner, root="", p1="root", p2="root", city="p1", c1="city", c2="city", c3="p2")


@pytest.fixture
def chair(tree: dict[str, Unit]) -> Account:
    """Seat the chair of the whole association."""
    return cast("chair", tree["root"])


@pytest.fixture
def clerk(tree: dict[str, Unit]) -> Account:
    """Seat the clerk of county c1."""
    return cast("clerk", tree["c1"])


@pytest.fixture
def member(tree: dict[str, Unit]) -> Account:
    """Seat a member in county c1."""
    return cast("member", tree["c1"])


@pytest.fixture
def auditor(tree: dict[str, Unit]) -> Account:
    """Seat the auditor of the whole association."""
    return cast("auditor", tree["root"])


@pytest.fixture
def stranger(db: None) -> Account:
    """Make somebody who signed in and holds no post."""
    return cast("stranger", None)
