"""A guide page from its text: headings, paragraphs, lists, pictures, links, bold and code, and nothing else.

The texts are ours and lie in the repository; still every character is escaped, and no markup passes through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from kexie.web.kit.markup import format_html, format_html_join

_INLINE: Final = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<link>[^)\s]+)\)")
_PICTURE: Final = re.compile(r"!\[(?P<alt>[^\]]*)\]\(images/(?P<name>[\w.-]+)\)")
_NUMBERED: Final = re.compile(r"\d+\. +(.*)")

Address = Callable[[str], str]
"""Turns the name of a picture, or of another page of the guide, into its address."""


def inline(text: str, page: Address) -> SafeString:
    """Return a line's text with bold, code and links; a link leads to another page of the guide."""
    made: list[SafeString] = []
    at = 0
    for found in _INLINE.finditer(text):
        made.append(format_html("{}", text[at : found.start()]))
        if found["bold"]:
            made.append(format_html("<b>{}</b>", found["bold"]))
        elif found["code"]:
            made.append(format_html("<code>{}</code>", found["code"]))
        else:
            made.append(format_html('<a href="{}">{}</a>', page(found["link"]), found["words"]))
        at = found.end()
    made.append(format_html("{}", text[at:]))
    return mark_safe("".join(made))  # noqa: S308 - each part is escaped above


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of each block: blocks are parted by empty lines."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []


def title_of(text: str) -> str:
    """Return the title of a page: its first heading."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


def lead_of(text: str) -> str:
    """Return the sentence under the title."""
    return next((" ".join(block) for block in _blocks(text) if not block[0].startswith(("#", "!", "1."))), "")


def body_of(text: str, picture: Address, page: Address) -> SafeString:
    """Return the page below its title."""
    made: list[SafeString] = []
    steps: list[SafeString] = []

    def close_steps() -> None:
        if steps:
            made.append(format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((one,) for one in steps))))
            steps.clear()

    for block in _blocks(text):
        first = block[0]
        shown = _PICTURE.fullmatch(first.strip())
        numbered = _NUMBERED.fullmatch(first)
        if numbered:
            rest = " ".join([numbered[1], *(line.strip() for line in block[1:])])
            steps.append(format_html("<p>{}</p>", inline(rest, page)))
        elif shown and steps:  # a picture below a step belongs to it
            steps[-1] += _figure(shown, picture)
        elif shown:
            made.append(_figure(shown, picture))
        else:
            close_steps()
            made.append(_plain(block, page))
    close_steps()
    return mark_safe("".join(made))  # noqa: S308 - each part is escaped above


def _figure(found: re.Match[str], picture: Address) -> SafeString:
    return format_html('<img class="shot" src="{}" alt="{}" loading="lazy">', picture(found["name"]), found["alt"])


def _plain(block: list[str], page: Address) -> SafeString:
    first = block[0]
    if first.startswith("# "):
        return mark_safe("")
    if first.startswith("## "):
        return format_html("<h2>{}</h2>", first[3:])
    if first.startswith("- "):
        items = format_html_join("", "<li>{}</li>", ((inline(line[2:], page),) for line in block))
        return format_html("<ul>{}</ul>", items)
    return format_html("<p>{}</p>", inline(" ".join(block), page))
