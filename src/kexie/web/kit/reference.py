"""The number of a request: short, and read out over a telephone without mistakes."""

from __future__ import annotations

import secrets
from typing import Final

from django.http import HttpRequest

ALPHABET: Final = "23456789ACDEFHJKMNPQRTUVWXY"
"""Letters and digits that are not taken for one another (no 0 O, 1 I L, 5 S is kept as 5, 8 B as 8, 2 Z as 2)."""
KEY: Final = "kexie.reference"


def new_reference() -> str:
    """Return a fresh number such as ``K-7Q4M-X2PD``."""
    draw = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"K-{draw[:4]}-{draw[4:]}"


def reference_of(request: HttpRequest) -> str:
    """Return the request's number, given at the first call. It never comes from outside: a header could be forged."""
    number = request.META.get(KEY)
    if not isinstance(number, str):
        number = request.META[KEY] = new_reference()
    return number
