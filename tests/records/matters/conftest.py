"""The walls of closing can be taken out one by one, to see that the tests notice (``KEXIE_TEST_BREAK=rule``)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from kexie.records.matters import rules


@pytest.fixture(autouse=True, scope="session")
def broken_rule() -> Iterator[None]:
    """Take out the rule that the environment names; the product itself never reads this."""
    patch = pytest.MonkeyPatch()
    name = os.environ.get("KEXIE_TEST_BREAK", "")
    if name:
        patch.delitem(rules.CLOSING, name)
    yield
    patch.undo()
