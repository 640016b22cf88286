"""The records behind a figure as a page shows them: what they are called, only where the reader may open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kexie.figures.indicators.base import Counts
from kexie.figures.indicators.formula import Formula
from kexie.figures.kinds import OF_MATTERS
from kexie.figures.question import Question
from kexie.figures.records import Record, Records, records
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Attendance
from kexie.records.classes.models import Certificate
from kexie.records.inspections import queries as inspections
from kexie.records.ledger.measures import UNITS_INSPECTED
from kexie.records.matters.models import Matter
from kexie.records.topics.models import StudySession
from kexie.records.values.models import Statement
from kexie.web.figures.words import kind_name
from kexie.web.kit.links import addresses
from kexie.web.kit.pages import Page
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.templatetags import kit

SIZE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of records as a table, how many are shown and hidden in all, why, and by which posts."""

    table: Table | None
    page: Page[Record]
    count: int
    shown: int
    hidden: int
    reason: str
    why: list[str]


def behind(request: HttpRequest, question: Question, reader: Account) -> Behind:
    """Return the page of records that ``?start=`` asks for."""
    typed = request.GET.get("start", "")
    start = int(typed) // SIZE * SIZE if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004
    found = records(question, reader=reader, start=start, limit=SIZE)
    shown = found.count - found.hidden
    if start >= shown > 0:
        start = (shown - 1) // SIZE * SIZE
        found = records(question, reader=reader, start=start, limit=SIZE)
    return Behind(
        table=_table(question, found, reader) if found.records else None,
        page=_page(request, found, start, shown),
        count=found.count,
        shown=shown,
        hidden=found.hidden,
        reason=_reason(found, reader),
        why=door.why(reader, Right.RECORD_READ, question.unit) if found.reason else [],
    )


def _reason(found: Records, reader: Account) -> str:
    """Return why records are hidden; to whom no post lets see any, that it is the post."""
    if found.reason and found.hidden and not door.may_anywhere(reader, Right.RECORD_READ):
        return _("您的任职不含“看数字背后的记录”。")
    return found.reason


