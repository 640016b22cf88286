"""The lists that can be imported, one line each, in the order in which a new association brings them."""

from __future__ import annotations

from typing import Final

from kexie.records.imports.activities import ACTIVITIES
from kexie.records.imports.attendance import ATTENDANCE
from kexie.records.imports.base import Listing
from kexie.records.imports.branches import BRANCH_MEETINGS, BRANCH_MEMBERS, BRANCHES
from kexie.records.imports.elements import ELEMENTS
from kexie.records.imports.enrolments import ENROLMENTS
from kexie.records.imports.goals import GOALS
from kexie.records.imports.indicators import INDICATORS
from kexie.records.imports.people import PEOPLE
from kexie.records.imports.posts import POSTS
from kexie.records.imports.requests import REQUESTS
from kexie.records.imports.speakers import SPEAKERS
from kexie.records.imports.targets import TARGETS
from kexie.records.imports.topics import TOPICS
from kexie.records.imports.units import UNITS
from kexie.records.imports.values import VALUES
from kexie.records.imports.visits import VISITS

LISTS: Final[dict[str, Listing]] = {
    listing.name: listing
    for listing in (
        UNITS,
        PEOPLE,
        POSTS,
        GOALS,
        TARGETS,
        ACTIVITIES,
        ATTENDANCE,
        ENROLMENTS,
        TOPICS,
        BRANCHES,
        BRANCH_MEMBERS,
        BRANCH_MEETINGS,
        ELEMENTS,
        VALUES,
        INDICATORS,
        SPEAKERS,
        REQUESTS,
        VISITS,
    )
}
