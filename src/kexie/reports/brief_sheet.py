"""The follow-up sheet of a matter (督办单, 一事一单) as a document: every field of DOMAIN §3, for print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.clock import day_of, today
from kexie.kit.text import joined
from kexie.records.matters import details
from kexie.records.matters.models import Concerned, Evidence, Extension, Matter, MatterMeasure, StepTaken
from kexie.records.matters.saying import step_words
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.units.models import Unit
from kexie.reports.document import Document, Link, Paragraph, Part
from kexie.reports.wording import day_words

NONE: Final = "／"
LINE: Final = "\N{FULLWIDTH LOW LINE}" * 8
"""Where somebody signs by hand."""
PROGRESS: Final = 8
"""Steps of a matter that its sheet prints: the last ones."""


def build(matter: Matter, names: Mapping[int, str], *, source: str = "") -> Document:
    """Return the sheet of a matter that the reader may see. ``names``: who did something, by number; ``source`` words.

    Fields: source, matter, lead, assisting units, person, deadline, milestones, progress, evidence, result, and every
    request to postpone with its decision.
    """
    workflow = WORKFLOWS[matter.workflow]
    document = Document(
        name="sheet",
        title=_("%(kind)s办理单") % {"kind": workflow.title},
        byline=matter.code,
        unit=matter.unit.code,
        period=f"{matter.opened_on.year}-{matter.opened_on.month:02d}",
        as_of=today(),
        made_up=matter.origin == "made_up",
    )
    for title, parts in fields(matter, names, source=source):
        document.blocks.append(Paragraph((f"{title}：", *parts)))
    document.blocks += [Paragraph((words, LINE)) for words in (_("签收（签字）："), _("复核（签字）："))]
    return document


def fields(matter: Matter, names: Mapping[int, str], *, source: str = "") -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yield the fields of a sheet in their order: what each is called, and what stands in it."""
    workflow = WORKFLOWS[matter.workflow]
    concerned = list(matter.concerned.select_related("unit").order_by("pk"))
    told = dict(details.shown(workflow, matter.details))
    basis = dict(zip((d.slug for d in workflow.details), (str(d.title) for d in workflow.details), strict=True))
    milestones = told.pop(basis.get("milestones", ""), "")
    origin = "；".join(dict.fromkeys(filter(None, [source, told.pop(basis.get("basis", ""), "")]))) or NONE
    measures = list(matter.measures.select_related("unit"))
    yield _("来源"), (origin,)
    yield _("事项"), (Link(matter.title, f"/matters/{matter.code}/"), f"　{matter.text}" if matter.text else "")
    yield _("交办单位"), (matter.unit.name,)
    yield _("主责单位"), (matter.lead.name,)
    yield _("协办单位"), (_units(concerned, Concerned.Role.ASSIST),)
    yield _("会签单位"), (_units(concerned, Concerned.Role.SIGN),)
    yield _("责任人"), (names.get(matter.person or 0, NONE) or NONE,)
    yield _("立项日期"), (day_words(matter.opened_on),)
    yield _("办理时限"), (_day(matter.due),)
    yield _("阶段安排"), (_milestones(milestones, measures) or NONE,)
    yield _("进展"), ("；".join(_progress(matter)) or NONE,)
    yield _("佐证材料"), (_evidence(list(matter.evidence.select_related("attachment__key", "activity"))),)
    yield _("延期"), (_extensions(list(matter.extensions.all())),)
    yield _("办理结果"), (matter.result or NONE,)
    for title, value in told.items():
        yield title, (value,)
    yield _("现在"), (str(workflow.by_stage[matter.stage].title),)


def _units(rows: Sequence[Concerned], role: str) -> str:
    listed: list[Unit] = [row.unit for row in rows if row.role == role]
    return joined(unit.name for unit in listed) or NONE


def _day(day: date) -> str:
    return _("未定时限") if day == date.max else day_words(day)


def _milestones(said: str, measures: Sequence[MatterMeasure]) -> str:
    done = _("，已完成")
    lines = [
        f"{number}.{m.text}（{m.unit.name}，{_day(m.due)}{done if m.done_on else ''}）"
        for number, m in enumerate(measures, start=1)
    ]
    return "　".join(filter(None, [said, *lines]))


def _progress(matter: Matter) -> Iterator[str]:
    workflow = WORKFLOWS[matter.workflow]
    for step in list(StepTaken.objects.filter(matter=matter).order_by("-number")[:PROGRESS])[::-1]:
        deed = step_words(workflow, step.step)
        said = step.body.get("result") or step.body.get("reason") or ""
        yield f"{day_words(day_of(step.at))}{deed}{f'（{said}）' if said else ''}"


def _evidence(rows: Sequence[Evidence]) -> str:
    standing = [one for one in rows if not one.taken_back]
    words = [_shown(one) for one in standing]
    return "；".join(words) or NONE


def _shown(one: Evidence) -> str:
    if one.attachment is not None:
        key = getattr(one.attachment, "key", None)
        return str(key.name) if key is not None else _("已按规定删除")
    return one.activity.title if one.activity is not None else one.text


def _extensions(rows: Sequence[Extension]) -> str:
    return "；".join(_extension(one) for one in rows) or NONE


def _extension(one: Extension) -> str:
    decided = "，".join(filter(None, [one.get_state_display(), one.note]))
    days = f"{day_words(one.old_due)} → {day_words(one.new_due)}"
    return f"{day_words(one.asked_on)}：{days}，{one.reason}（{decided}）"
