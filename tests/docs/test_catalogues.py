"""Whatever is shipped as data has its line in the documentation, and no line speaks of what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from kexie.figures.indicators import HOUSE
from kexie.figures.question import BY_WORDS, CONDITIONS
from kexie.records.access.rights import ROLES, TITLES
from kexie.records.activities.kinds import KINDS as ACTIVITY_KINDS
from kexie.records.imports.base import RECORDED_ON
from kexie.records.imports.lists import LISTS
from kexie.records.ledger.measures import SHIPPED
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.units.kinds import KINDS, LEVELS, LINES
from kexie.reports.catalogue import FORMATS, REPORTS
from tests.docs.pages import ROOT

CATALOGUES: dict[str, Iterable[tuple[str, object]]] = {
    "Indicators": [(one.slug, one.title) for one in HOUSE.values()],
    "Kinds of activity": [(one.slug, one.title) for one in ACTIVITY_KINDS.values()],
    "Kinds of matter": [(one.slug, one.title) for one in WORKFLOWS.values()],
    "Kinds of unit": [(one.slug, one.title) for one in KINDS],
    "Levels": [(one.slug, one.title) for one in LEVELS],
    "Lines": [(one.slug, one.title) for one in LINES],
    "Rights": [(right.value, title) for right, title in TITLES.items()],
    "Roles": [(one.slug, one.title) for one in ROLES.values()],
    "Measures": [(one.slug, one.title) for one in SHIPPED],
    "Lists": [(one.name, one.title) for one in LISTS.values()],
    "Reports": [(name, "") for name in REPORTS],
}


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text()


def part(text: str, title: str) -> str:
    """Return what stands under the heading that has a title."""
    heading = rf"^##+ (?:[^\n]* )?{re.escape(title)}(?: ·[^\n]*)?$"
    found = re.search(rf"{heading}(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


@pytest.mark.parametrize("title", CATALOGUES)
def test_every_catalogue_stands_in_the_documentation_line_by_line(title: str) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\S+) \| \S.*\|$", part(page("catalogues"), title), re.MULTILINE)
    expected = [(slug, str(word)) for slug, word in CATALOGUES[title]]
    if title == "Reports":  # a report's title names its unit and period
        rows = [(slug, "") for slug, _word in rows]
    assert rows == expected


@pytest.mark.parametrize("name", LISTS)
def test_every_column_of_an_import_stands_in_the_documentation(name: str) -> None:
    rows = re.findall(r"^\| (\**)`(\w+)`\** \| (\S+) \| \S.*\|$", part(page("formats"), name), re.MULTILINE)
    columns = LISTS[name].columns
    assert rows == [("**" if column.required else "", column.name, column.zh) for column in columns]


def test_what_every_import_takes_stands_there_too() -> None:
    assert f"`{RECORDED_ON.name}` ({RECORDED_ON.zh})" in page("formats")


@pytest.mark.parametrize("word", [*BY_WORDS, "units:LEVEL", *(f"--where {name}=" for name in CONDITIONS), *FORMATS])
def test_every_word_of_a_question_stands_in_the_command_page(word: str) -> None:
    assert f"`{word}" in page("cli") or f" {word}" in page("cli")
