"""Addresses for a whole list: the pattern is looked up once, and each row fills in its own code."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

HOLE: Final = "KODE"
SAFE: Final = "!$&'()*+,;=/~:@"
"""What ``reverse`` leaves unquoted too (RFC 3986)."""


def addresses(page: str) -> Callable[[str], str]:
    """Return what makes the address of a page from one code, as ``reverse(page, args=[code])`` would."""
    before, after = _around(page, get_script_prefix())
    return lambda code: f"{before}{quote(code, safe=SAFE)}{after}"


@lru_cache(maxsize=256)
def _around(page: str, prefix: str) -> tuple[str, str]:  # noqa: ARG001 - part of what the memory is keyed by
    before, _hole, after = reverse(page, args=[HOLE]).partition(HOLE)
    return before, after
