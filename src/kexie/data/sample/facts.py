"""What the source says of the first half of 2018, and where in the sample it is to be found.

The source is 《中国科协引领科技工作者听党话跟党走》 (2018); it is cited, not shipped. Each statement is either a
figure, or named records, or shipped as a catalogue, or *not recorded yet*: then ``missing`` names the noun that does
not exist so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kexie.data.sample.events import INTEGRITY, LECTURE_TOUR, REPORT_TOUR, TITLES
from kexie.data.sample.tree import ROOT, STUDY_GROUP

SPRING: Final = "2018-01-01..2018-05-31"
SINCE_CONGRESS: Final = "2017-10-24..2018-05-31"
AS_OF: Final = "2018-05-31"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement.

    A figure has ``indicator`` (with ``where`` conditions), and ``least``, the value it comes to at the least, with its
    ``bound``; ``titles`` or ``series`` name the records that show it. ``missing`` is the Chinese name of the noun that
    is not there yet; a fact with none of these is shipped as a catalogue (the layout).
    """

    slug: str
    text: str
    indicator: str = ""
    where: tuple[str, ...] = ()
    unit: str = ROOT
    period: str = SPRING
    as_of: str = AS_OF
    least: int = 0
    bound: str = ""
    titles: tuple[str, ...] = ()
    series: str = ""
    missing: str = ""

    @property
    def recorded(self) -> bool:
        """Whether the sample can show it."""
        return not self.missing


_STUDY = ("kind=study",)


def _named(slug: str, text: str, kind: str, *names: str) -> Fact:
    titles = tuple(TITLES[name] for name in names)
    return Fact(slug, text, "activities", (f"kind={kind}",), least=len(titles), bound="exact", titles=titles)


def _series(slug: str, text: str, series: str, least: int) -> Fact:
    return Fact(slug, text, "activities", ("kind=lecture",), least=least, bound="exact", series=series)


def _absent(slug: str, text: str, missing: str) -> Fact:
    return Fact(slug, text, missing=missing)


FACTS: Final = (
    Fact("study-sessions", "系统内举办各类学习活动", "activities", _STUDY, least=1000, bound="at_least"),
    Fact("study-person-times", "学习活动参加人次", "attendances", _STUDY, least=26000, bound="at_least"),
    Fact("study-persons", "有名单可查的参加人数", "attendees", _STUDY, least=400, bound="at_least"),
    Fact(
        "study-group",
        "党组理论学习中心组自党的十九大以来集体学习",
        "activities",
        _STUDY,
        unit=STUDY_GROUP,
        period=SINCE_CONGRESS,
        least=21,
        bound="exact",
    ),
    _named("training", "地方科协主席、全国学会理事长专题培训班", "training", "chairs", "society-heads"),
    _named("symposia", "科技工作者、女科学家座谈会", "symposium", "workers", "women"),
    _named(
        "sixtieth", "成立60周年百名科学家、百名基层科技工作者座谈会", "symposium", "scientists-100", "grassroots-100"
    ),
    _named("conference-40", "纪念全国科学大会召开40周年座谈会", "symposium", "conference-40"),
    _named("westward", "“西迁精神”座谈会", "symposium", "westward"),
    _series("report-tour", "主题报告会", REPORT_TOUR, 5),
    _series("lecture-tour", "科学家宣讲巡回报告（计划100场，已启动）", LECTURE_TOUR, 14),
    _series("integrity", "科学道德和学风建设宣讲", INTEGRITY, 12),
    Fact(
        "visits",
        "“全国科技工作者日”走访慰问",
        "activities",
        ("kind=visit",),
        period="2018-05-30",
        least=60,
        bound="exact",
    ),
    Fact("layout", "“1-9·6-1”工作布局"),
    _absent("film", "宣传片首发12小时点播量及英文版、海外账号发布", "宣传发布"),
    _absent("inspections", "对机关各部门及直属单位的党组巡视", "巡视轮次与问题整改"),
    _absent("initiative", "60周年倡议书", "倡议书与联署"),
    _absent("speaker-pool", "学风建设宣讲专家队伍", "宣讲团"),
    _absent("lecture-target", "巡回报告100场的目标完成率", "指标任务"),
    _absent("voices", "走访中听取的诉求、意见和建议及其办理", "心声"),
    _absent("branches", "“智慧党建”与“三会一课”", "支部组织生活"),
    _absent("cooperation", "省会合作试点", "合作试点"),
    _absent("dispatch", "每月工作调度会", "调度会与督办"),
    _absent("appraisal", "关键绩效指标考核", "考核"),
    _absent("archive", "重大工程干部业绩档案", "业绩档案"),
)
"""Every statement of the source that the product answers for; the report lists those that are not recorded yet."""
