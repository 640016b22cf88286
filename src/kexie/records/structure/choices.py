"""What an association may choose for itself: one line a setting, with how it is read and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.colours import parse_colour, reads_on
from kexie.kit.columns import parse_name
from kexie.kit.hours import parse_days, parse_quiet
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, joined
from kexie.records.structure import articles

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LIGHT: Final = ("#f7f3ea", "#fefcf7", "#efe9dc")
"""The grounds of the light scheme (paper, sheet, sunk); a test holds them against ``tokens.css``."""
DARK: Final = ("#12181f", "#192129", "#1d262f")
"""Those of the dark scheme."""
WASHES: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("#e6eedf", "#1d3228"),
    "near": ("#f6e9c9", "#3a2f18"),
    "late": ("#f6dfdd", "#40232a"),
}
"""The light and the dark ground below what is done, near its term or late, beside the grounds of the scheme."""
MOST_YEARS: Final = 30
_LONGEST_TERM: Final = 8
_LONGEST_ENGLISH: Final = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key, its title, how it is written, and what reads it (raises ``Refused`` with how to mend)."""

    key: str
    title: str | _StrPromise
    help: str | _StrPromise
    read: Callable[[str], str]


def read_zone(text: str) -> str:
    """Read a time zone by its name in the zone database."""
    try:
        return str(ZoneInfo(text.strip()))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        said = {"text": clipped(text)}
        raise Refused(_("没有“%(text)s”这个时区；请写 Asia/Shanghai 这样的名字。") % said) from error


def read_accent(text: str) -> str:
    """Read a colour that reads on every ground of the light scheme; the dark one is mixed from it."""
    colour = parse_colour(text)
    if not reads_on(colour, LIGHT):
        said = {"colour": colour}
        raise Refused(_("%(colour)s 在浅底上对比不足 4.5，看不清；请换一个深一些的颜色。") % said)
    return colour


def _light(state: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        """Read the colour of a state, which reads on every ground of the light scheme and on its own."""
        colour = parse_colour(text)
        if not reads_on(colour, (*LIGHT, WASHES[state][0])):
            said = {"colour": colour}
            raise Refused(_("%(colour)s 在浅底上对比不足 4.5，看不清；请换一个深一些的颜色。") % said)
        return colour

    return read


def read_years(text: str) -> str:
    """Read a term in whole years: 1 to 30."""
    typed = half_width(text).strip().removesuffix("年").strip()
    articles.refuse("retention", typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= MOST_YEARS):  # noqa: PLR2004
        said = {"text": clipped(text), "most": MOST_YEARS}
        raise Refused(_("“%(text)s”不是年限；请写 1 到 %(most)s 的整数。") % said)
    return str(int(typed))


def read_quiet(text: str) -> str:
    """Read the hours in which nobody is written to; switched off or shorter than the night is refused (C9)."""
    articles.refuse("quiet_hours", half_width(text).strip())
    return str(parse_quiet(text))


def read_days_off(text: str) -> str:
    """Read days of the association's own on which nobody is written to; kept one by one."""
    return "、".join(day.isoformat() for day in sorted(parse_days(text, today())))


CLASS_WORDS: Final = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}
"""How often a party lecture (党课) may be asked for: the rules give no number."""


def read_class(text: str) -> str:
    """Read how often a party lecture is asked for, in either language."""
    typed = text.strip()
    found = next((slug for slug, word in CLASS_WORDS.items() if typed.lower() in {slug, word}), None)
    if found is None:
        said = {"text": clipped(text), "known": joined(CLASS_WORDS.values())}
        raise Refused(_("看不懂“%(text)s”；请写 %(known)s 之一，空着就是不要求。") % said)
    return found


