"""The history in words: what was done, to what, by which account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.records.access.models import Account
from kexie.records.history.models import HistoryEvent
from kexie.records.inspections.rules import DEEDS as INSPECTING
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.speakers.flow import STEPS as LECTURE_STEPS

DEEDS: Final[dict[str, str | Promise]] = {
    "announce": gettext_lazy("通知"),
    "answer": gettext_lazy("答复更正请求"),
    "appoint": gettext_lazy("授予或改动任职"),
    "ask": gettext_lazy("请求更正资料"),
    "ask_again": gettext_lazy("撤回“不是同一个”"),
    "audience": gettext_lazy("定应到范围"),
    "cancel": gettext_lazy("取消"),
    "change": gettext_lazy("改动"),
    "check": gettext_lazy("复核"),
    "body": gettext_lazy("设中心组"),
    "rename_body": gettext_lazy("改中心组名称"),
    "study": gettext_lazy("记中心组学习"),
    "topics": gettext_lazy("定学习专题"),
    "class": gettext_lazy("办班或改班"),
    "complete": gettext_lazy("核定结业"),
    "enrol": gettext_lazy("报名"),
    "leave": gettext_lazy("退出培训班"),
    "module_roll": gettext_lazy("一门课点名"),
    "substitute": gettext_lazy("换人"),
    "clone": gettext_lazy("照抄自另一项活动"),
    "close": gettext_lazy("撤销单位"),
    "describe": gettext_lazy("改动协会设置"),
    "concern": gettext_lazy("增加协办或会签单位"),
    "countersign": gettext_lazy("会签"),
    "evidence": gettext_lazy("交佐证材料"),
    "evidence_back": gettext_lazy("撤回佐证材料"),
    "extension": gettext_lazy("申请延期"),
    "extension_granted": gettext_lazy("同意延期"),
    "extension_refused": gettext_lazy("不同意延期"),
    "measure_done": gettext_lazy("一项措施完成"),
    "measure_struck": gettext_lazy("取消一项措施"),
    "measures": gettext_lazy("列措施"),
    "disable": gettext_lazy("停用登录"),
    "erase": gettext_lazy("删除个人信息"),
    "finish": gettext_lazy("登记完毕"),
    "export": gettext_lazy("导出单位"),
    "file": gettext_lazy("加附件"),
    "hang": gettext_lazy("挂到另一条线"),
    "hold_back": gettext_lazy("不发提醒"),
    "contact": gettext_lazy("改通知地址"),
    "import": gettext_lazy("导入表格"),
    "issue": gettext_lazy("发布一版布局"),
    "keep": gettext_lazy("存进材料库"),
    "join": gettext_lazy("登记所在单位"),
    "group": gettext_lazy("改分组"),
    "keep_apart": gettext_lazy("记为不是同一个"),
    "merge": gettext_lazy("合并"),
    "minutes": gettext_lazy("写纪要"),
    "move": gettext_lazy("改变隶属"),
    "open_feed": gettext_lazy("订阅日历"),
    "open": gettext_lazy("新设单位"),
    "plan_ahead": gettext_lazy("按规则排期"),
    "programme": gettext_lazy("定日程和议程"),
    "put_back": gettext_lazy("去掉一份材料"),
    "part": gettext_lazy("拆开合并"),
    "record": gettext_lazy("登记"),
    "redate": gettext_lazy("改动起止日期"),
    "register": gettext_lazy("登记人员"),
    "rename": gettext_lazy("更正姓名"),
    "reopen": gettext_lazy("重新开着"),
    "retain": gettext_lazy("名册留存期满，只留人数"),
    "retitle": gettext_lazy("改布局名称"),
    "release": gettext_lazy("放行提醒"),
    "revoke_feed": gettext_lazy("停用订阅"),
    "roster": gettext_lazy("登记名册"),
    "send_back": gettext_lazy("退回"),
    "set": gettext_lazy("定指标任务"),
    "sign_in": gettext_lazy("开通或重设登录"),
    "split": gettext_lazy("分出新单位"),
    "transfer": gettext_lazy("任职随单位转移"),
    "unmerge": gettext_lazy("撤销合并"),
    "step": gettext_lazy("走完一步"),
    "strike": gettext_lazy("从名册移出一人"),
    "use": gettext_lazy("选用材料"),
    "retire": gettext_lazy("停用材料"),
    "unappoint": gettext_lazy("收回任职"),
    "undo": gettext_lazy("撤销一次导入"),
    "unregister": gettext_lazy("撤销登记人员"),
    "unroster": gettext_lazy("撤销导入的名册"),
    "withdraw": gettext_lazy("撤销指标任务"),
    "withdraw_unit": gettext_lazy("撤销误设的单位"),
    "admit": gettext_lazy("登记支部党员"),
    "agenda": gettext_lazy("定议程"),
    "amend": gettext_lazy("提纪要意见"),
    "ask_sender": gettext_lazy("问提出人"),
    "authorise": gettext_lazy("授权组队"),
    "begin": gettext_lazy("新建"),
    "call": gettext_lazy("召集"),
    "check_list": gettext_lazy("定检查单"),
    "close_hook": gettext_lazy("停用推送地址"),
    "confirm": gettext_lazy("对方确认"),
    "decide": gettext_lazy("记会议决定"),
    "define": gettext_lazy("定义数据元素或指标"),
    "digest": gettext_lazy("编建议专报"),
    "digest_edit": gettext_lazy("改建议专报"),
    "drop": gettext_lazy("去掉"),
    "end": gettext_lazy("不再开"),
    "extend_term": gettext_lazy("届期提前或延后"),
    "follow_up": gettext_lazy("转为事项跟进"),
    "handover": gettext_lazy("转给接手单位"),
    "hear": gettext_lazy("开信箱"),
    "hear_no_more": gettext_lazy("关信箱"),
    "hold": gettext_lazy("会已开"),
    "link": gettext_lazy("关联同类事项"),
    "make_token": gettext_lazy("建令牌"),
    "meeting": gettext_lazy("记支部会议"),
    "minutes_sent": gettext_lazy("发纪要"),
    "open_hook": gettext_lazy("开通推送地址"),
    "propose": gettext_lazy("提请议题"),
    "public_draft": gettext_lazy("起草公开稿"),
    "publish": gettext_lazy("公开答复"),
    "reader": gettext_lazy("增加知悉人"),
    "recuse": gettext_lazy("登记回避"),
    "relook": gettext_lazy("排回头看"),
    "resume_hook": gettext_lazy("再送推送"),
    "review": gettext_lazy("共同评议"),
    "revoke_token": gettext_lazy("停用令牌"),
    "scope": gettext_lazy("定巡察范围"),
    "send": gettext_lazy("报送"),
    "set_up": gettext_lazy("设立支部"),
    "settle": gettext_lazy("不必跟进"),
    "state": gettext_lazy("填报"),
    "take_back": gettext_lazy("撤回"),
    "term": gettext_lazy("登记换届"),
    "unplan": gettext_lazy("移出一轮"),
    "unpublish": gettext_lazy("撤下公开的答复"),
    "voice_route": gettext_lazy("定分办对照"),
}
NOUNS: Final[dict[str, str | Promise]] = {
    "voice": gettext_lazy("心声"),
    "visit": gettext_lazy("走访"),
    "view": gettext_lazy("保存的查询"),
    "value": gettext_lazy("填报的数"),
    "tour": gettext_lazy("巡讲"),
    "token": gettext_lazy("接口令牌"),
    "template": gettext_lazy("模板"),
    "round": gettext_lazy("巡察轮次"),
    "report": gettext_lazy("文稿"),
    "month_list": gettext_lazy("月度清单"),
    "meeting_series": gettext_lazy("每月的会"),
    "meeting": gettext_lazy("调度会"),
    "measure": gettext_lazy("计量"),
    "list": gettext_lazy("保存的清单"),
    "lecture": gettext_lazy("点单"),
    "issue": gettext_lazy("签发的文稿"),
    "inspection_term": gettext_lazy("巡察届期"),
    "inspection": gettext_lazy("巡察"),
    "hook": gettext_lazy("推送地址"),
    "digest": gettext_lazy("建议专报"),
    "class": gettext_lazy("培训班"),
    "branch": gettext_lazy("支部"),
    "body_decision": gettext_lazy("领导班子决策"),
    "body": gettext_lazy("中心组"),
    "activity": gettext_lazy("活动"),
    "association": gettext_lazy("协会"),
    "account": gettext_lazy("登录账号"),
    "feed": gettext_lazy("日历订阅"),
    "import": gettext_lazy("导入"),
    "material": gettext_lazy("材料"),
    "matter": gettext_lazy("事项"),
    "month": gettext_lazy("月份"),
    "person": gettext_lazy("人员"),
    "plan": gettext_lazy("布局"),
    "post": gettext_lazy("任职"),
    "request": gettext_lazy("更正请求"),
    "target": gettext_lazy("指标任务"),
    "unit": gettext_lazy("单位"),
}
COLUMNS: Final[dict[str, str | Promise]] = {
    "bound": gettext_lazy("余约近"),
    "count": gettext_lazy("场次"),
    "ends_on": gettext_lazy("结束日期"),
    "goals": gettext_lazy("目标"),
    "groups": gettext_lazy("分组"),
    "headcount": gettext_lazy("人数"),
    "hosts": gettext_lazy("主办单位"),
    "kind": gettext_lazy("种类"),
    "level": gettext_lazy("层级"),
    "name": gettext_lazy("名称"),
    "place": gettext_lazy("地点"),
    "reason": gettext_lazy("原因"),
    "series": gettext_lazy("系列"),
    "speakers": gettext_lazy("主讲"),
    "starts_on": gettext_lazy("开始日期"),
    "status": gettext_lazy("状态"),
    "title": gettext_lazy("名称"),
    "unit": gettext_lazy("主办单位"),
}
_TOLD: Final = frozenset({"title", "headcount", "starts_on", "ends_on", "place", "count", "name"})
"""Columns whose values read as they are; of the others only that they changed is said."""


_OWN: Final[dict[str, dict[str, str | Promise]]] = {
    "matter": {step.slug: step.title for one in WORKFLOWS.values() for step in one.steps}
    | {"open": gettext_lazy("立项"), "merge": gettext_lazy("并入另一件")},
    "lecture": {slug: step.title for slug, step in LECTURE_STEPS.items()},
    "inspection": dict(INSPECTING),
}
"""Deeds of one noun that have words of their own: the steps of what is data."""


def deed_of(noun: str, deed: str) -> str:
    """Return in words what was done; of what has none only that the thing changed, never a word of the code."""
    words = _OWN.get(noun, {}).get(deed) or DEEDS.get(deed)
    return str(words) if words else _("%(noun)s有变化") % {"noun": NOUNS.get(noun, _("记录"))}


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words. ``who`` is the account's sign-in name, never a person's name."""

    number: int
    at: datetime
    who: str
    deed: str
    more: str


