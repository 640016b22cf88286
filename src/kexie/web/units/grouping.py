"""How pages call groupings of units: the shipped ones by name, an association's own as it wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NAMES: Final[Mapping[str, str | _StrPromise]] = {
    "discipline": _("学科门类"),
    "science": _("理科"),
    "engineering": _("工科"),
    "agriculture": _("农科"),
    "medicine": _("医科"),
    "interdisciplinary": _("交叉学科"),
    "region": _("地区"),
    "east": _("东部"),
    "central": _("中部"),
    "west": _("西部"),
    "northeast": _("东北"),
}


def grouped_as(slug: str) -> str:
    """Return the name of a grouping or of a group in it."""
    return str(NAMES.get(slug, slug))
