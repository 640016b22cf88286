"""Rules of study, pure: which topics of a year were studied when, and which were not yet. No database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kexie.kit.text import one_line

MOST_TOPICS = 100
"""More than this are no topics of one year."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session that was held: its first day, and the topics (numbers) that it was about."""

    on: date
    topics: tuple[int, ...]


def first_studied(sessions: Iterable[Held]) -> dict[int, date]:
    """Return for each topic studied the day on which it was first: on it the topic counts, once."""
    found: dict[int, date] = {}
    for session in sessions:
        for topic in session.topics:
            found[topic] = min(session.on, found.get(topic, session.on))
    return found


def not_yet(topics: Sequence[int], sessions: Iterable[Held], day: date) -> list[int]:
    """Return the topics that no session held by a day was about, in their order."""
    done = first_studied(session for session in sessions if session.on <= day)
    return [topic for topic in topics if topic not in done]


def read_titles(text: str) -> list[str]:
    """Return the titles typed, a line each, on one line of text each, in their order and each once."""
    return list(dict.fromkeys(filter(None, (one_line(line)[:200] for line in text.splitlines()))))


def above(path: Collection[int], unit: int, own: int) -> bool:
    """Tell whether a unit stands above one's own: on the path from the root down to it, and not itself."""
    return unit in path and unit != own


def matched(titles: Iterable[str], known: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """Return the topics of some titles, and the titles that are none."""
    listed = list(titles)
    return [known[title] for title in listed if title in known], [title for title in listed if title not in known]
