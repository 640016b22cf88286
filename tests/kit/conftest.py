"""The kit is spoken to in Chinese here, whatever language the machine speaks."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True, scope="module")
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield
