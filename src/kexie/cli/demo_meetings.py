"""The sample's dispatch meetings and monthly lists: one held, one called for this month, a list sent. Made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from kexie.kit.clock import today
from kexie.kit.days import add_months
from kexie.records.access.models import Account
from kexie.records.meetings import actions, lists, minutes
from kexie.records.meetings.actions import Call, NewSeries, Outcome, Sitting
from kexie.records.meetings.lists import Line
from kexie.records.meetings.models import Meeting
from kexie.records.units.models import Unit
from kexie.reports import agenda

ROOT, PROVINCE, COUNTY = "DEMO", "JS", "JS-01-04"
ORIGIN: Final = "made_up"
MINUTES: Final = """会议听取了上月重点工作进展（示例），研究了逾期事项的原因，议定两件事，逐件交办。

各单位按时报送月度清单。"""


def meet_sample(by: Mapping[str, Account]) -> None:
    """Hold last month's meeting of the sample, call this month's, and send one monthly list."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[ROOT, PROVINCE, COUNTY])}
    owner, province = by["owner"], units[PROVINCE]
    this = today().replace(day=1)
    last = add_months(this, -1)
    new = NewSeries(units[ROOT], "工作调度会", 5, "三楼会议室（示例）")
    series = actions.begin_series(new, by=owner)
    called = (province, units[COUNTY])
    first = actions.call(Call(series, last, called, today() - timedelta(days=20), origin=ORIGIN), by=owner)
    first = actions.fix_agenda(first, agenda.compose(first, owner), by=owner, version=first.version)
    came = {row.unit_id: ("present", "分管负责人") for row in first.called.all()}
    came[units[COUNTY].pk] = ("excused", "当天在基层接待")
    first = actions.hold(first, Sitting(came, "负责人", "综合处", 14), by=owner, version=first.version)
    told = [
        Outcome(province, "报送基层科普馆开放时间的公示办法", today() - timedelta(days=4), (units[COUNTY],)),
        Outcome(units[COUNTY], "补齐科普馆讲解员名单", today() + timedelta(days=10)),
    ]
    actions.decide(first, told, by=owner, version=first.version)
    first = minutes.write_minutes(_now(first), MINUTES, by=owner, version=_now(first).version)
    minutes.send_minutes(first, by=owner, version=first.version)
    second = actions.call(Call(series, this, called, today() + timedelta(days=2), origin=ORIGIN), by=owner)
    actions.propose(second, "请研究县级科普馆运行经费的分担办法", unit=units[COUNTY], by=by["county_clerk"])
    _list(province, last, by["province_clerk"])


def _now(meeting: Meeting) -> Meeting:
    return Meeting.objects.knowing("building the sample").get(pk=meeting.pk)


def _list(unit: Unit, month: date, by: Account) -> None:
    done = ["举办科普主题讲座（示例）", "走访基层科普馆并记下意见（示例）", "修订督办办法（示例）"]
    following = ["报送公示办法（示例）", "培训讲解员（示例）", "督办台账移入系统（示例）"]
    kept = lists.keep_list(unit, month, [*map(Line, done)], [*map(Line, following)], by=by, version=0, origin=ORIGIN)
    lists.send_list(kept, few=False, by=by, version=kept.version)
