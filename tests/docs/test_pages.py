"""The documentation holds together: links lead somewhere, decisions have their form, lists are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from kexie.cli import COMMANDS
from kexie.records.structure.choices import BY_KEY
from tests.docs.pages import ROOT, anchors, links, pages

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
INDEPENDENT = (
    "An independent open-source project. Not affiliated with or endorsed by any association, government or party body."
)


def words(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_house_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page.read_text()):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            broken.append(link)
    assert broken == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_number_its_title_and_about_ten_lines(page: Path) -> None:
    first, *rest = page.read_text().splitlines()
    assert re.fullmatch(rf"# {int(page.name[:4])}\. \S.{{8,80}}", first)
    assert any(line.startswith("Date: ") and "State: " in line for line in rest)
    assert "**Decision.**" in page.read_text()
    assert 5 <= len([line for line in rest if line.strip()]) <= 20


@pytest.mark.parametrize("name", ["README.md", "README.en.md", "NOTICE"])
def test_we_say_who_we_are_not(name: str) -> None:
    text = " ".join(words(name).split())
    assert INDEPENDENT in text
    assert "No claim of legal compliance." in text


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_readme_names_the_two_commands_and_the_one_apt_line(name: str) -> None:
    assert all(line in words(name) for line in ("./kexie demo", "./kexie test", "sudo apt install -y git python3-venv"))


def test_the_start_script_and_the_readme_name_the_same_apt_line() -> None:
    assert "sudo apt install -y git python3-venv" in words("kexie")


def test_every_model_has_its_word_in_the_glossary() -> None:
    glossary = words("docs/glossary.md")
    models = [model.__name__ for model in apps.get_app_config("records").get_models()]
    assert [name for name in models if f"`{name}`" not in glossary] == []


def test_every_noun_has_its_line_in_the_architecture() -> None:
    architecture = words("docs/architecture.md")
    nouns = {path.parent.name for path in (ROOT / "src/kexie/records").glob("*/__init__.py")} - {"migrations"}
    assert [noun for noun in sorted(nouns) if f"\n  {noun}/ " not in architecture] == []


def test_every_setting_is_described_and_every_described_setting_is_read() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)`", words("docs/settings.md"), re.MULTILINE))
    sources = [*(ROOT / "src").rglob("*.py"), ROOT / "kexie"]
    pattern = re.compile(r"""["'](KEXIE_[A-Z_]+[A-Z]|DATABASE_URL)["']""")
    read = {name for path in sources for name in pattern.findall(path.read_text())}
    assert described == read


def test_every_setting_of_the_association_is_described() -> None:
    described = re.findall(r"^\| `([a-z_]+)`", words("docs/settings.md"), re.MULTILINE)
    assert [key for key in BY_KEY if key not in described] == []


def test_the_changelog_says_what_is_not_released_yet() -> None:
    assert "\n## Unreleased\n" in words("CHANGELOG.md")


def test_the_licence_is_apache_2() -> None:
    assert "Apache License" in words("LICENSE")
    assert 'license = "Apache-2.0"' in words("pyproject.toml")


def test_every_command_has_its_part_in_the_command_page() -> None:
    page = ROOT / "docs" / "cli.md"
    if not page.exists():
        pytest.skip("docs/cli.md is not written yet")
    assert [name for name in COMMANDS if f"./kexie {name}" not in page.read_text()] == []
