"""``{% load kit %}``: the parts of a page. Each is shown with an example in ``kexie/web/kit/README.md``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from django import template
from django.forms import BoundField
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kexie.kit.bounds import Bound
from kexie.kit.clock import DAY_MAX, DAY_MIN, zone
from kexie.kit.spans import month_of
from kexie.kit.text import counted_as, joined
from kexie.web.kit import charts, fields, sprite, table_html
from kexie.web.kit.headlines import Headline
from kexie.web.kit.markup import escaped, format_html
from kexie.web.kit.numbers import lang, shown
from kexie.web.kit.tables import Table

register = template.Library()

TONES: Final = {
    "done": "done",
    "doing": "now",
    "due": "idle",
    "near": "near",
    "late": "late",
    "na": "idle",
    "closed": "done",
    "un": "near",
}
"""Shape → tone: the shape says it, the colour repeats it."""


FEW: Final = "few"
"""In place of a bound: so small a number of people that it is only said to be below this."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite (``i-`` is added), or a shape if the name begins with ``s-``."""
    return sprite.icon(name)


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw a shape of state: done doing due near late na un closed. Always put a word beside it."""
    return sprite.shape(name)


@register.simple_tag
def tag(state: str, words: str) -> SafeString:
    """Say a state with shape and word: ``{% tag "late" "迟 2 个工作日" %}``."""
    return SafeString(f'<span class="tag tag-{TONES[state]}">{shape(state)}{escaped(words)}</span>')


@register.simple_tag
def nil(why: str) -> SafeString:
    """Mark an empty cell: ``unfiled`` 未报 (should have been stated) or ``na`` ／ (no such item). 0 is a number.

    ``soon`` 整理中: it can be counted, which would hold the page for long.
    """
    if why == "soon":
        said = _("数正在整理，过几分钟就有；点开现在就数。")
        return format_html('<span class="nil-unfiled" title="{}">{}{}</span>', said, shape("doing"), _("整理中"))
    if why in {"na", "none"}:
        return format_html('<span class="nil-na">／<span class="vh">{}</span></span>', _("无此项"))
    return format_html('<span class="nil-unfiled">{}{}</span>', shape("un"), _("未报"))


def _digits(value: int | Decimal, bound: str, unit: str, *, exact: bool, language: str) -> SafeString:
    small = f"<small>{escaped(counted_as(unit, value))}</small>" if unit else ""
    if bound == FEW:
        return SafeString(f"&lt;{value}{small}")
    said = shown(value, bound or Bound.EXACT, exact=exact, language=language)
    before = f'<i class="pre">{escaped(said.before)}</i>' if said.before else ""
    after = f"<i>{escaped(said.after)}</i>" if said.after else ""
    return SafeString(f"{before}{escaped(said.digits)}{after}{small}")


@register.simple_tag
def fig(
    value: Decimal | int | None,
    href: str = "",
    *,
    bound: str = "",
    unit: str = "",
    missing: str = "",
    exact: bool = False,
    language: str = "",
) -> SafeString:
    """Show a number that opens: value, bound, unit, and the address of its passport.

    ``None`` is shown as its mark: ``missing`` = "none" 无此项, "soon" 整理中, anything else 未报. Without ``href`` the
    number is a plain count (its records are the list beside it). ``exact`` shows the number itself where 余
    would round it down. ``bound="few"`` says less than the value (<5): a number withheld, it speaks of few people.
    ``language``: ``zh`` or ``en``, where hundreds are shown and that was asked once.
    """
    if value is None:
        mark = nil(missing if missing in {"none", "soon"} else "unfiled")
        return format_html('<a class="fig" href="{}">{}</a>', href, mark) if href else mark
    inner = _digits(value, bound, unit, exact=exact, language=language)
    return SafeString(
        f'<a class="fig" href="{escaped(href)}">{inner}</a>' if href else f'<span class="num">{inner}</span>'
    )


@register.simple_tag
def link(words: str, href: str, more: str = "") -> SafeString:
    """Set a plain link in a cell, with words behind it; ``{% link name address %}``."""
    if not more:
        return SafeString(f'<a href="{escaped(href)}">{escaped(words)}</a>')
    return format_html('<a class="ref" href="{}">{}</a><span class="note">{}</span>', href, words, more)


@register.inclusion_tag("kit/headlines.html")
def headlines(heads: Sequence[Headline]) -> dict[str, Any]:
    """Set three to six headline figures side by side: ``kit.headlines.Headline`` each."""
    return {"heads": heads}


@register.inclusion_tag("kit/spark.html")
def spark(values: Sequence[charts.Number | None]) -> dict[str, Any]:
    """Draw a sparkline; nothing for fewer than two known values."""
    return {"spark": charts.spark(values)}


@register.inclusion_tag("kit/bars.html")
def bars(
    rows: Sequence[tuple[str, charts.Number | None, str]], label: str, target: tuple[charts.Number, str] | None = None
) -> dict[str, Any]:
    """Draw a bar chart of rows (label, value, printed value); ``label`` says the numbers to those who cannot see it."""
    return {"chart": charts.bars(rows, target), "label": label}


@register.simple_tag
def progress(done: float, total: float, label: str) -> SafeString:
    """Draw the bar of long work: ``done`` of ``total``; say the counts in words beside it."""
    part = 0 if not total else round(100 * min(max(done / total, 0), 1))
    return format_html(
        '<svg class="load" role="img" aria-label="{} {}%"><rect class="t" width="100%" height="100%"/>'
        '<rect class="v" width="{}%" height="100%"/></svg>',
        label, part, part,
    )  # fmt: skip


@register.simple_tag
def sample_chip() -> SafeString:
    """Say that numbers are made up. The mast shows it by itself; use this on sheets and charts that travel alone."""
    return format_html('<span class="chip chip-sample">{}</span>', _("示例·数据虚构"))


@register.simple_block_tag
def notice(content: str, tone: str = "plain", icon: str = "", *, alert: bool = False) -> SafeString:
    """Explain with a rule at the side; tone plain near late done; ``alert`` only for the answer to an action."""
    drawn = globals()["icon"](icon or {"late": "s-late", "near": "s-near", "done": "s-done"}.get(tone, "info"))
    return format_html(
        '<div class="notice{}"{}>{}<div>{}</div></div>',
        "" if tone == "plain" else f" notice-{tone}",
        mark_safe(' role="alert"') if alert else "",
        drawn,
        mark_safe(content),  # noqa: S308 - the template engine has already escaped what is between the tags
    )


@register.simple_block_tag
def empty(content: str, icon: str = "info") -> SafeString:
    """Say what to do first where a list is still empty."""
    return format_html('<div class="empty">{}{}</div>', globals()["icon"](icon), mark_safe(content))  # noqa: S308


@register.simple_tag
def table(table: Table) -> SafeString:
    """Set a ``kit.tables.Table``: scrolls or folds by itself, and keeps its meaning for readers when it folds."""
    return table_html.written(table)


@register.inclusion_tag("kit/legend.html")
def legend() -> dict[str, Any]:
    """Explain the marks of empty cells, under every table that may have them."""
    return {}


@register.inclusion_tag("kit/pages.html")
def pages(page: object) -> dict[str, Any]:
    """Show where we are in a long list: a ``kit.pages.Page``."""
    return {"page": page}


@register.simple_tag
def field(bound: BoundField, *, optional: bool | None = None) -> SafeString:
    """Set a form field: label, box, help, errors, wired for readers. ``optional`` false hides the word 选填."""
    return fields.written(bound, optional=not bound.field.required if optional is None else optional)


@register.inclusion_tag("kit/form_errors.html")
def form_errors(form: object) -> dict[str, Any]:
    """Show what is wrong with a form as a whole, and how many of its fields are marked below."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def choose(context: Context, **choices: str) -> str:
    """Return the address that keeps a preference and comes back here."""
    house = context.get("house")
    back = house.here if house is not None else "/"
    asked = "&".join(f"{name}={quote_plus(value)}" for name, value in choices.items())
    return f"{reverse('preferences')}?{asked}&next={_quoted(back)}"


