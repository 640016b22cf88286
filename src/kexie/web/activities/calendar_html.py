"""How the days of a calendar are written as HTML: in Python, for a template looked up two dozen words an activity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kexie.web.kit.links import addresses
from kexie.web.kit.markup import escaped, format_html
from kexie.web.kit.numbers import shown
from kexie.web.kit.sprite import shape
from kexie.web.templatetags import kit

if TYPE_CHECKING:
    from kexie.web.activities.calendar import Day, Shown


def written(weeks: Sequence[Sequence[Day]]) -> SafeString:
    """Return the rows of a calendar's table, a week each."""
    return SafeString("".join(part for week in weeks for part in ("<tr>", *map(_cell, week), "</tr>")))


def _cell(day: Day) -> str:
    looks = {"cal-out": not day.inside, "cal-off": not day.work, "is-today": day.today, "cal-empty": day.empty}
    classes = " ".join(name for name, on in looks.items() if on)
    return f'<td class="{classes}">\n{_head(day)}\n{"" if day.empty else _list(day)}</td>'


def _head(day: Day) -> str:
    said = day.day.isoformat()
    off = format_html('<span class="note">{}</span>', _("休")) if not day.work else ""
    new = ""
    if day.new_href:
        words = _("在 %(day)s 记一项") % {"day": said}
        new = format_html('<a class="cal-new" href="{}" aria-label="{}">＋</a>', day.new_href, words)
    when = f'<time datetime="{said}"><b>{day.day.day}</b><span class="cal-long">{escaped(kit.long_day(day.day))}</span>'
    return f'<p class="cal-day">{when}</time>{off}{new}</p>'


def _list(day: Day) -> str:
    return f"<ul>{''.join(_items(day))}</ul>"


def _items(day: Day) -> Iterator[str]:
    address = addresses("activities:one")
    for one in day.shown:
        yield _item(one, address(one.activity.code))
    if day.rest > 0:
        words = ngettext("还有 %(shown)s 项", "还有 %(shown)s 项", day.rest) % {"n": day.rest, "shown": shown(day.rest)}
        yield format_html('<li class="cal-rest"><a href="{}">{}</a></li>', day.all_href, words)


def _item(one: Shown, address: str) -> str:
    activity = one.activity
    state, several, nth = escaped(one.state), "", ""
    begins = f"<time>{one.begins}</time> " if one.begins else ""
    if activity.count > 1:
        several = format_html(" <small>{}</small>", _("合并 %(n)s 场") % {"n": shown(activity.count)})
    if one.of > 1:
        nth = format_html(" <small>{}</small>", _("%(nth)s/%(of)s 天") % {"nth": one.nth, "of": one.of})
    place = f"　{escaped(activity.place)}" if activity.place else ""
    return (
        f'<li class="cal-one">{shape(one.shape)}<a href="{escaped(address)}"><span class="vh">{state}　</span>'
        f"{begins}{escaped(activity.title)}</a>{several}{nth}"
        f'<span class="cal-more">{state}　{escaped(one.kind)}　{escaped(one.unit)}{place}</span></li>'
    )
