"""Log lines as JSON, one object a line: what happened, under which number, and nothing that tells of a person.

Addresses of pages hold codes of persons, messages of databases hold values; so a line names the route (a pattern),
the kind of an accident and where in the program it happened, never the address, the query or the message.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.types import EventDict

DEEPEST: Final = 12
"""Frames of an accident that are told, the innermost last."""
QUIET: Final = ("django.request", "django.security", "axes", "gunicorn.error")
"""Loggers whose own words may hold an address, a name or a message: only their kind is told."""


def route_of(request: object) -> str:
    """Return the pattern of the address that a request was answered under; empty where there was none."""
    match = getattr(request, "resolver_match", None)
    return str(getattr(match, "route", "") or "") if match is not None else ""


def frames_of(trace: TracebackType | None) -> list[str]:
    """Return where an accident happened, as ``file:line function``."""
    found = traceback.extract_tb(trace)[-DEEPEST:]
    return [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in found]


def _discreet(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Leave out of a line whatever may tell of a person."""
    record = event.get("_record")
    request = event.pop("request", None) or getattr(record, "request", None)
    if request is not None:
        event["route"], event["method"] = route_of(request), getattr(request, "method", "")
    name = str(event.get("logger", ""))
    if name.startswith(QUIET):
        event["event"] = name
    told = event.pop("exc_info", None)
    if isinstance(told, tuple) and told[0] is not None:
        event["accident"] = told[0].__name__
        event["frames"] = frames_of(told[2])
    for extra in ("message", "asctime", "server_time", "stack_info", "stack"):
        event.pop(extra, None)
    return event


def _chain() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _discreet,
    ]


def formatter(*, as_json: bool) -> dict[str, Any]:
    """Return the formatter of ``LOGGING``: JSON for machines, aligned words for a terminal."""
    json, words = structlog.processors.JSONRenderer(ensure_ascii=False), structlog.dev.ConsoleRenderer(colors=False)
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _chain(),
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, json if as_json else words],
    }
