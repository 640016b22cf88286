"""Icons and shapes from the sprite: its address is asked for once a page, each drawing is written once."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.templatetags.static import static
from django.utils.safestring import SafeString

from kexie.kit.looking import asked_once
from kexie.web.kit.markup import format_html

FILE: Final = "kexie/sprite.svg"


def icon(name: str) -> SafeString:
    """Return an icon (``i-`` is added), or a shape if the name begins with ``s-``."""
    return _icon(_address(), name)


def shape(name: str) -> SafeString:
    """Return a shape of state: done doing due near late na un closed."""
    return _shape(_address(), name)


@asked_once
def _address() -> str:
    return static(FILE)


@lru_cache(maxsize=256)
def _icon(address: str, name: str) -> SafeString:
    full = name if name.startswith("s-") else f"i-{name.removeprefix('i-')}"
    classes = "ic ic-s" if name.startswith("s-") else "ic"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, address, full)


@lru_cache(maxsize=64)
def _shape(address: str, name: str) -> SafeString:
    return format_html('<svg class="sh" aria-hidden="true"><use href="{}#s-{}"/></svg>', address, name)
