"""A few branches with members, and whoever keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kexie.records.access.models import Account
from kexie.records.branches import members
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Branch
from kexie.records.people.models import Person
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit
from tests.building import cast, someone

LONG_AGO = date(2015, 1, 1)


def open_branches(owner: Account, **parents: str) -> dict[str, Branch]:
    """Open branches below units: ``open_branches(owner, b1="c1")``."""
    open_units(
        [NewUnit(code=code, name=f"示例支部{code}", kind="branch", parent=parent) for code, parent in parents.items()],
        by=owner,
    )
    return {unit.code: members.set_up(unit, by=owner) for unit in Unit.objects.filter(code__in=parents)}


def people_of(owner: Account, branch: Branch, full: int, probationary: int = 0, since: date = LONG_AGO) -> list[Person]:
    """Let so many people belong to a branch."""
    found = []
    for n in range(full + probationary):
        person = someone(f"{branch.unit.code}-{n}", owner)
        standing = "full" if n < full else "probationary"
        members.admit(branch, Joining(person, since, standing), by=owner)
        found.append(person)
    branch.refresh_from_db()
    return found


@pytest.fixture
def branches(owner: Account, tree: dict[str, Unit]) -> dict[str, Branch]:
    """Open three branches: two below county c1, one below county c3."""
    return open_branches(owner, b1="c1", b2="c1", b3="c3")


@pytest.fixture
def staffed(owner: Account, branches: dict[str, Branch]) -> tuple[Branch, list[Person]]:
    """Return a branch with five full members and a probationary one."""
    return branches["b1"], people_of(owner, branches["b1"], 5, 1)


@pytest.fixture
def party(branches: dict[str, Branch], tree: dict[str, Unit]) -> Account:
    """Seat the party clerk of county c1."""
    return cast("party", tree["c1"])


Refusing = Callable[[Callable[[], object]], list[str]]
