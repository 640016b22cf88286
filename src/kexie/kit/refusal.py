"""A refusal: what was wrong, where, and how to mend it, in sentences for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """Raised when something asked for cannot be done; nothing has been kept.

    ``lines`` holds one clear sentence a reason; the command line prints them and exits 1, pages show a notice.
    """

    def __init__(self, lines: str | Iterable[str]) -> None:
        """Keep the sentences; a single string is one sentence."""
        self.lines: tuple[str, ...] = (lines,) if isinstance(lines, str) else tuple(lines)
        super().__init__("\n".join(self.lines))


class Forbidden(Refused):
    """Raised when the person who asks has no right to what they ask for; it reads the same as if it were not there."""
