"""Addresses of rooms that may not be there yet."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: str) -> str:
    """Return the address of a page; empty where no such page exists, so that no link leads nowhere."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
