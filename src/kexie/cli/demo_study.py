"""The sample's leading body: its sessions of the sample year stand beside the topics that they were about. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.topics.actions import Studying, beside, found_body, set_topics
from kexie.records.topics.models import Topic
from kexie.records.units.models import Unit

BODY, ABOVE = "DEMO-ZXZ", "DEMO"
ORIGIN: Final = "made_up"
WHY: Final = "building the sample"
TOPICS: Final = {
    2017: ("党的十九大报告（示例）", "科技体制改革（示例）"),
    2018: (
        "科技创新重要论述（示例）",
        "学风和作风（示例）",
        "群团改革（示例）",
        "科学普及（示例）",
        "国际科技合作（示例）",
    ),
}
"""The last one of the year is not studied yet, so that the page has something to say."""


def open_study(by: Mapping[str, Account]) -> None:
    """Set up the leading body, its topics, and what each of its sessions was about; ``by``: accounts by part."""
    owner = by["owner"]
    body = found_body(unit=Unit.objects.get(code=BODY), name="党组理论学习中心组（示例）", by=owner)
    for year, titles in TOPICS.items():
        set_topics(body, year, titles, by=owner, origin=ORIGIN)
    rows = Topic.objects.knowing(WHY).filter(body=body).order_by("order")
    above = Unit.objects.get(code=ABOVE)
    sessions = Activity.objects.knowing(WHY).filter(unit=body.unit, kind="study", count=1).order_by("starts_on")
    for number, session in enumerate(sessions):
        listed = [topic.pk for topic in rows if topic.year == session.starts_on.year]
        studied = listed[:-1] if session.starts_on.year in TOPICS and len(listed) > 1 else listed
        about = (studied[number % len(studied)],) if studied else ()
        observers = ((above, "宣传部门负责人（示例）"),) if number == 0 and above != body.unit else ()
        beside(session, body, Studying(about, "党组书记（示例）", observers), by=owner)
