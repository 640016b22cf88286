from __future__ import annotations

import re

import pytest

from kexie.web.kit import stylesheet

TOKENS = (stylesheet.SOURCES / "tokens.css").read_text(encoding="utf-8")
VALUE = re.compile(r"(--[\w-]+):\s*([^;]+);")


def values_after(marker: str) -> dict[str, str]:
    """Return the custom properties of the block that begins at a marker."""
    block = TOKENS[TOKENS.index(marker) :]
    return dict(VALUE.findall(block[: block.index("}")]))


LIGHT = values_after(":root {")
DARK = values_after(':root[data-scheme="dark"]')


def brightness(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_one_stylesheet_is_what_its_sources_say() -> None:
    assert stylesheet.RESULT.read_text(encoding="utf-8") == stylesheet.build(), "run scripts/styles.py"


def test_every_source_is_set() -> None:
    assert set(stylesheet.sources()) == set(stylesheet.SOURCES.rglob("*.css"))


def test_dark_says_the_same_by_the_system_and_by_the_switch() -> None:
    assert values_after(':root:not([data-scheme="light"])') == DARK


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3", "link", "seal", "done", "near", "late", "idle"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "sunk"])
def test_text_can_be_read_on_every_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[f"--{text}"], scheme[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_can_be_seen(scheme: dict[str, str]) -> None:
    assert contrast(scheme["--rule-2"], scheme["--paper"]) >= 3


@pytest.mark.parametrize("path", stylesheet.sources(), ids=lambda path: path.name)
def test_a_part_stands_in_one_layer_and_takes_its_colours_from_the_tokens(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert len(re.findall(r"^@layer \w+ \{", text, re.MULTILINE)) == 1
    assert text.count("{") == text.count("}")
    if path.name not in {"tokens.css", "print.css"}:  # type: ignore[attr-defined]
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text)
