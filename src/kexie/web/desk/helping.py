"""Help for each room: what it answers, what is done there, and which task of the guide tells more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from kexie.web.kit.rooms import ROOMS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Topic:
    """The help of one room: its title, the question it answers, sentences, and tasks of the guide by slug."""

    title: str | _StrPromise
    question: str | _StrPromise
    lines: tuple[str | _StrPromise, ...]
    tasks: tuple[str, ...] = ()


GOES: Final = tuple(room for room in ROOMS if room.key)
"""Rooms that a key leads to, after ``g``."""
TOPICS: Final[Mapping[str, Topic]] = {
    "home": Topic(
        _("今日"),
        _("今天有什么等我办，我单位有什么变化？"),
        (
            _("左边是等您办的：办过还没登记的，登记了还缺人数的；点右边的按钮就办。"),
            _("右边是十个工作日里的计划，和昨天以来的变化。"),
            _("下面是几个主要数字；点任一个，看定义、范围和每一条记录。"),
            _("在两个单位任职的，从右上角换一个看。"),
        ),
        ("record", "figure"),
    ),
    "plan": Topic(
        _("布局"),
        _("今年的布局各做到哪里了？"),
        (
            _("一格是一个目标：数是做到的，线是该到的；点一格，看它的指标任务和记录。"),
            _("任务可以分解给下级；分下去的与总数合不上时，会说差多少。"),
            _("早先的布局按年份看，改布局另立一版，旧的不变。"),
        ),
        ("figure",),
    ),
    "activities": Topic(
        _("活动"),
        _("办了什么，谁到了，计在哪些数里？"),
        (
            _("记一项活动只要名称、日期、主办；人数可以写 300余、约300、近300。"),
            _("联合主办的是一项活动，不要两家各记一次；记重了可以合并。"),
            _("名册由组织者点名，或者传一张表；有名册，参加人数才能去重。"),
            _("记错了就改，改动前后都留着；办不成的写明原因取消。"),
        ),
        ("record", "roster", "correct", "doubles", "class", "lecture", "visit"),
    ),
    "matters": Topic(
        _("事项"),
        _("哪些事要有人一直盯到办结，现在到哪一步？"),
        (
            _("一件事一张单：来源、谁办、期限、进展和结果都在上面。"),
            _("办不完的，到期之前申请延期，写明原因和新的日子。"),
            _("办结要有依据，由另一个人核过才算。"),
            _("调度会的议程由台账自己写出；议定的事一行一件，没办完的下次会还在议程上。"),
        ),
        ("matter", "meeting", "finding", "voice"),
    ),
    "branches": Topic(
        _("支部"),
        _("支部的组织生活开了没有，还有哪些要开？"),
        (
            _("每种会多久一次，依据哪一条，写在表上；到期未开只是提醒。"),
            _("记一次会：党员已经列好，只写谁没有到；联合开会一个支部列一行。"),
            _("会议记录由主持人和记录人签名，十天内可以修改，以后加写更正说明。"),
            _("党员名册只有党务看得到，每次查看都留有记录。"),
        ),
        ("branch",),
    ),
    "units": Topic(
        _("组织"),
        _("谁在谁下面，从哪天起，现在谁任什么职？"),
        (
            _("点一个单位看它的下级、任职和数；页首换日子，看那天的组织。"),
            _("成立、撤销、改挂都写日期；先看会影响哪些数和权限，再保存。"),
            _("县区可能同名，请看清它上面的路径。"),
        ),
        ("tree",),
    ),
    "figures": Topic(
        _("数据"),
        _("这个数是多少，怎么来的，和去年比呢？"),
        (
            _("选指标、单位、期间、分列；数下面是定义和范围，点开是记录。"),
            _("“截至”换成早先某日，看那天所知的数；与今天不同的，是后来更正过。"),
            _("余是至少，约是大约，近是接近但不到；合计时不丢。"),
            _("未报、无此项和 0 是三回事，表下有说明。"),
        ),
        ("figure", "compare"),
    ),
    "reports": Topic(
        _("文稿"),
        _("怎么写出一份数都对得上的文稿？"),
        (
            _("选单位、期间和截至日，文稿里的数由记录算出，每个都能点开。"),
            _("下载 Word、PDF 或 Markdown；给人看的一份干净，给人核的一份附来源。"),
            _("数变了不要手改文稿，改记录，再写一次。"),
        ),
        ("report",),
    ),
    "settings": Topic(
        _("设置"),
        _("人、任职、登录、导入和协会自己的选择都在这里。"),
        (
            _("您看到的几项，由您的任职决定；“权限说明”写着每个岗位能做什么。"),
            _("表格先检查，后导入；导错了，后面没有别的记录压着的，可以整批撤销。"),
            _("“系统里存着我的什么”：自己的资料随时能看、能导出、能更正、能删除。"),
        ),
        ("people", "tree", "month", "undo", "own"),
    ),
}
"""By slug of room."""
