"""Nouns that stand beside an activity (a class, a study session) and post by what became of it.

They stand on a floor above this one, so they enter themselves here; whenever activities post, each is told which.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

Follow = Callable[[Collection[int], int], None]
"""Posts anew what stands beside some activities (their numbers); the second argument is the account that acts."""
FOLLOWERS: Final[list[Follow]] = []


def register(follow: Follow) -> None:
    """Let a noun post after the activities that it stands beside."""
    if follow not in FOLLOWERS:
        FOLLOWERS.append(follow)


def tell(activities: Collection[int], by: int) -> None:
    """Let every noun beside these activities post what follows from them."""
    for follow in FOLLOWERS:
        follow(activities, by)
