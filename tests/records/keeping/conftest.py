"""A house of its own folder, emptied as ``init`` leaves one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from kexie.records.access.models import Account
from kexie.records.keeping import tables
from kexie.records.keeping.actions import FORM, Told, take_all
from kexie.records.keeping.archive import Sealed
from tests.building import make_owner


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """Keep files and the list of erasures in a folder of the test."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.ERASURES = tmp_path / "erasures"
    return tmp_path


@pytest.fixture
def afresh(db: None) -> Callable[[], Account]:
    """Return what makes the house as ``init`` does: another empty one takes its place."""

    def empty() -> Account:
        tables.empty()
        return make_owner()

    return empty


def take(file: Path, by: Account) -> Told:
    """Take everything of a file."""
    with Sealed(file, FORM) as sealed:
        return take_all(sealed, by=by)
