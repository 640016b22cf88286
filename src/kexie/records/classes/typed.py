"""The modules of a class, typed a line each as a programme is, with hours and whether one must come.

2018-06-05 09:00-11:30 科研诚信；示例专家（管理学）；3学时
2018-06-05 14:00-16:00 参观科技馆；选修；2学时
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, one_line
from kexie.records.activities.programme import Part, read_parts, times

MOST_HOURS: Final = 99
_HOURS: Final = re.compile(r"(\d{1,4})\s*(?:个?学时|hours?|h)", re.IGNORECASE)
_REQUIRED: Final = {"必修": True, "required": True, "选修": False, "optional": False}


@dataclass(frozen=True, slots=True)
class NewModule:
    """A module as it is typed; ``hours`` of study (学时)."""

    title: str
    on: date
    begins: time | None = None
    ends: time | None = None
    lecturer: str = ""
    hours: int = 1
    required: bool = True

    def line(self) -> str:
        """Return it as it is typed."""
        said = [
            self.title,
            self.lecturer,
            _("%(hours)s学时") % {"hours": self.hours},
            "" if self.required else _("选修"),
        ]
        return " ".join(
            filter(None, (self.on.isoformat(), times(self.begins, self.ends), "；".join(filter(None, said))))
        )

    def part(self) -> Part:
        """Return it as a line of the activity's programme."""
        return Part(self.title, self.on, self.begins, self.ends, self.lecturer)


def read_modules(text: str) -> list[NewModule]:
    """Read modules, a line each, in the order of their days and hours; raise ``Refused`` naming each bad line."""
    found, wrong = [], []
    for part in read_parts(text):
        try:
            found.append(_module(part))
        except Refused as refusal:
            wrong += [_("“%(line)s”：%(why)s") % {"line": clipped(part.line()), "why": why} for why in refusal.lines]
    seen = set()
    for module in found:
        key = (module.on, module.title)
        if key in seen:
            wrong.append(
                _("%(day)s 有两个“%(title)s”；请改一个名称。") % {"day": module.on, "title": clipped(module.title)}
            )
        seen.add(key)
    if wrong:
        raise Refused(wrong)
    return sorted(found, key=lambda one: (one.on, one.begins or time.min))


def _module(part: Part) -> NewModule:
    if part.on is None:
        raise Refused(_("要以日期开头，例：2018-06-05 09:00-11:30 科研诚信；示例专家（管理学）；3学时"))
    hours, required, lecturer = 1, True, []
    for piece in (one_line(one) for one in part.speaker.split(";")):
        number = _HOURS.fullmatch(piece)
        if number:
            hours = int(number[1])
        elif piece.casefold() in _REQUIRED:
            required = _REQUIRED[piece.casefold()]
        elif piece:
            lecturer.append(piece)
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("学时要在 1 到 %(most)s 之间。") % {"most": MOST_HOURS})
    return NewModule(part.title, part.on, part.begins, part.ends, "；".join(lecturer)[:120], hours, required)
