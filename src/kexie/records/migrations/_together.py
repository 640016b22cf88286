"""Making many new models in one step.

Django draws every model of the house anew after each single operation on one of them: with a hundred models the eight
migrations that only add tables took eight seconds of every ``init``. What is new is told first, then drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

PARTS = (migrations.AddField, migrations.AddConstraint, migrations.AddIndex)


class NewModels(Operation):
    """Models that are new, with the fields, constraints and indexes that Django adds to them one by one."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Keep what makes them, in Django's order."""
        self.operations = list(operations)

    @property
    def names(self) -> list[str]:
        """Return the names of the new models, in the order in which they are made."""
        return [one.name for one in self.operations if isinstance(one, migrations.CreateModel)]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell the state of all of them before anything is drawn."""
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's shape
        to_state: ProjectState,
    ) -> None:
        """Make each table as it is in the end."""
        for name in self.names:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django's shape
    ) -> None:
        """Drop them, the last first."""
        for name in reversed(self.names):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        """Say what is made."""
        return "Create models " + ", ".join(self.names)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """Return operations with each run of those that only make new models put together; the others stay as they are."""
    done: list[Operation] = []
    run: list[Operation] = []
    new: set[str] = set()
    for one in operations:
        if isinstance(one, migrations.CreateModel):
            new.add(one.name.lower())
            run.append(one)
        elif isinstance(one, PARTS) and one.model_name.lower() in new:
            run.append(one)
        else:
            done += [NewModels(run)] if run else []
            run, new = [], set()
            done.append(one)
    return done + ([NewModels(run)] if run else [])
