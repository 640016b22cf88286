"""What no setting may bring: the articles that bind the house (C1–C13), as one table that settings go through.

Sources: 中央网信办《关于防治“指尖上的形式主义”的若干意见》(2023-12-18), the 2024 rules on relieving the grass roots,
国办函〔2026〕12号 on government mobile apps. The last article is the house's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width


@dataclass(frozen=True, slots=True)
class Article:
    """One limit: its number, what it says, and the words in a setting's name that would break it.

    ``words`` stand anywhere in a name; ``values`` are (word in the name, values) that break it; where values are given,
    any other value of that name is merely unknown.
    """

    code: str
    says: str | Promise
    words: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()


OFF: Final = ("off", "no", "false", "0", "none", "never", "关", "关闭", "否", "不", "无")
ON: Final = ("on", "yes", "true", "1", "always", "required", "开", "开启", "是", "必须", "必填")
ARTICLES: Final[tuple[Article, ...]] = (
    Article(
        "C1",
        gettext_lazy("不设积分、排名、连续天数、在线时长、活跃率、点赞或学习时长，也不按使用情况给单位或个人排名"),
        (
            "积分", "排行", "排名", "连续打卡", "连续天数", "在线时长", "活跃率", "活跃度", "点赞", "学习时长",
            "leaderboard", "ranking", "league_table", "streak", "reward_points", "online_time", "active_rate",
            "likes", "study_time", "top_units", "top_users",
        ),
    ),
    Article(
        "C2",
        gettext_lazy("到会以组织者的名册为准：不做定位自助签到，存表和办结都不要求照片"),
        (
            "打卡", "定位签到", "自助签到", "人脸", "扫脸", "拍照签到", "必须拍照",
            "self_check_in", "checkin_position", "checkin_location", "geolocation", "face_recognition",
            "photo_required", "require_photo",
        ),
        (("check_in", ("position", "location", "gps", "self", "photo")), ("photo", ON), ("照片", ON)),
    ),
    Article(
        "C3",
        gettext_lazy("一件事只录一次，统计、月报和文稿里的数都由记录算出，不另外填报"),
        ("手填合计", "手工合计", "重复填报", "typed_total", "manual_total", "enter_twice"),
        (("derived_figures", OFF),),
    ),
    Article(
        "C4",
        gettext_lazy("系统里有的先填好，人只确认"),
        ("禁止预填", "no_prefill"),
        (("prefill", OFF), ("预填", OFF)),
    ),
    Article(
        "C5",
        gettext_lazy("要数须写明依据、用途和期限，发出前先说明负担；系统里已有的不再要"),
        ("无依据", "without_basis", "skip_basis"),
        (("request_basis", (*OFF, "optional")), ("request_burden", OFF), ("要数依据", OFF)),
    ),
    Article(
        "C6",
        gettext_lazy("电脑和手机的浏览器都能用，表格能进能出，不要求安装应用"),
        ("必装应用", "强制下载", "app_required", "require_app", "install_app"),
        (("spreadsheets", OFF), ("browser", OFF)),
    ),
    Article(
        "C7",
        gettext_lazy("考核看结果，不以留痕多少计分"),
        ("留痕", "痕迹计分", "trace_score", "upload_count_score", "login_score"),
        (("appraisal_counts", ("traces", "logins", "uploads", "photos", "attendance")),),
    ),
    Article(
        "C8",
        gettext_lazy("每一页都有提意见的入口，并有答复期限"),
        ("关闭意见", "hide_feedback", "no_complaints"),
        (("feedback", OFF), ("complaints", OFF), ("voices", OFF), ("reply_term", OFF), ("意见入口", OFF)),
    ),
    Article(
        "C9",
        gettext_lazy("提醒在到期之前发，避开非工作日和夜间，不反复催"),
        ("反复催", "nagging", "repeat_reminders"),
        (("quiet_hours", OFF), ("静音时段", OFF), ("workdays_only", OFF), ("remind", ("after", "hourly"))),
    ),
    Article(
        "C10",
        gettext_lazy("不存涉密内容，个人信息最少，谁看过谁改过都有记录"),
        ("身份证", "identity_card", "id_number", "secret_level", "密级"),
        (
            ("retention", (*OFF, "forever", "ever", "永久", "长期")),
            ("history", OFF),
            ("reading_log", OFF),
            ("操作记录", OFF),
        ),
    ),
    Article(
        "C11",
        gettext_lazy("数要说明核没核、谁核的，余和约不能藏起来"),
        ("隐去余约", "hide_bounds", "hide_unchecked"),
        (("bounds", OFF), ("余约", OFF)),
    ),
    Article(
        "C12",
        gettext_lazy("公开的版本与内部的分开，没有同意不写姓名"),
        ("公开姓名", "publish_names", "names_without_consent"),
        (("public_names", ON), ("consent", OFF)),
    ),
    Article("C13", gettext_lazy("颜色从不是唯一的记号"), ("只用颜色", "colour_only", "color_only", "hide_shapes")),
    Article(
        "C0",
        gettext_lazy("系统只看工作和单位，不评价任何人的思想"),
        (
            "忠诚度", "思想评估", "思想打分", "思想画像", "政治态度", "政治表现分",
            "loyalty", "attitude_score", "belief", "opinion_score", "ideology",
        ),
    ),
)  # fmt: skip
"""Every article of the limits, in order; C0 is our own and stands above them."""
_OF_A_DEFINITION: Final = ("C1", "C2", "C7", "C10", "C0")
"""Articles that the name of a number could break as well: nobody may count what nobody may reward."""


def plain(text: str) -> str:
    """Return a name or value as it is compared: half width, lower case, spaces, dots and dashes as underscores."""
    return re.sub(r"[\s.\-·:/]+", "_", half_width(text).strip().lower())


def broken_by(name: str, value: str = "") -> Article | None:
    """Return the article that a setting would break; ``None``: none."""
    key, given = plain(name), plain(value)
    for article in ARTICLES:
        if any(word in key for word in article.words):
            return article
        if any(word in key and given in values for word, values in article.values):
            return article
    return None


def refuse(name: str, value: str = "") -> None:
    """Raise ``Refused``, naming the article, for a setting that the limits forbid."""
    article = broken_by(name, value)
    if article is not None:
        said = {"name": clipped(name), "code": article.code, "says": article.says}
        raise Refused(
            [
                _("不能设“%(name)s”：%(says)s（%(code)s 条）。") % said,
                _("这是系统的界限，任何人都不能打开；什么也没有改动。"),
            ]
        )


def named(texts: Iterable[str]) -> str:
    """Return why a number may not be called so, naming the article; empty: it may."""
    for text in texts:
        key = plain(text)
        for article in ARTICLES:
            if article.code in _OF_A_DEFINITION and any(word in key for word in article.words):
                return _("不能定义“%(name)s”：%(says)s（%(code)s 条）。") % {
                    "name": clipped(text),
                    "says": article.says,
                    "code": article.code,
                }
    return ""
