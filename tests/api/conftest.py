"""Programs of the cast: each with a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.machines import tokens
from tests.web.conftest import plain_static

__all__ = ["plain_static"]
Program = Callable[..., "Speaker"]


class Speaker:
    """A program that acts for an account."""

    def __init__(self, account: Account, *, may_write: bool = True) -> None:
        _token, words = tokens.make(name="示例", until=today() + timedelta(days=1), may_write=may_write, by=account)
        self.words = words
        self.client = Client(headers={"Authorization": f"Bearer {words}"})

    def get(self, address: str, **query: Any) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1/{address}", query_params=query)
        return answer.status_code, answer.json()

    def post(self, address: str, body: Any, key: str = "") -> tuple[int, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()


@pytest.fixture
def program() -> Program:
    """Return what makes a program for an account."""
    return Speaker
