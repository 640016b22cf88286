"""The public version of an inspection as a document: the words that were looked over, and nothing beside them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.inspections.models import PublicVersion
from kexie.reports.document import Document, Heading, Paragraph
from kexie.reports.marks import lines
from kexie.reports.wording import day_words


def build(public: PublicVersion) -> Document:
    """Return a published version; a short line that begins with a number is a heading.

    It names the inspecting unit, the unit inspected and the day, as its page does, and no person.
    """
    inspection = public.inspection
    day = public.published_on or today()
    document = Document(
        name="inspection-public",
        title=public.title,
        byline=_("%(by)s　%(day)s公开") % {"by": inspection.round.unit.name, "day": day_words(day)},
        unit=inspection.unit.code,
        period=f"{day.year}-{day.month:02d}",
        as_of=day,
        made_up=inspection.round.term.origin == "made_up",
    )
    for said in filter(None, map(str.strip, public.text.splitlines())):
        (line,) = lines(said)
        # the words stand as they were looked over: a heading keeps the number that somebody gave it
        document.blocks.append(Heading(said, line.level) if line.kind == "head" else Paragraph((said,)))
    return document
