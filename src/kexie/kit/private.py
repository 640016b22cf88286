"""Telling what looks like a telephone number, a number of a document or a mail address: least personal data."""

from __future__ import annotations

import re
from typing import Final

_PRIVATE: Final = re.compile(r"\d{11}|\d{17}[\dXx]|\d{3,4}[-－ ]\d{7,8}|[^\s@]+@[^\s@]+\.[^\s@]+")


def private(text: str) -> bool:
    """Tell whether a text holds what looks like such a number or address."""
    return _PRIVATE.search(text) is not None
