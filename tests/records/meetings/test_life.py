"""A dispatch meeting from its call to its fixed minutes; its outcomes come again until they are done."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter
from kexie.records.meetings import actions, lists, minutes, queries
from kexie.records.meetings.actions import Call, NewSeries, Outcome, Sitting
from kexie.records.meetings.lists import Line
from kexie.records.meetings.models import Amendment, Meeting, MeetingSeries, MonthList, Point
from kexie.records.meetings.rules import Stage, month_after
from kexie.records.units.models import Unit
from kexie.reports import agenda, brief, brief_sheet, monthly
from kexie.reports.copies import Copy, Printing
from kexie.reports.document import Document, Paragraph
from kexie.reports.html import html
from kexie.reports.markdown import markdown
from kexie.reports.pdf import pages
from kexie.reports.word import docx
from tests.building import cast, held, value
from tests.opened import everything

Tree = dict[str, Unit]
CLEAN, REVIEWER = Printing(copy=Copy.CLEAN), Printing(copy=Copy.REVIEWER)


@pytest.fixture
def office(tree: Tree) -> Account:
    """Seat the clerk at the top who runs the meeting."""
    return cast("clerk", tree["root"], "office")


def series(office: Account, tree: Tree) -> MeetingSeries:
    return actions.begin_series(NewSeries(tree["root"], "工作调度会", 5, "三楼会议室"), by=office)


def called(office: Account, of: MeetingSeries, month: date, *units: Unit, on: date | None = None) -> Meeting:
    return actions.call(Call(of, month, units, on or today()), by=office)


def sat(meeting: Meeting, office: Account, **more: tuple[str, str]) -> Meeting:
    """Write down that everybody came."""
    now = fresh(meeting)
    came = {row.unit_id: more.get(row.unit.code, ("present", "")) for row in now.called.all()}
    return actions.hold(now, Sitting(came, "主席", "综合处", 20), by=office, version=now.version)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.knowing("test").select_related("activity", "series").get(pk=meeting.pk)


def text(document: Document) -> str:
    """Return the words of a document."""
    parts = [part for block in document.blocks if isinstance(block, Paragraph) for part in block.parts]
    return "\n".join(part if isinstance(part, str) else part.said for part in parts)


def test_an_outcome_comes_again_until_it_is_done(office: Account, clerk: Account, tree: Tree) -> None:
    """Decided in one month, overdue in the next, carried over with how often; the agenda is frozen as it was."""
    of = series(office, tree)
    this = today().replace(day=1)
    past = month_after(this - timedelta(days=70))
    first = sat(called(office, of, past, tree["c1"], on=today() - timedelta(days=40)), office)
    told = [
        Outcome(tree["c1"], "交名册", today() - timedelta(days=9)),
        Outcome(tree["c2"], "报方案", scheme="13710", grade="hard"),
    ]
    made = actions.decide(first, told, by=office, version=first.version)
    assert [(one.source, one.lead.code, one.opened_on) for one in made] == [
        (f"meeting:{first.pk}", "c1", first.activity.starts_on),
        (f"meeting:{first.pk}", "c2", first.activity.starts_on),
    ]
    assert made[0].details == {"basis": first.activity.title}
    second = called(office, of, this, tree["c1"])
    actions.propose(second, "请求调整展馆预算", unit=tree["c1"], by=clerk)
    found = agenda.compose(second, office)
    assert [(one.kind, one.text) for one in found] == [("carried", "交名册"), ("carried", "报方案")]
    assert "第 1 次顺延" in found[0].note
    assert "已逾期 9 天" in found[0].note
    fixed = actions.fix_agenda(fresh(second), found, by=office, version=fresh(second).version)
    assert [point.kind for point in fixed.points.all()] == ["carried", "carried", "proposed"]
    third = called(office, of, month_after(this), on=today() + timedelta(days=30))
    assert {times for _matter, times in queries.carried(office, third)} == {2}
    Matter.objects.knowing("test").filter(pk=made[0].pk).update(
        end="closed", waits="", waits_unit=None, closed_on=today()
    )
    assert [one.title for one, _times in queries.carried(office, third)] == ["报方案"]
    assert [point.text for point in fixed.points.filter(kind=Point.Kind.CARRIED)] == ["交名册", "报方案"]


def test_minutes_may_be_amended_in_their_window_and_not_after(
    office: Account, clerk: Account, stranger: Account, tree: Tree
) -> None:
    """Written, sent, asked to be changed by who was called, decided; then fixed."""
    meeting = sat(called(office, series(office, tree), today(), tree["c1"]), office, c1=("excused", "下乡"))
    with pytest.raises(Refused, match="还没有纪要"):
        minutes.send_minutes(meeting, by=office, version=meeting.version)
    now = minutes.write_minutes(meeting, "会议听取了汇报。", by=office, version=meeting.version)
    now = minutes.send_minutes(now, by=office, version=now.version)
    asked = minutes.ask_amendment(now, "第一句补上单位名", unit=tree["c1"], by=clerk)
    with pytest.raises(Refused, match="不在这次会议"):
        minutes.ask_amendment(now, "也改", unit=tree["p2"], by=office)
    with pytest.raises(Refused, match="写明原因"):
        minutes.decide_amendment(asked, take=False, by=office)
    minutes.decide_amendment(asked, take=True, text="会议听取了示例c1的汇报。", by=office)
    assert fresh(meeting).minutes == "会议听取了示例c1的汇报。"
    assert Amendment.objects.get().state == "taken"
    Meeting.objects.knowing("test").filter(pk=meeting.pk).update(amend_until=today() - timedelta(days=1))
    over = fresh(meeting)
    assert queries.stage_of(over) is Stage.FIXED
    before = everything()
    late: tuple[Callable[[], object], ...] = (
        lambda: minutes.write_minutes(over, "改一改", by=office, version=over.version),
        lambda: minutes.ask_amendment(over, "改一改", unit=tree["c1"], by=clerk),
        lambda: minutes.decide_amendment(asked, take=True, by=office),
    )
    for deed in late:
        with pytest.raises(Refused, match="纪要已定稿"):
            deed()
    deeds: tuple[Callable[[], object], ...] = (
        lambda: minutes.write_minutes(over, "改", by=stranger, version=over.version),
        lambda: actions.decide(over, [Outcome(tree["c1"], "做", today())], by=stranger, version=over.version),
        lambda: actions.propose(over, "做", unit=tree["c1"], by=stranger),
        lambda: actions.begin_series(NewSeries(tree["root"], "另一个会", 5), by=stranger),
        lambda: lists.keep_list(tree["c1"], today(), [], [], by=stranger, version=0),
    )
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert everything() == before


def test_what_cannot_stand_is_refused_and_nothing_is_half_done(office: Account, tree: Tree) -> None:
    """Twice in a month, held before its day, outcomes without a day, who came not said."""
    of = series(office, tree)
    ahead = called(office, of, today(), tree["c1"], on=today() + timedelta(days=3))
    before = everything()
    wrong: dict[str, Callable[[], object]] = {
        "已经召集": lambda: called(office, of, today()),
        "会期是": lambda: sat(ahead, office),
        "已有叫": lambda: series(office, tree),
        "现在是“已召集”": lambda: actions.decide(ahead, [Outcome(tree["c1"], "做", today())], by=office, version=1),
        "刚被别人改过": lambda: actions.fix_agenda(ahead, [], by=office, version=7),
    }
    for says, deed in wrong.items():
        with pytest.raises(Refused, match=says):
            deed()
    Activity.objects.knowing("test").filter(pk=ahead.activity_id).update(starts_on=today(), ends_on=today())
    now = fresh(ahead)
    for came, says in (({}, "还没有记"), ({row.unit_id: ("absent", "") for row in now.called.all()}, "请写明原因")):
        with pytest.raises(Refused, match=says):
            actions.hold(now, Sitting(came, "主席", "综合处"), by=office, version=now.version)
    Activity.objects.knowing("test").filter(pk=ahead.activity_id).update(
        starts_on=today() + timedelta(days=3), ends_on=today() + timedelta(days=3)
    )
    assert everything() == before
    Activity.objects.knowing("test").filter(pk=ahead.activity_id).update(starts_on=today(), ends_on=today())
    done = sat(ahead, office)
    assert value("activities", tree["root"], str(today().year))[0] == 1
    before = everything()
    with pytest.raises(Refused, match="没有时限"):
        actions.decide(
            done, [Outcome(tree["c1"], "甲", today()), Outcome(tree["c1"], "乙")], by=office, version=done.version
        )
    assert everything() == before


def test_the_brief_is_one_page_however_much_was_decided(office: Account, tree: Tree) -> None:
    """The rest is counted; the sheet of a matter says every field."""
    of = series(office, tree)
    month = month_after(today().replace(day=1) - timedelta(days=70))
    first = sat(called(office, of, month, tree["c1"]), office)
    long = "会同有关单位研究提出基层科普馆开放时间和服务内容的公示办法并组织实施到位"
    told = [Outcome(tree["c1"], f"{long}{n}", today()) for n in range(20)]
    actions.decide(first, told, by=office, version=first.version)
    second = sat(called(office, of, today(), tree["c1"]), office)
    made = actions.decide(second, told, by=office, version=second.version)
    document = brief.build(second, office)
    assert "件，见系统" in text(document)
    assert "实到 2 个" in text(document)
    assert len(pages(document, CLEAN, 20)) == 1
    read = zipfile.ZipFile(io.BytesIO(docx(document, REVIEWER))).read("word/document.xml").decode()
    for made_of in (read, html(document, REVIEWER), markdown(document, REVIEWER)):
        assert "数字的来历" not in made_of, "no number, no page that says where numbers come from"
    sheet = text(brief_sheet.build(made[0], {}, source=second.activity.title))
    fields = (
        "来源",
        "事项",
        "主责单位",
        "协办单位",
        "责任人",
        "办理时限",
        "阶段安排",
        "进展",
        "佐证材料",
        "办理结果",
        "延期",
    )
    assert [name for name in fields if f"{name}：" not in sheet] == []
    assert "工作调度会" in sheet
    kinds = [one.kind for one in agenda.compose(second, office)]
    assert (kinds.count("carried"), kinds.count("near")) == (20, agenda.MOST + 1)


def test_a_monthly_list_fills_itself_and_is_sent_as_it_stands(
    office: Account, clerk: Account, auditor: Account, tree: Tree
) -> None:
    """From what was held; a line keeps its record; sent it stands until it is taken back; put together above."""
    of = cast("clerk", tree["c1"], "second")
    month = today().replace(day=1)
    for n in range(3):
        held(office, tree["c1"], today(), title=f"讲座{n}")
    done, following = lists.filled(tree["c1"], month, by=clerk)
    assert [line.text.split("（")[0] for line in done] == ["讲座0", "讲座1", "讲座2"]
    assert following == []
    forged = [*done, Line("别人的事", "activity:999999"), Line("讲座0（重）", "x")]
    kept = lists.keep_list(tree["c1"], month, forged, [Line("一"), Line("一"), Line("二")], by=clerk, version=0)
    assert [item.source[:9] for item in kept.items.filter(side="done")] == [
        "activity:",
        "activity:",
        "activity:",
        "",
        "",
    ]
    with pytest.raises(Refused, match="只有 2 条"):
        lists.send_list(kept, few=False, by=clerk, version=1)
    with pytest.raises(Refused, match="刚被别人改过"):
        lists.keep_list(tree["c1"], month, [], [], by=of, version=0)
    sent = lists.send_list(kept, few=True, by=clerk, version=1)
    with pytest.raises(Refused, match="已经报送"):
        lists.keep_list(tree["c1"], month, [], [], by=clerk, version=sent.version)
    assert "讲座1" in text(monthly.build(tree["root"], month, auditor))
    before = everything()
    with pytest.raises(Refused):
        lists.take_list_back(sent, by=auditor, version=sent.version)
    assert everything() == before
    lists.take_list_back(sent, by=clerk, version=sent.version)
    assert MonthList.objects.knowing("test").get().sent_at is None
    assert "讲座1" not in text(monthly.build(tree["root"], month, auditor))
