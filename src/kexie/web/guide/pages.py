"""The guide as pages: the list of tasks, one task, its pictures. Open to everyone: it tells of no record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kexie.web.guide.marking import body_of, lead_of, title_of
from kexie.web.kit.numbers import lang

TASKS: Final = (
    "tree", "people", "record", "hold", "roster", "correct", "doubles", "figure", "compare", "report", "month",
    "matter", "meeting", "finding", "voice", "visit", "lecture", "class", "branch", "undo", "own",
)  # fmt: skip
"""The tasks in the order in which somebody new meets them."""
KINDS: Final = {".png": "image/png", ".webp": "image/webp"}


def folder() -> Path:
    """Return where the guide lies: beside the code, in the documentation."""
    return Path(settings.PACKAGE).parents[1] / "docs" / "guide"


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the guide in one language."""

    slug: str
    title: str
    lead: str
    body: SafeString


def tasks() -> list[Task]:
    """Return every task of the guide in the reader's language."""
    return [found for slug in TASKS if (found := task(slug)) is not None]


def task(slug: str) -> Task | None:
    """Return one task in the reader's language; ``None``: there is none, or the guide is not installed."""
    spoken = "en" if lang().startswith("en") else "zh"
    path = folder() / f"{slug}.{spoken}.md"
    if slug not in TASKS or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, written: int) -> Task:  # noqa: ARG001 - what the memory is keyed by
    text = path.read_text(encoding="utf-8")
    slug = path.name.partition(".")[0]
    return Task(slug, title_of(text), lead_of(text), body_of(text, _picture, _page))


def _picture(name: str) -> str:
    return reverse("guide:picture", args=[name])


def _page(link: str) -> str:
    slug = link.partition(".")[0]
    return reverse("guide:one", args=[slug]) if slug in TASKS else reverse("guide:index")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the tasks."""
    return render(request, "guide/index.html", {"tasks": tasks()})


@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a task."""
    found = task(slug)
    if found is None:
        raise Http404
    listed = tasks()
    at = [one.slug for one in listed].index(slug)
    after = listed[at + 1] if at + 1 < len(listed) else None
    return render(request, "guide/one.html", {"task": found, "tasks": listed, "after": after})


@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a picture of the guide."""
    del request
    path = folder() / "images" / name
    if not re.fullmatch(r"[a-z0-9-]+\.(?:zh|en)\.(?:png|webp)", name) or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type=KINDS[path.suffix])
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
