"""Every noun of the interface, a line each."""

from __future__ import annotations

from kexie.api import (
    activities,
    body_decisions,
    branches,
    classes,
    digests,
    figures,
    hearings,
    inspection_rounds,
    inspections,
    lectures,
    lists,
    matter_deeds,
    matters,
    meetings,
    month_lists,
    own_voices,
    search,
    units,
    visits,
    voices,
)
from kexie.api.house import api

__all__ = ["api"]

for _name, _nouns in (
    ("units", (units,)),
    ("activities", (activities,)),
    ("matters", (matters, matter_deeds)),
    ("meetings", (meetings,)),
    ("month-lists", (month_lists,)),
    ("inspections", (inspection_rounds, inspections)),
    ("body-decisions", (body_decisions,)),
    ("voices", (voices,)),
    ("own-voices", (own_voices,)),
    ("hearings", (hearings,)),
    ("digests", (digests,)),
    ("branches", (branches,)),
    ("classes", (classes,)),
    ("lectures", (lectures,)),
    ("visits", (visits,)),
    ("figures", (figures,)),
    ("lists", (lists,)),
    ("search", (search,)),
):
    for _noun in _nouns:
        api.add_router(f"/{_name}", _noun.router)
