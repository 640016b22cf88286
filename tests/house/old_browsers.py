"""What Chrome 109 does not know: many offices end there, because it is the last one for their Windows.

A line that an older browser may ignore without harm carries the comment ``newer:`` and says what is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

ALLOWED: Final = "newer:"

CSS: Final = {
    r"color-mix\(": 111,
    r"light-dark\(": 123,
    r"\b(?:oklch|oklab|lch|lab|color)\(": 111,
    r"\b(?:rgb|rgba|hsl|hsla|hwb)\(\s*from\b": 119,
    r"\bsubgrid\b": 117,
    r"@starting-style\b": 117,
    r"@scope\b": 118,
    r"@view-transition\b": 126,
    r"@position-try\b": 125,
    r"@function\b": 139,
    r"@container[^{;]*style\(": 111,
    r"\btext-wrap\s*:\s*(?:pretty|stable)\b|\btext-wrap-(?:style|mode)\s*:": 117,
    r"\bwhite-space-collapse\s*:": 114,
    r":user-(?:in)?valid\b": 119,
    r":popover-open\b": 114,
    r":(?:dir|state)\(": 120,
    r":nth-(?:last-)?child\([^)]*\bof\b": 111,
    r"::details-content\b": 131,
    r"\b(?:view|scroll|animation)-timeline\b": 115,
    r"\banimation-(?:range|composition)\b": 112,
    r"\btransition-behavior\b|\ballow-discrete\b": 117,
    r"\b(?:anchor-name|position-anchor|position-area)\s*:|\banchor\(": 125,
    r"\bfield-sizing\s*:": 123,
    r"\binterpolate-size\s*:|\bcalc-size\(": 129,
    r"\bscrollbar-(?:color|width)\s*:": 121,
    r"\btext-box(?:-trim|-edge)?\s*:": 133,
    r"\blinear\(": 113,
    r"\b(?:sin|cos|tan|asin|acos|atan|atan2|pow|sqrt|hypot|log|exp)\(": 111,
    r"\b(?:round|mod|rem)\(": 125,
    r"\b\d*\.?\d+(?:rlh|rex|rch|ric|rcap|cap)\b": 118,
    r"\((?:scripting|update|inverted-colors|prefers-reduced-transparency)\b": 113,
}
"""Patterns over CSS without comments and strings, and the Chrome that first knew them."""

JS: Final = {
    r"\b(?:Object|Map)\.groupBy\(": 117,
    r"\bArray\.fromAsync\(": 121,
    r"\.(?:toSorted|toReversed|toSpliced|with)\(": 110,
    r"\bPromise\.(?:withResolvers|try)\b": 119,
    r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(": 122,
    r"\.(?:isWellFormed|toWellFormed)\(": 111,
    r"\bIterator\.(?:from|prototype)\b": 122,
    r"\bURL\.(?:canParse|parse)\(": 120,
    r"\bAbortSignal\.any\(": 116,
    r"\bRegExp\.escape\(": 136,
    r"\bscheduler\.yield\(": 129,
    r"\bstartViewTransition\b": 111,
    r"\b(?:show|hide|toggle)Popover\b": 114,
    r"\bsetHTMLUnsafe\b|\bparseHTMLUnsafe\b": 124,
    r"\bonscrollend\b|['\"]scrollend['\"]": 114,
    r"\b(?:import|export)\b[^;\n]*\bwith\s*\{": 123,
    r"(?<=[=(,:\s])/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[dgimsuy]*v[dgimsuy]*\b": 112,
    r"\b(?:await\s+)?using\s+\w+\s*=": 134,
}
"""Patterns over scripts, and the Chrome that first knew them."""

HTML: Final = {
    r"<[a-z][^<>]*\s(?:popover|popovertarget|popovertargetaction)(?=[\s=>])": 114,
    r"\scommandfor\s*=": 135,
    r"<details[^>]*\sname\s*=": 120,
    r"<selectedcontent\b": 135,
}
"""Patterns over templates, and the Chrome that first knew them."""


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def without_comments(text: str) -> str:
    """Return CSS or a script with its block comments blanked, lines kept."""
    return re.sub(r"/\*.*?\*/", _blank, text, flags=re.DOTALL)


def nested_rules(css: str) -> Iterator[int]:
    """Yield the line of each rule that stands inside a style rule (Chrome 112)."""
    plain = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", _blank, without_comments(css))
    open_rules: list[bool] = []
    begun = 0
    for place, letter in enumerate(plain):
        if letter == "{":
            if open_rules and open_rules[-1]:
                yield plain.count("\n", 0, place) + 1
            open_rules.append(not plain[begun:place].strip().startswith("@"))
        elif letter == "}" and open_rules:
            open_rules.pop()
        if letter in "{};":
            begun = place + 1


def newer(text: str, patterns: dict[str, int]) -> Iterator[tuple[int, str, int]]:
    """Yield line, the words found and the Chrome that first knew them, where no ``newer:`` excuses the line."""
    lines = text.split("\n")
    plain = without_comments(text)
    for pattern, chrome in patterns.items():
        for match in re.finditer(pattern, plain):
            line = plain.count("\n", 0, match.start())
            if ALLOWED not in lines[line]:
                yield line + 1, match[0].strip(), chrome
