"""Names of goals and kinds wherever a figure is put in words: of the layout in force, else of any, else shipped."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from kexie.data import layouts
from kexie.figures.kinds import WORDS
from kexie.kit.clock import today
from kexie.kit.text import reader_language
from kexie.records.plans.models import Goal
from kexie.records.plans.queries import layout_on
from kexie.records.units.queries import structure_mark

Named = dict[str, layouts.Goal]


def goals_in_force() -> Named:
    """Return the goals of today's layout by their codes, in its order; the shipped one's where there is none yet."""
    return _known(str(connection.settings_dict["NAME"]), structure_mark(), today().isoformat())[0]


def goal_name(code: str) -> str:
    """Return a goal's name in the reader's language; a code that no layout knows as it is."""
    found = _known(str(connection.settings_dict["NAME"]), structure_mark(), today().isoformat())[1].get(code)
    if found is None:
        return code
    return found.name_en if found.name_en and reader_language() == "en" else found.name_zh


def kind_name(slug: str) -> str:
    """Return the word for a kind of activity or of matter; a slug that nobody knows as it is."""
    return str(WORDS.get(slug, slug))


@lru_cache(maxsize=4)
def _known(database: str, mark: int, day: str) -> tuple[Named, Named]:  # noqa: ARG001 - what it is remembered by
    shipped = {goal.code: goal for name in layouts.names() for goal in layouts.load(name)}
    told = {goal.code: _plain(goal) for goal in Goal.objects.order_by("position")}
    layout = layout_on(today())
    now = {goal.code: _plain(goal) for goal in layout.goals} if layout is not None else shipped
    return now, shipped | told | now


def _plain(goal: Goal) -> layouts.Goal:
    return layouts.Goal(goal.code, goal.name_zh, goal.name_en, goal.parent, goal.part)
