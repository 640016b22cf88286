"""JSON in which decimal numbers keep every digit: no number passes through binary floating point."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

_MARK: Final = "\x00decimal:"
_MARKED: Final = re.compile(r'"\\u0000decimal:(-?[0-9]+(?:\.[0-9]+)?)"')


def dumps(document: object, *, indent: int | None = None, other: Callable[[Any], Any] | None = None) -> str:
    """Return a document as JSON, Chinese as it is, ``Decimal`` as a number with all its places.

    Raises ``TypeError`` for what neither JSON nor ``other`` knows. The mark of a decimal begins with NUL, which nothing
    that people type is ever kept with (``kit.text.odd_character``).
    """

    def marked(value: Any) -> Any:  # noqa: ANN401 - whatever json does not know itself
        if isinstance(value, Decimal) and value.is_finite():
            return f"{_MARK}{value:f}"
        if other is not None:
            return other(value)
        message = f"{type(value).__name__} has no place in JSON"
        raise TypeError(message)

    text = json.dumps(document, ensure_ascii=False, indent=indent, default=marked)
    return _MARKED.sub(r"\1", text)
