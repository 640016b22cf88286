"""The lists of rooms as the frame of every page writes them: they say the same on all pages of a room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.urls import get_script_prefix
from django.utils.safestring import SafeString

from kexie.web.kit.markup import escaped
from kexie.web.kit.rooms import ON_BAR, ROOMS, Room
from kexie.web.kit.sprite import icon
from kexie.web.kit.terms import voice


@dataclass(frozen=True, slots=True)
class Doors:
    """``rail``: all rooms on a desk; ``bar`` and ``more``: those of the phone's bar, and behind 更多."""

    rail: SafeString
    bar: SafeString
    more: SafeString


def doors(room: str) -> Doors:
    """Return the lists as they stand in a room, in the reader's words."""
    return _doors(room, voice(), get_script_prefix(), icon(ROOMS[0].icon))


_GAP: Final = ' class="gap"'


@lru_cache(maxsize=256)
def _doors(room: str, *_seen_as: object) -> Doors:
    rail = "\n    ".join(f"<li{_GAP * one.gap}>{_door(one, room, key=True)}</li>" for one in ROOMS)
    return Doors(SafeString(rail), _listed(ROOMS[:ON_BAR], room), _listed(ROOMS[ON_BAR:], room))


def _listed(rooms: Iterable[Room], room: str) -> SafeString:
    return SafeString("\n  ".join(_door(one, room) for one in rooms))


def _door(one: Room, room: str, *, key: bool = False) -> str:
    keyed = f' data-key="{one.key}"' if key and one.key else ""
    here = ' aria-current="page"' if one.slug == room else ""
    return f'<a href="{escaped(one.href)}"{keyed}{here}>{icon(one.icon)}{escaped(one.name)}</a>'
