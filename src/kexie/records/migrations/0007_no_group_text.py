"""The text of a unit's groups goes: the facts took its place (a step of its own, since PostgreSQL wants it so)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0006_groups")]
    operations: ClassVar = [migrations.RemoveField(model_name="unit", name="groups")]
