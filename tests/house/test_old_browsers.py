"""Styles, scripts and templates keep to what Chrome 109 knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.old_browsers import CSS, HTML, JS, nested_rules, newer

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "kexie" / "web"


BUILT = WEB / "static" / "kexie" / "kexie.css"
"""Written from ``styles/``, where a finding can be mended or excused."""


def ours(ending: str) -> list[Path]:
    return [path for path in sorted(WEB.rglob(f"*{ending}")) if "vendor" not in path.parts and path != BUILT]


@pytest.mark.parametrize(("ending", "patterns"), [(".css", CSS), (".js", JS), (".html", HTML)])
def test_nothing_newer_than_chrome_109(ending: str, patterns: dict[str, int]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words} (Chrome {chrome})"
        for path in ours(ending)
        for line, words, chrome in newer(path.read_text(), patterns)
    ]
    assert found == []


def test_no_rule_inside_a_rule() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}" for path in ours(".css") for line in nested_rules(path.read_text())
    ] == []


@pytest.mark.parametrize(
    "css",
    [
        "a { color: color-mix(in srgb, red, blue) }",
        "a { color: light-dark(#fff, #000) }",
        "a { color: oklch(50% 0.1 20) }",
        "a { color: rgb(from var(--ink) r g b / 50%) }",
        "a { grid-template-columns: subgrid }",
        "@scope (.a) { b { color: red } }",
        "@starting-style { a { opacity: 0 } }",
        "h1 { text-wrap: pretty }",
        "input:user-valid { color: red }",
        "a { view-timeline: --x }",
        "@container style(--x: 1) { a { color: red } }",
        "a { width: round(up, 1px, 2px) }",
    ],
)
def test_newer_css_is_seen(css: str) -> None:
    assert list(newer(css, CSS))


@pytest.mark.parametrize(
    "css",
    [
        "a { color: rgb(1 2 3 / 50%); transition: color .1s linear; inset: 0 }",
        "main:has(table) { gap: 1rem }",
        "/* color-mix( is too new */ a { color: red }",
        "h1 { text-wrap: pretty } /* newer: else the last line is short */",
        "@container room (min-width: 40rem) { a { translate: 1px } }",
    ],
)
def test_older_css_is_let_be(css: str) -> None:
    assert list(newer(css, CSS)) == []


@pytest.mark.parametrize("css", ["a { & b { color: red } }", "a {\n color: red;\n @media print { color: blue }\n}"])
def test_nesting_is_seen(css: str) -> None:
    assert list(nested_rules(css))


@pytest.mark.parametrize(
    "css",
    [
        "@layer parts { @media print { a { color: red } } b { content: '{' } }",
        "@keyframes x { from { opacity: 0 } to { opacity: 1 } }",
        "/* a { b { */ a { background: url('a{b') }",
        "@layer a, b;\na { color: red }",
    ],
)
def test_rules_inside_at_rules_are_no_nesting(css: str) -> None:
    assert list(nested_rules(css)) == []


@pytest.mark.parametrize(
    "script",
    [
        "Object.groupBy(rows, f)",
        "rows.toSorted()",
        "rows.with(0, 1)",
        "a.union(b)",
        "Promise.withResolvers()",
        "import x from './x.json' with { type: 'json' }",
        "const word = /[\\p{L}--[a-z]]/v",
        "panel.showPopover()",
    ],
)
def test_newer_scripts_are_seen(script: str) -> None:
    assert list(newer(script, JS))


@pytest.mark.parametrize("script", ["structuredClone(a).at(-1)", "a / b / v", "/x/giu.test(y)", "rows.findLast(f)"])
def test_older_scripts_are_let_be(script: str) -> None:
    assert list(newer(script, JS)) == []


def test_newer_attributes_are_seen() -> None:
    assert list(newer("<div popover id=a>", HTML))
    assert list(newer("<p>the popover idea</p>", HTML)) == []
