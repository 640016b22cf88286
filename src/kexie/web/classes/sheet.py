"""One class on one page: places, who is in and who waits, modules and their rosters, who stands elsewhere, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.classes import feedback, queries
from kexie.records.classes.completing import why_not_yet
from kexie.records.classes.models import Certificate, Enrolment, TrainingClass
from kexie.records.classes.rules import ASPECTS, FEW, MARKS, STATES, drawn_on
from kexie.records.classes.twice import clashes
from kexie.records.history.looks import ROSTER, look
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn
from kexie.web.activities.words import days
from kexie.web.classes.forms import EnrolForm
from kexie.web.classes.listing import state_tag
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Cell, Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit
from kexie.web.units.finding import offered

TAGS = {"placed": "done", "waiting": "doing", "left": "closed", "replaced": "closed"}


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one class as far as the reader may see it."""
    training = queries.one(actor(request), code)
    return render(request, "classes/one.html", told(request, training))


def told(request: HttpRequest, training: TrainingClass, form: EnrolForm | None = None) -> dict[str, Any]:
    """Return what the page of a class shows."""
    who = actor(request)
    organises = queries.organises(who, training)
    page = page_of(request, queries.enrolments(who, training), size=50)
    people = queries.people(page.items)
    if page.items:
        activity = training.activity
        look(ROSTER, activity.pk, by=who.pk, unit=activity.unit_id, names=len(people))
    sends = door.may_anywhere(who, Right.ACTIVITY_RECORD) and training.activity.status in queries.LIVE
    return {
        "training": training,
        "activity": training.activity,
        "days": days(training.activity),
        "state": state_tag(training, today()),
        "organises": organises,
        "groups": [one for one in training.groups.split(";") if one],
        "quotas": quota_table(training),
        "modules": _modules(training),
        "page": page,
        "roster": roster(page.items, training, who, organises=organises) if page.items else None,
        "clashes": _clashes(who, training) if organises else None,
        "not_yet": why_not_yet(training) if organises else [],
        "feedback": _feedback(training) if organises else None,
        "few": FEW,
        "form": form or EnrolForm(initial={"unit": _sender(request, training)}, who=who),
        "sends": sends and training.decided_at is None,
        "offered": offered(who, Right.ACTIVITY_RECORD) if sends else [],
        "list": UNITS_OFFERED,
    }


def _sender(request: HttpRequest, training: TrainingClass) -> str:
    """Return the code of the unit in whose seat one sits if it has places in the class; a host above them has none."""
    home = seat_of(request).unit
    quotas = set(training.quotas.values_list("unit", flat=True))
    if home is None or drawn_on(tree(TreeOn.now()).path(home.pk), quotas) is None:
        return ""
    return home.code


def quota_table(training: TrainingClass) -> Table:
    """Return places by unit: how many, placed, waiting, left."""
    counts = queries.counts(training)
    rows = []
    sums = [0, 0, 0, 0]
    for quota in training.quotas.select_related("unit").order_by("unit__code"):
        told_here = counts.get(quota.pk, {})
        placed, waiting = told_here.get("placed", 0), told_here.get("waiting", 0)
        numbers = [quota.places, placed, waiting, max(quota.places - placed, 0)]
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        rows.append(Row([quota.unit.name, *(str(number) for number in numbers)]))
    cols = [Col(_("单位"), lead=True), *(Col(word, n=True) for word in (_("名额"), _("已录取"), _("候补"), _("还空")))]
    total = Row([_("合计"), *(str(number) for number in sums)], "total")
    return Table(_("名额"), cols, [total, *rows] if len(rows) > 1 else rows, folds=False, classes="contrib")


def _modules(training: TrainingClass) -> list[dict[str, Any]]:
    """Return the modules with how many of those placed were there."""
    counts = queries.there(training)
    day = today()
    return [
        {"module": module, "there": counts.get(module.pk, (0, 0))[0], "rolled": counts.get(module.pk, (0, 0))[1],
         "open": module.on <= day}
        for module in training.modules.order_by("on", "begins", "order")
    ]  # fmt: skip


def roster(rows: Sequence[Enrolment], training: TrainingClass, who: Account, *, organises: bool) -> Table:
    """Set enrolments that the reader may read with names; what may be done stands at the end of the line."""
    people = queries.people(rows)
    held = Certificate.objects.knowing("of enrolments that the reader may read")
    codes = dict(held.filter(enrolment__in=rows, withdrawn_on=None).values_list("enrolment", "code"))
    code = training.activity.code
    cols = [
        Col(_("编号")),
        Col(_("姓名"), lead=True),
        Col(_("派出单位")),
        Col(_("状态"), end=True),
        Col(_("办理")),
    ]
    mine: dict[int, bool] = {}
    set_rows = []
    for row in rows:
        person = people.get(row.subject)
        if row.unit_id not in mine:
            mine[row.unit_id] = organises or door.may(who, Right.ACTIVITY_RECORD, row.unit)
        deeds: object = ""
        if row.pk in codes:
            deeds = kit.link(_("结业证"), reverse("classes:paper", args=[codes[row.pk]]))
        elif training.decided_at is not None and row.state == Enrolment.State.PLACED:
            deeds = _("未结业")
        elif mine[row.unit_id] and training.decided_at is None and row.state in ("placed", "waiting"):
            deeds = format_html(
                "{}　{}",
                kit.link(_("换人"), reverse("classes:substitute", args=[code, row.pk])),
                kit.link(_("退出"), reverse("classes:leave", args=[code, row.pk])),
            )
        name = person.name if person else format_html('<span class="note">{}</span>', _("个人信息已删除"))
        tag = kit.tag(TAGS[row.state], str(STATES[row.state]))
        set_rows.append(Row([person.code if person else "", name, row.unit.name, tag, Cell(deeds)]))
    return Table(_("学员"), cols, set_rows, heads=False)


def _clashes(who: Account, training: TrainingClass) -> list[tuple[str, str, str]]:
    """Return who stands elsewhere at the same hour: the name, the module here, what else there was."""
    found = clashes(who, training)
    subjects = {one.subject for one in found}
    rows = Enrolment.objects.knowing("names for the organiser").filter(training=training, subject__in=subjects)
    people = queries.people(rows)
    gone = _("个人信息已删除")
    return [
        (f"{people[one.subject].name} {people[one.subject].code}" if one.subject in people else gone,
         f"{one.module.on.isoformat()} {one.module.title}", one.other)
        for one in found
    ]  # fmt: skip


def _feedback(training: TrainingClass) -> dict[str, Any]:
    summary = feedback.summary(training)
    table = None
    if summary.marks is not None:
        words = [(mark, word) for mark, word in MARKS.items() if mark]
        rows = [
            Row([str(title), *(str(summary.marks[name][mark]) for mark, _w in words)])
            for name, title in ASPECTS.items()
        ]
        table = Table(
            _("反馈"), [Col(_("方面"), lead=True), *(Col(str(w), n=True) for _m, w in words)], rows, folds=False
        )
    return {"answered": summary.answered, "table": table, "texts": summary.texts}
