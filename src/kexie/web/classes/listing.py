"""The classes that somebody hosts, or may send people to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.classes import queries
from kexie.records.classes.models import Enrolment, TrainingClass
from kexie.web.activities.words import days, stage_tag
from kexie.web.desk.seat import seated
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List classes, the newest first."""
    who = actor(request)
    found = queries.seen(who).select_related("activity__unit").order_by("-activity__starts_on", "-pk")
    page = page_of(request, found)
    told = {
        "page": page,
        "table": table(page.items),
        "may_record": door.may_anywhere(who, Right.ACTIVITY_RECORD),
        "open": found.filter(closes_on__gte=today(), activity__status=Activity.Status.PLANNED).count(),
    }
    return render(request, "classes/index.html", told)


def state_tag(training: TrainingClass, day: date) -> SafeString:
    """Return where a class stands, as shape and word."""
    activity = training.activity
    if activity.status not in queries.LIVE:
        return stage_tag(activity)
    if training.decided_at is not None:
        return kit.tag("done", _("已核定结业"))
    if activity.ends_on < day:
        return kit.tag("due", _("待核定结业"))
    if activity.starts_on <= day:
        return kit.tag("doing", _("正在上课"))
    return kit.tag("doing", _("正在报名")) if training.closes_on >= day else kit.tag("na", _("报名截止"))


def table(listed: Sequence[TrainingClass]) -> Table:
    """Return classes as a table: days, host, places, who is in and who waits."""
    numbers = [one.pk for one in listed]
    rows = Enrolment.objects.knowing("numbers only").filter(training__in=numbers)
    told = {
        pk: (placed, waiting)
        for pk, placed, waiting in rows.order_by()
        .values_list("training")
        .annotate(
            placed=Count("pk", filter=Q(state=Enrolment.State.PLACED)),
            waiting=Count("pk", filter=Q(state=Enrolment.State.WAITING)),
        )
    }
    places: dict[int, int] = {}
    for one in TrainingClass.objects.knowing("numbers only").filter(pk__in=numbers).prefetch_related("quotas"):
        places[one.pk] = sum(quota.places for quota in one.quotas.all())
    day = today()
    cols = [
        Col(_("培训班"), lead=True),
        Col(_("日期")),
        Col(_("主办单位")),
        Col(_("报名截止"), fold=_("报名截止")),
        Col(_("名额"), n=True, fold=_("名额")),
        Col(_("已录取"), n=True, fold=_("已录取")),
        Col(_("候补"), n=True, fold=_("候补")),
        Col(_("状态"), end=True),
    ]
    set_rows = []
    for one in listed:
        placed, waiting = told.get(one.pk, (0, 0))
        href = reverse("classes:one", args=[one.activity.code])
        cells: list[object] = [
            format_html('<a href="{}">{}</a>', href, one.activity.title),
            days(one.activity),
            one.activity.unit.name,
            format_html('<span class="nw">{}</span>', one.closes_on.isoformat()),
            *(str(number) for number in (places.get(one.pk, 0), placed, waiting)),
            state_tag(one, day),
        ]
        set_rows.append(Row(cells))
    return Table(_("培训班"), cols, set_rows, heads=False)
