"""The roster of an activity: its lines with names (for who may read them), and people found by code or name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities.models import Activity, Attendance
from kexie.records.history.looks import ROSTER, look
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.web.kit.markup import format_html
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.templatetags import kit

SHAPES: Final = {"present": "done", "excused": "na", "expected": "due"}
STATUS: Final[dict[str, str | Promise]] = {
    "expected": gettext_lazy("应到"),
    "present": gettext_lazy("实到"),
    "excused": gettext_lazy("请假"),
}


def lines(who: Account, activity: Activity) -> QuerySet[Attendance]:
    """Return the lines of a roster that the reader may see with names, in the order in which they were put down."""
    seen = door.seen(who, Right.ROSTER_READ, Attendance).filter(activity=activity)
    if activity.names_gone_on is None:
        look(ROSTER, activity.pk, by=who.pk, unit=activity.unit_id, names=seen.count())
    return seen.select_related("unit").order_by("on", "pk")


def people_of(rows: Iterable[Attendance], activity: Activity) -> dict[int, Person]:
    """Return the people on lines that the reader was let in to, by pseudonym; an erased person is not among them.

    Nobody is, once the association's term for names on rosters is over.
    """
    if activity.names_gone_on is not None:
        return {}
    subjects = {row.subject for row in rows}
    known = Person.objects.knowing("names on a roster whose lines the reader may read")
    return {person.pseudonym: person for person in known.filter(pseudonym__in=subjects)}


def status_tag(row: Attendance) -> SafeString:
    """Return a line's status as shape and word."""
    return kit.tag(SHAPES[row.status], str(STATUS[row.status]))


def table(activity: Activity, rows: Sequence[Attendance]) -> Table:
    """Set lines of a roster."""
    people = people_of(rows, activity)
    gone = _("留存期满，不再显示姓名") if activity.names_gone_on else _("个人信息已删除")
    several = activity.starts_on != activity.ends_on
    cols = [
        Col(_("编号")),
        Col(_("姓名")),
        *([Col(_("日期"))] if several else []),
        Col(_("到会"), end=True),
        Col(_("单位"), lead=True),
    ]
    set_rows = []
    for row in rows:
        person = people.get(row.subject)
        code = format_html('<span class="nw">{}</span>', person.code) if person else ""
        name = person.name if person else format_html('<span class="note">{}</span>', gone)
        days: list[object] = [row.on.isoformat()] if several else []
        set_rows.append(Row([code, name, *days, status_tag(row), row.unit.name if row.unit else ""]))
    return Table(_("名册"), cols, set_rows, classes="roster")


def found(text: str, who: Account) -> list[Person]:
    """Return the people that a text names, a line each: by code, or by a name that only one of the reader's people has.

    Raises ``Refused`` with a sentence for each line that names nobody, or more than one.
    """
    typed = [line.strip() for line in re.split(r"[\n;；,，]", text) if line.strip()]
    words = {word for line in typed for word in (line, line.split(maxsplit=1)[0])}
    everyone = Person.objects.knowing("codes and names on a roster that the actor may keep")
    by_code = {person.code: person for person in everyone.filter(code__in=words)}
    by_name = _own(list(everyone.filter(name__in=[line for line in typed if line not in by_code])), who)
    people: dict[int, Person] = {}
    wrong: list[str] = []
    for line in typed:
        person = by_code.get(line) or by_code.get(line.split(maxsplit=1)[0])
        named = [person] if person else by_name.get(line, [])
        if len(named) == 1:
            people[named[0].pk] = named[0]
        elif named:
            said = {"name": clipped(line), "codes": joined(one.code for one in named[:5])}
            wrong.append(_("叫“%(name)s”的不止一人，请写编号：%(codes)s。") % said)
        else:
            wrong.append(_("没有编号或姓名为“%(name)s”的人员；请核对，或先在设置里登记。") % {"name": clipped(line)})
    if wrong:
        raise Refused(wrong)
    return list(people.values())


def _own(people: Sequence[Person], who: Account) -> dict[str, list[Person]]:
    """Return by name those who are at home where the actor reads people: a name tells nothing of anybody else."""
    reach = reached(who, Right.PEOPLE_READ)
    told = homes(person.pseudonym for person in people)
    by_name: dict[str, list[Person]] = {}
    for person in people:
        home = home_on(told.get(person.pseudonym, []), today())
        if reach is None or home in reach:
            by_name.setdefault(person.name, []).append(person)
    return by_name
