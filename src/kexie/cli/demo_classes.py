"""The sample's training classes: one that is over, with its certificates, and one that takes enrolments. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.activities import actions as activities
from kexie.records.activities.actions import Draft
from kexie.records.activities.queries import draft_of
from kexie.records.classes.actions import Plan, set_up
from kexie.records.classes.completing import decide, keep_roll
from kexie.records.classes.enrolling import Sent, enrol
from kexie.records.classes.models import Enrolment, TrainingClass
from kexie.records.classes.typed import read_modules
from kexie.records.people.models import Membership, Person
from kexie.records.units.models import Unit

PROVINCE, COUNTY = "JS", "JS-01-04"
ORIGIN: Final = "made_up"
WHY: Final = "building the sample"
LATELY, SOON = 9, 20
"""So many days ago one class ended; in so many days the other begins."""


def open_classes(by: Mapping[str, Account]) -> None:
    """Hold one class and open another; ``by``: the sample's accounts by part."""
    province = Unit.objects.get(code=PROVINCE)
    county = Unit.objects.get(code=COUNTY)
    subjects = Membership.objects.filter(unit=county).order_by("position").values_list("subject", flat=True)[:6]
    people = Person.objects.knowing(WHY).filter(pseudonym__in=list(subjects)).order_by("code")
    codes = list(people.values_list("code", flat=True))
    clerk, local = by["province_clerk"], by["county_clerk"]
    _over(province, county, codes[:5], clerk)
    plan = (province, "基层科协干部研修班（示例）", SOON, {province: 4})
    training = _begun(*plan, clerk)
    enrol([Sent(training.activity.code, code, COUNTY) for code in codes], by=local)


def _begun(unit: Unit, title: str, days: int, quotas: Mapping[Unit, int], by: Account) -> TrainingClass:
    first = today() + timedelta(days=days)
    second = first + timedelta(days=1)
    modules = tuple(
        read_modules(
            f"{first} 09:00-11:30 科研诚信与学风；示例专家（管理学）；4学时\n"
            f"{first} 14:00-16:30 县级科协怎么联系科技工作者；4学时\n"
            f"{second} 09:00-11:30 参观科普馆；选修；2学时"
        )
    )
    code = f"{unit.code}-{first:%Y%m%d}-DEMO"
    draft = Draft(code, "training", title, unit, first, second, "planned", place="示例会堂", origin=ORIGIN)
    return set_up(draft, Plan(first - timedelta(days=1), modules, quotas), by=by)


def _over(province: Unit, county: Unit, codes: list[str], clerk: Account) -> None:
    """Hold a class: all but one come to enough of it."""
    training = _begun(province, "县级科协负责人培训班（示例）", -LATELY, {county: 5}, clerk)
    enrol([Sent(training.activity.code, code, COUNTY) for code in codes], by=clerk)
    activity = training.activity
    held = replace(draft_of(activity), status="held", ends_on=activity.ends_on)
    activity = activities.change(activity, held, by=clerk, version=activity.version)
    rows = list(Enrolment.objects.knowing(WHY).filter(training=training).order_by("order"))
    for module in training.modules.order_by("order"):
        keep_roll(module, {row.pk: "present" if row != rows[-1] else "excused" for row in rows}, by=clerk)
    now = TrainingClass.objects.knowing(WHY).get(pk=training.pk)
    decide(now, by=clerk, version=now.version)
