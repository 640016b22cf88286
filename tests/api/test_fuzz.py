"""Whatever is sent to the interface, it answers as its own description says, and never with an accident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kexie.records.access.models import Account
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.units.models import Unit
from tests.api.conftest import Program
from tests.building import held

EACH = 3
"""Requests for each address, in the suite; more of them by hand find what is rare."""
OPEN = [positive_data_acceptance]
"""Not held against it: a request may be well formed and name a unit that is not there."""


@pytest.fixture
def described(tree: dict[str, Unit], owner: Account, program: Program, plain_static: None) -> Iterator[Any]:
    """Return the interface by its own description, over a small association."""
    held(owner, tree["c1"], code="A", series="示例")
    open_matter(NewMatter("decision", "示例", tree["root"], tree["c1"], code="M"), by=owner)
    # what a test writes stands in one transaction: the handler of a request must not close its connection
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found.config.headers = {"Authorization": f"Bearer {program(owner).words}", "Host": "localhost"}
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_address_keeps_its_word(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 100
    for operation in operations:

        @settings(max_examples=EACH, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def keeps(case: Any) -> None:
            case.call_and_validate(excluded_checks=OPEN)

        keeps()
