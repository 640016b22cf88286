"""How a document is printed: whose copy it is, and the site that its numbers lead back to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Copy(StrEnum):
    """The clean copy is for sending on: words and numbers only. The reviewer's has every number's source annexed."""

    CLEAN = "clean"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Printing:
    """``site`` stands before the addresses of records and passports: ``https://host``, or nothing."""

    site: str = ""
    copy: Copy = Copy.REVIEWER
