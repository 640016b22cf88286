"""Names of goals wherever a page shows one: those by which figures call them."""

from kexie.figures.names import goal_name as name_of
from kexie.figures.names import goals_in_force

__all__ = ["goals_in_force", "name_of"]
