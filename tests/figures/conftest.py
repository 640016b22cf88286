"""Histories begin in 2018: the book's clock never goes back, so its first line is written before them."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.records.access.models import Account
from tests.building import make_owner
from tests.figures.days import at


@pytest.fixture
def early(db: None) -> Account:
    """Return the owner, made before anything happens."""
    with at(date(2010, 1, 1)):
        return make_owner()
