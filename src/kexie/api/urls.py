"""Every noun of the interface, a line each."""

from __future__ import annotations

from kexie.api import activities, figures, lists, matters, units
from kexie.api.house import api

__all__ = ["api"]

for _name, _noun in (
    ("units", units),
    ("activities", activities),
    ("matters", matters),
    ("figures", figures),
    ("lists", lists),
):
    api.add_router(f"/{_name}", _noun.router)
