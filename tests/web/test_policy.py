"""What every answer keeps to itself, and what no template may contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from kexie.web.kit.stylesheet import WEB

TEMPLATES = sorted((WEB / "templates").rglob("*.*"))


def directives(policy: str) -> dict[str, str]:
    """Return a policy's directives with their sources."""
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/sign-in/", "/", "/nowhere/"])
def test_every_answer_is_strict_about_what_it_may_load(client: Client, address: str) -> None:
    answer = client.get(address)
    said = directives(answer["Content-Security-Policy"])
    assert said["default-src"] == said["base-uri"] == said["frame-ancestors"] == "'none'"
    for kind in ("style-src", "script-src", "img-src", "form-action", "connect-src", "font-src"):
        assert said[kind] == "'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"]
    assert "geolocation=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_styles_or_scripts_in_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "|safe" not in text


def test_the_script_neither_evaluates_nor_writes_markup() -> None:
    text = (WEB / "static" / "kexie" / "app.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML", text)


def test_every_shape_and_icon_named_by_a_template_is_in_the_sprite() -> None:
    sprite = (WEB / "static" / "kexie" / "sprite.svg").read_text(encoding="utf-8")
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))}
    for name in named:
        assert f'id="{name if name.startswith("s-") else "i-" + name}"' in sprite
