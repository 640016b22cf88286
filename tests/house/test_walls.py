"""Walls that no other tool holds: what the kit may import, and where a foreign key may point."""

from __future__ import annotations

import ast
import configparser
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
KIT_MAY_IMPORT = ("kexie.kit", "django.utils.translation")


def storeys() -> list[set[str]]:
    """Return the nouns of the records floor from the top down, as ``.importlinter`` names them."""
    walls = configparser.ConfigParser()
    walls.read(ROOT / ".importlinter")
    lines = walls["importlinter:contract:records"]["layers"].split("\n")
    return [{noun.strip(" ()") for noun in line.split("|")} for line in lines if line.strip()]


def height(noun: str) -> int:
    """Return how high a noun stands; the lowest is 0. A noun that no wall knows is an error."""
    for place, nouns in enumerate(reversed(storeys())):
        if noun in nouns:
            return place
    raise LookupError(f"{noun}: not in .importlinter")


def noun_of(model: type[models.Model]) -> str:
    return model.__module__.removeprefix("kexie.records.").split(".")[0]


def foreign_keys() -> Iterator[tuple[type[models.Model], models.Field[object, object], type[models.Model]]]:
    for model in apps.get_app_config("records").get_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if isinstance(field, models.Field) and isinstance(target, type):
                yield model, field, target


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(list(foreign_keys())) > 5


def test_every_foreign_key_points_down_or_stays_in_its_noun() -> None:
    wrong = [
        f"{model.__name__}.{field.name} → {target.__name__}"
        for model, field, target in foreign_keys()
        if target.__module__.startswith("kexie.records.")
        and noun_of(model) != noun_of(target)
        and height(noun_of(model)) <= height(noun_of(target))
    ]
    assert wrong == []


def test_every_noun_of_the_records_floor_has_its_storey() -> None:
    folders = {path.parent.name for path in (ROOT / "src/kexie/records").glob("*/__init__.py")} - {"migrations"}
    known = set().union(*storeys())
    assert folders <= known


@pytest.mark.parametrize("path", sorted((ROOT / "src/kexie/kit").rglob("*.py")), ids=lambda path: path.name)
def test_the_kit_knows_nothing_of_the_association_its_settings_or_its_database(path: Path) -> None:
    strangers = [
        name
        for name in imports_of(path)
        if name.split(".")[0] in {"kexie", "django"} and not name.startswith(KIT_MAY_IMPORT)
    ]
    assert strangers == []


@pytest.mark.parametrize("name", ["kexie.kit", "kexie.records.models", "kexie.figures", "kexie.reports"])
def test_every_floor_can_be_entered(name: str) -> None:
    importlib.import_module(name)