@register.simple_tag(takes_context=True)
def switches(context: Context, classes: str = "", *, icons: bool = False) -> SafeString:
    """Set the links that choose scheme, type size and language, keep it in a cookie and come back here.

    ``classes`` of the links; ``icons`` stand before the words on a phone.
    """
    reader, house = context["reader"], context.get("house")
    dark, large = reader.scheme == "dark", reader.type == "large"
    to = "en" if reader.other_lang == "en" else "zh-CN"
    told = (
        ("scheme=light", "sun", _("日间"), "") if dark else ("scheme=dark", "moon", _("夜间"), ""),
        ("type=normal", "type", _("常规字"), "") if large else ("type=large", "type", _("大字"), ""),
        (f"lang={quote_plus(reader.other_lang)}", "lang", reader.other_lang_name, f' lang="{to}" hreflang="{to}"'),
    )
    opening = f'<a class="{escaped(classes)}"' if classes else "<a"
    before, behind = reverse("preferences"), _quoted(house.here if house is not None else "/")
    return SafeString(
        "\n".join(
            f'{opening} href="{before}?{asked}&amp;next={behind}" rel="nofollow"{more}>'
            f"{sprite.icon(drawn) if icons else ''}{escaped(words)}</a>"
            for asked, drawn, words, more in told
        )
    )


@lru_cache(maxsize=1024)
def _quoted(address: str) -> str:
    """Return where to come back to: six choices of a page lead to the same place."""
    return quote_plus(address)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as 2018-05-31; the open ends of a span as words."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    if value == DAY_MIN:
        return _("一直")
    return _("至今") if value == DAY_MAX else value.isoformat()


@register.filter
def moment(value: datetime) -> str:
    """Write an instant in the association's zone: 2018-05-31 09:12."""
    return value.astimezone(zone()).strftime("%Y-%m-%d %H:%M")


@register.filter
def long_day(value: date) -> str:
    """Write a day in words with its weekday: 2018年6月1日　星期五."""
    names = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    words = {"year": value.year, "month": value.month, "day": value.day, "weekday": names[value.weekday()]}
    if lang() == "en":
        return f"{words['weekday']}, {value.day} {value:%B} {value.year}"
    return _("%(year)s年%(month)s月%(day)s日　%(weekday)s") % words


register.filter("joined", joined)


@register.filter
def month(value: date) -> str:
    """Write the month of a day in words: 2018年6月."""
    return month_of(value.year, value.month).describe(lang())


@register.filter
def number(value: int | Decimal) -> str:
    """Write a plain number with parted thousands, where it is not a figure (a row number, a count in a sentence)."""
    return str(shown(value))