def _term(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        """Read a word of the association's own; none that names what the limits forbid."""
        word = parse_name(text)
        articles.refuse(word)
        if len(word) > longest or any(sign in word for sign in "%{}<>&\"'"):
            said = {"text": clipped(text), "most": longest}
            raise Refused(_("“%(text)s”不能作叫法；请写 %(most)s 个字以内，不带符号。") % said)
        return word

    return read


def read_period(text: str) -> str:
    """Read a period; it is kept as typed, since a relative one moves with the day."""
    parse_period(text, today())
    return text.strip()[:40]


_LIGHT_HELP: Final = gettext_lazy("写法同主色；旁边总有字和形状，不靠颜色分辨")
SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("name", gettext_lazy("协会名称"), gettext_lazy("写在每一页的页脚"), parse_name),
    Setting(
        "opening_period",
        gettext_lazy("各页打开时看的期间"),
        gettext_lazy("例：2018、this-year、last-12-months；空着就是今年"),
        read_period,
    ),
    Setting(
        "zone", gettext_lazy("时区"), gettext_lazy("一天从哪里算起，例：Asia/Shanghai；已记下的日子不变"), read_zone
    ),
    Setting(
        "accent",
        gettext_lazy("主色"),
        gettext_lazy("六位十六进制，例：#b3301a；对比不足 4.5 的不收，夜间的颜色自动配"),
        read_accent,
    ),
    Setting("light_done", gettext_lazy("办结的颜色"), _LIGHT_HELP, _light("done")),
    Setting("light_near", gettext_lazy("临期的颜色"), _LIGHT_HELP, _light("near")),
    Setting("light_late", gettext_lazy("逾期的颜色"), _LIGHT_HELP, _light("late")),
    Setting(
        "term_unit", gettext_lazy("“单位”怎么叫"), gettext_lazy("例：组织、机构；空着就叫单位"), _term(_LONGEST_TERM)
    ),
    Setting(
        "term_unit_en",
        gettext_lazy("英文里 unit 怎么叫"),
        gettext_lazy("例：body；空着就叫 unit"),
        _term(_LONGEST_ENGLISH),
    ),
    Setting(
        "term_person",
        gettext_lazy("“人员”怎么叫"),
        gettext_lazy("例：会员、科技工作者；空着就叫人员"),
        _term(_LONGEST_TERM),
    ),
    Setting(
        "quiet_hours",
        gettext_lazy("静音时段"),
        gettext_lazy("这段时间不发提醒，例：17:30-08:30；空着就是 17:30 到次日 8:30。可以更长，不能关掉"),
        read_quiet,
    ),
    Setting(
        "days_off",
        gettext_lazy("另外不发提醒的日子"),
        gettext_lazy("周末和法定节假日本来就不发；本会自己的，例：2026-05-30、2026-10-08..2026-10-09"),
        read_days_off,
    ),
    Setting(
        "retention_rosters",
        gettext_lazy("名册留名多少年"),
        gettext_lazy("活动办完满这么多年，名册只留人数；空着就是还没有定。数字不变"),
        read_years,
    ),
    Setting(
        "party_class",
        gettext_lazy("党课多久一次"),
        gettext_lazy("每月、每季度、每半年或每年；全国没有统一次数，空着就不要求"),
        read_class,
    ),
)
"""Every setting, in the order of the page. What is not here is not a setting."""
BY_KEY: Final[Mapping[str, Setting]] = {one.key: one for one in SETTINGS}
COLUMNS: Final = ("name", "opening_period")
"""Settings that are columns of their own; the others stand together."""


def read(key: str, value: str) -> str:
    """Return a setting's value as it is kept; empty: back to the default.

    Raises ``Refused`` for what the limits forbid (naming the article), for an unknown key and for a value that cannot
    be read.
    """
    setting = BY_KEY.get(key)
    if setting is None:
        articles.refuse(key, value)
        said = {"key": clipped(key), "known": joined(BY_KEY)}
        raise Refused(_("没有“%(key)s”这个设置；有的是：%(known)s。") % said)
    return setting.read(value) if value.strip() else ""
