"""The rooms of the house: the rail on a desk, the bar on a phone, always in the same order.

A room that cannot be entered yet is not shown: its noun adds the one line when its first page exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ON_BAR: Final = 4
"""Rooms that stand on the phone's bar before 更多."""


@dataclass(frozen=True, slots=True)
class Room:
    """One room: its slug is the namespace of its addresses, ``page`` the address of its door, ``key`` follows g."""

    slug: str
    name: str | _StrPromise
    icon: str
    page: str
    gap: bool = False
    key: str = ""

    @property
    def href(self) -> str:
        """Return the address of the door."""
        return _door(self.page, get_script_prefix())


@lru_cache(maxsize=64)
def _door(page: str, prefix: str) -> str:  # noqa: ARG001 - part of what the memory is keyed by
    return reverse(page)


ROOMS: Final[tuple[Room, ...]] = (
    Room("home", _("今日"), "home", "home", key="h"),
    Room("plan", _("布局"), "plan", "plan:index", key="p"),
    Room("activities", _("活动"), "act", "activities:index", key="a"),
    Room("matters", _("事项"), "matter", "matters:index", key="m"),
    Room("branches", _("支部"), "two", "branches:index", key="b"),
    Room("units", _("组织"), "unit", "units:index", gap=True, key="u"),
    Room("figures", _("数据"), "fig", "figures:index", key="f"),
    Room("reports", _("文稿"), "rep", "reports:index", key="r"),
    Room("settings", _("设置"), "set", "settings:index", gap=True, key="s"),
    # 宣传 pub, 报表 ret and 考核 app come with their nouns, in the order of the plan
)


WITHIN: Final = {
    "classes": "activities",
    "topics": "activities",
    "speakers": "activities",
    "visits": "activities",
    "meetings": "matters",
    "imports": "settings",
    "inspections": "matters",
    "account": "settings",
    "password": "settings",
    "first": "settings",
    "hearing": "matters",
}
"""Pages that stand in a room without a door of their own."""


def room_of(request: HttpRequest) -> str:
    """Return the slug of the room that a request is in: the first namespace of its address, or the address's name."""
    match = request.resolver_match
    if match is None:
        return ""
    slug = match.namespaces[0] if match.namespaces else (match.url_name or "")
    return WITHIN.get(slug, slug)