def _page(request: HttpRequest, found: Records, start: int, shown: int) -> Page[Record]:
    def address(at: int) -> str:
        query = request.GET.copy()
        query.pop("start", None)
        if at > 0:
            query["start"] = str(at)
        return f"{request.path}?{query.urlencode()}#records"

    before = address(start - SIZE) if start else ""
    after = address(found.next) if found.next is not None else ""
    return Page(found.records, start // SIZE + 1, SIZE, shown, before, after)


def _table(question: Question, found: Records, reader: Account) -> Table:
    if isinstance(question.indicator, Formula):
        return _statements(question.indicator, found, reader)
    persons = question.indicator.counts is Counts.PERSONS
    named = _activities(found.records, reader) | _beside(found.records, reader)
    matters = _matters(found.records, reader)
    visited = _inspections(found.records, reader)
    what = _("事项") if question.indicator.measure in OF_MATTERS else _("活动")
    what = _("巡察") if question.indicator.measure == UNITS_INSPECTED.slug else what
    what = _("支部") if question.indicator.counts is Counts.RULED else what
    head = [Col(_("日期")), *([Col(_("人员"), lead=True)] if persons else []), Col(what, lead=not persons)]
    head += [Col(_("计入单位")), Col(_("计"), n=True, end=True), Col(_("来源"))]
    rows, told = [], _Words.now()
    for one in found.records:
        label = [_("人员 %(label)s") % {"label": one.thing.removeprefix("person:")[:6]}] if persons else []
        amount = kit.fig(one.amount, bound=one.bound, exact=True)
        unit = f"{one.unit_name}（{one.unit}）"
        titled = _matter(one, matters) if one.source == "matter" else _titled(one, named, told)
        titled = _inspection(one, visited) if one.source == "inspection" else titled
        titled = kit.link(one.unit_name, f"/branches/of/{quote(one.unit)}/") if one.source == "branch" else titled
        rows.append(Row([one.on.isoformat(), *label, titled, unit, amount, told.origin(one)]))
    return Table(_("背后的记录"), head, rows, heads=False)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that stand in many rows, each said once."""

    origins: dict[str, object]
    kinds: dict[str, str]
    page: Callable[[str], str]

    @classmethod
    def now(cls) -> _Words:
        """Return them in the reader's language."""
        return cls({}, {}, addresses("activities:one"))

    def origin(self, one: Record) -> object:
        """Return where a record comes from."""
        if one.origin not in self.origins:
            self.origins[one.origin] = _origin(one)
        return self.origins[one.origin]

    def kind(self, slug: str) -> str:
        """Return the word for a kind of activity."""
        if slug not in self.kinds:
            self.kinds[slug] = kind_name(slug)
        return self.kinds[slug]


def _statements(indicator: Formula, found: Records, reader: Account) -> Table:
    """Return statements as rows: of which element, for which period, by whom, where it is printed."""
    elements = {one.code: one.name for one in indicator.parts}
    seen = door.seen(reader, Right.RECORD_READ, Statement, [one.id for one in found.records])
    printed = dict(seen.values_list("pk", "source"))
    head = [
        Col(_("期间")),
        Col(_("数据元素"), lead=True),
        Col(_("填报单位")),
        Col(_("数"), n=True, end=True),
        Col(_("来源")),
    ]
    rows = []
    for one in found.records:
        code, _space, period = one.thing.partition(" ")
        amount = kit.fig(one.amount, bound=one.bound, exact=True, missing="none")
        where = printed.get(one.id) or _origin(one)
        rows.append(Row([period, elements.get(code, code), f"{one.unit_name}（{one.unit}）", amount, where]))
    return Table(_("背后的记录"), head, rows, heads=False)


class Held(NamedTuple):
    """An activity as a record is called by it; ``lump``: for how many it stands."""

    title: str
    code: str
    kind: str
    lump: int


def _activities(listed: tuple[Record, ...], reader: Account) -> dict[tuple[str, int], Held]:
    """Return the activities that the records were posted from, those the reader may open: three queries at most."""
    rosters = {one.id for one in listed if one.source == "attendance"}
    of_row: dict[int, int] = {}
    if rosters:
        seen = door.seen(reader, Right.RECORD_READ, Attendance, rosters)
        of_row = dict(seen.values_list("pk", "activity_id"))
    wanted = {one.id for one in listed if one.source == "activity"} | set(of_row.values())
    told = door.seen(reader, Right.RECORD_READ, Activity, wanted).order_by()
    names = told.values_list("pk", "title", "code", "kind", "count")
    found = {pk: Held(title, code, kind, lump) for pk, title, code, kind, lump in names}
    named = {("activity", pk): one for pk, one in found.items()}
    return named | {("attendance", row): found[pk] for row, pk in of_row.items() if pk in found}


def _beside(listed: tuple[Record, ...], reader: Account) -> dict[tuple[str, int], Held]:
    """Return the activities beside which records stand that were posted for them: a class, a study."""
    found: dict[tuple[str, int], Held] = {}
    papers = {one.id for one in listed if one.source == "completion"}
    if papers:
        seen = door.seen(reader, Right.RECORD_READ, Certificate, papers)
        rows = seen.select_related("enrolment__training__activity")
        found |= {("completion", one.pk): _named(one.enrolment.training.activity) for one in rows}
    studies = {one.id for one in listed if one.source == "study"}
    topics = {one.id for one in listed if one.source == "topic"}
    if studies or topics:
        held = door.seen(reader, Right.RECORD_READ, StudySession).filter(
            Q(pk__in=studies) | Q(studied__topic__in=topics)
        )
        about = held.filter(activity__status="held").order_by("-activity__starts_on", "-pk")
        for one in about.select_related("activity").prefetch_related("studied").distinct():
            found["study", one.pk] = _named(one.activity)
            found |= {("topic", studied.topic_id): _named(one.activity) for studied in one.studied.all()}
    return found


def _named(one: Activity) -> Held:
    return Held(one.title, one.code, one.kind, one.count)


def _matters(listed: tuple[Record, ...], reader: Account) -> dict[int, Matter]:
    """Return the matters that the records were posted from, those the reader may open."""
    wanted = {one.id for one in listed if one.source == "matter"}
    return {one.pk: one for one in door.seen(reader, Right.MATTER_READ, Matter, wanted)} if wanted else {}


def _matter(one: Record, named: dict[int, Matter]) -> object:
    matter = named.get(one.id)
    if matter is None:
        return _("您看不到这件事项")
    return kit.link(matter.title, f"/matters/{quote(matter.code)}/", f"　{kind_name(matter.workflow)}")


def _inspections(listed: tuple[Record, ...], reader: Account) -> set[int]:
    """Return the inspections that the records were posted from, those the reader may open."""
    wanted = {one.id for one in listed if one.source == "inspection"}
    return set(inspections.seen(reader).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _inspection(one: Record, visited: set[int]) -> object:
    if one.id not in visited:
        return _("您看不到这次巡察")
    return kit.link(_("巡察%(unit)s") % {"unit": one.unit_name}, f"/inspections/{one.id}/")


def _titled(one: Record, named: dict[tuple[str, int], Held], told: _Words) -> object:
    activity = named.get((one.source, one.id))
    if activity is None:
        return _("由其他单位主办")
    lump = _("（合并登记 %(n)s 场）") % {"n": activity.lump} if activity.lump > 1 else ""
    return kit.link(activity.title, told.page(activity.code), f"　{told.kind(activity.kind)}{lump}")


def _origin(one: Record) -> object:
    if one.origin == "made_up":
        return kit.sample_chip()
    return _("其他系统接管") if one.origin == "migrated" else _("本系统")
