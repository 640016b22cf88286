"""Visits in words: purposes, consent, what a check-list found, how a line stands."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.records.visits.models import Visit, VisitNote
from kexie.web.matters.words import stage_title
from kexie.web.templatetags import kit

PURPOSES: Final[dict[str, str | Promise]] = {
    "care": gettext_lazy("走访慰问"),
    "research": gettext_lazy("调查研究"),
    "guidance": gettext_lazy("基层指导"),
}
CONSENTS: Final[dict[str, str | Promise]] = {
    "unasked": gettext_lazy("没有征询"),
    "given": gettext_lazy("同意转达"),
    "refused": gettext_lazy("不同意转达"),
}
FOUND: Final[dict[str, str | Promise]] = {
    "good": gettext_lazy("做到了"),
    "partly": gettext_lazy("做到一部分"),
    "missing": gettext_lazy("还没有"),
    "none": gettext_lazy("不适用"),
}
SHAPES: Final = {"good": "done", "partly": "doing", "missing": "due", "none": "na"}


def found_tag(found: str) -> SafeString:
    """Return what was found as shape and word; nothing for an item not looked at."""
    return kit.tag(SHAPES[found], str(FOUND[found])) if found else kit.nil("na")


def line_tag(note: VisitNote, visit: Visit) -> SafeString:
    """Return how a line stands: its matter's stage, settled, to be followed up, late, or not to be passed on."""
    if note.matter is not None:
        ended = note.matter.end != "open"
        return kit.tag("closed" if ended else "doing", stage_title(note.matter))
    if note.settled:
        return kit.tag("done", _("已了结"))
    if note.kind == VisitNote.Kind.HEARD and visit.consent != Visit.Consent.GIVEN:
        return kit.tag("na", str(CONSENTS[visit.consent]))
    if note.due < today():
        return kit.tag("late", _("已过期限，待跟进"))
    return kit.tag("due", _("待跟进"))
