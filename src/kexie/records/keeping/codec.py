r"""Values as text and back, the same from every database: what one writes, another reads to the very same value.

``\N`` is no value (an empty text is an empty text); a text that begins with a backslash gets one more in front.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.db import models

NONE: Final = r"\N"
Say = Callable[[Any], str]
Read = Callable[[str], Any]


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: str) -> str:
    return f"\\{value}" if value.startswith("\\") else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


_WAYS: Final[tuple[tuple[type[models.Field[Any, Any]], Say, Read], ...]] = (
    (models.BooleanField, lambda value: "true" if value else "false", _truth),
    (models.IntegerField, str, int),  # big ones too
    (models.DateTimeField, _instant, datetime.fromisoformat),
    (models.DateField, date.isoformat, date.fromisoformat),
    (models.TimeField, time.isoformat, time.fromisoformat),
    (models.JSONField, _json, json.loads),
    (models.BinaryField, lambda value: base64.b64encode(bytes(value)).decode(), base64.b64decode),
    (models.CharField, _text, lambda text: text.removeprefix("\\")),
    (models.TextField, _text, lambda text: text.removeprefix("\\")),
)
"""How the values of a column are said and read; a kind of column comes before those that it is built on."""


def ways(field: models.Field[Any, Any]) -> tuple[Say, Read]:
    """Return how a column's values are said and read; a key says what the column it points to says.

    Raises ``TypeError`` for a kind of column that nobody has taught yet: better no file than one that lost something.
    """
    kind = field
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    for known, say, read in _WAYS:
        if isinstance(kind, known):
            return _or_none(say), _none_or(read)
    message = f"{field}: values of this kind of column cannot be written to a file yet"
    raise TypeError(message)


def _or_none(say: Say) -> Say:
    return lambda value: NONE if value is None else say(value)


def _none_or(read: Read) -> Read:
    return lambda text: None if text == NONE else read(text)