def who_did(events: Iterable[HistoryEvent]) -> dict[int, str]:
    """Return the sign-in names of the accounts that did these events; the machine itself is 系统."""
    names = dict(Account.objects.filter(pk__in={event.by for event in events}).values_list("pk", "username"))
    return {0: _("系统"), **names}


def events_of(noun: str, thing: str, *, whole: bool, most: int = 20) -> list[Told]:
    """Return the newest events of one record, newest first; ``whole``: also what was changed from what into what."""
    events = list(
        HistoryEvent.objects.filter(noun=noun, thing=thing).select_related("detail").order_by("-number")[:most]
    )
    names = who_did(events)
    return [
        Told(
            number=event.number,
            at=event.at,
            who=names.get(event.by, ""),
            deed=deed_of(event.noun, event.deed),
            more=changes(event) if whole else "",
        )
        for event in events
    ]


def changes(event: HistoryEvent) -> str:
    """Return in words what an event's kept details say was changed; empty once they are erased."""
    detail = getattr(event, "detail", None)
    if detail is None or event.deed not in {"change", "cancel", "describe", "send_back"}:
        return ""
    before, after = detail.body.get("before"), detail.body.get("after")
    if event.deed in {"cancel", "send_back"}:
        return str(detail.body.get("reason", ""))
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ""
    return "；".join(_one(column, before.get(column), after[column]) for column in after)


def _one(column: str, before: object, after: object) -> str:
    title = COLUMNS.get(column, column)
    if column not in _TOLD:
        return str(title)
    said = {"column": title, "before": _plain(before), "after": _plain(after)}
    return _("%(column)s：%(before)s → %(after)s") % said


def _plain(value: object) -> str:
    return _("空") if value in (None, "", "None") else str(value)
