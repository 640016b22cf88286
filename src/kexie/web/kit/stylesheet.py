"""One stylesheet from many small ones, without Node.

A part has a file of its own, so that it can be found and read; a browser gets one file, because the first visit on a
slow office line costs a round trip a file. The result is kept in the repository (``scripts/styles.py`` writes it), so
that installing and running need no build; a test holds the two in step.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = WEB / "styles"
RESULT: Final = WEB / "static" / "kexie" / "kexie.css"
ORDER: Final = ("tokens.css", "base.css", "shell.css", "parts/*.css", "charts.css", "rooms/*.css", "print.css")
"""The order of the layers; within a folder files go by name, and none may depend on that."""


def sources() -> list[Path]:
    """Return the source files in the order in which they are set."""
    return [path for pattern in ORDER for path in sorted(SOURCES.glob(pattern))]


def build() -> str:
    """Return the whole stylesheet: the sources in order, without comments, indents and empty lines."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line.strip() for line in text.splitlines()]
    return "/* made by scripts/styles.py from src/kexie/web/styles */\n" + "\n".join(filter(None, lines)) + "\n"
