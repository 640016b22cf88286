"""What every template may use: ``house`` (rooms, standing, addresses), ``reader`` (preferences), ``reference``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from kexie.web.kit.lens import Lens, lens_of
from kexie.web.kit.preferences import Preferences, preferences_of
from kexie.web.kit.rail import Doors, doors
from kexie.web.kit.reference import reference_of
from kexie.web.kit.rooms import ON_BAR, ROOMS, Room, room_of
from kexie.web.kit.standing import Standing, standing_of


class House:
    """The frame of a page, worked out only where a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request."""
        self._request = request

    @cached_property
    def room(self) -> str:
        """Return the slug of the room we are in."""
        return room_of(self._request)

    @cached_property
    def rooms(self) -> list[Room]:
        """Return the rooms for someone signed in, in their order; nobody else sees doors they cannot open."""
        user = getattr(self._request, "user", None)
        return list(ROOMS) if user is not None and user.is_authenticated else []

    @cached_property
    def doors(self) -> Doors:
        """Return the rooms as the frame lists them."""
        return doors(self.room)

    @property
    def more(self) -> list[Room]:
        """Return the rooms behind 更多."""
        return self.rooms[ON_BAR:]

    @property
    def more_room(self) -> Room | None:
        """Return the room we are in if its door is behind 更多."""
        return next((room for room in self.more if room.slug == self.room), None)

    @cached_property
    def standing(self) -> Standing:
        """Return what is so of the data as a whole."""
        return standing_of(self._request)

    @cached_property
    def lens(self) -> Lens:
        """Return as of which day the reader looks."""
        return lens_of(self._request)

    @property
    def here(self) -> str:
        """Return this page's address, to come back to. A page that answered a form is asked for anew."""
        return self._request.get_full_path()

    @cached_property
    def search(self) -> str:
        """Return the address of the search, empty while there is none."""
        try:
            return reverse("search")
        except NoReverseMatch:
            return ""


def house(request: HttpRequest) -> dict[str, House | Preferences | str | Any]:
    """Give every template the frame."""
    return {"house": House(request), "reader": preferences_of(request), "reference": reference_of(request)}
