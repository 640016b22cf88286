"""What a column of an import is: its names, how its cells are read, what to say when they cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.utils.translation import gettext as _

from kexie.kit.bounds import MAX_AMOUNT, Bound, Bounded, parse_bounded
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, joined, odd_character, one_line, trimmed

T = TypeVar("T")
MAX_CODE: Final = 64
MAX_NAME: Final = 200
_SCIENTIFIC: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column of an import.

    ``name`` is the English header of the contract, ``zh`` the Chinese one, ``aliases`` further headers that are
    accepted. ``parse`` gets the trimmed, non-blank text of a cell and raises ``Refused`` with a sentence saying how to
    mend it. A blank cell or an absent column gives ``default``; in a ``required`` column it is a problem. ``choices``
    maps slugs to Chinese words for the template's drop-down list; ``example`` and ``help`` are shown in it.
    """

    name: str
    zh: str
    parse: Callable[[str], T]
    required: bool = False
    default: T | None = None
    help: str = ""
    aliases: tuple[str, ...] = ()
    example: str = ""
    choices: Mapping[str, str] | None = None


AnyColumn = Column[Any]


def parse_code(text: str) -> str:
    """Read a code (unit, person, activity …): 1–64 visible characters without spaces, NFC, full-width made half-width.

    Refuses ``1.10108E+17``: a spreadsheet has already lost the digits.
    """
    code = half_width(trimmed(text))
    if len(code) > MAX_CODE:
        raise Refused(_("代码太长（%(length)s 字），最多 %(max)s 字。") % {"length": len(code), "max": MAX_CODE})
    odd = odd_character(code, strict=True)
    if odd:
        raise Refused(_("代码里有看不见的字符 %(odd)s；请重新手工输入。") % {"odd": odd})
    if not code or any(character.isspace() for character in code):
        raise Refused(_("代码不能有空格；请去掉空格。"))
    if _SCIENTIFIC.fullmatch(code):
        raise Refused(
            _("“%(text)s”是被表格软件改成科学计数法的号码，后几位已丢失；请把整列设为文本后重新输入。") % {"text": code}
        )
    return code


def parse_name(text: str) -> str:
    """Read a name or title on one line: runs of white space become one space, at most 200 characters."""
    return _within(one_line(text), MAX_NAME)


def parse_text(text: str) -> str:
    """Read free text of any length a cell may have; line breaks stay."""
    return trimmed(text).replace("\r\n", "\n")


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused(_("太长（%(length)s 字），最多 %(max)s 字。") % {"length": len(text), "max": limit})
    return text


def parse_amount(text: str) -> int:
    """Read an exact whole number 0 … 2^63−1; thousands may be set apart (26,000)."""
    stated = parse_bounded(text)
    if stated.bound is not Bound.EXACT:
        raise Refused(_("“%(text)s”带有 余/约/近；这一列只能写准确的整数。") % {"text": clipped(text)})
    return stated.value


def whole_number(least: int, most: int = MAX_AMOUNT) -> Callable[[str], int]:
    """Return a reader of exact whole numbers ``least`` … ``most``, both included."""

    def parse(text: str) -> int:
        value = parse_amount(text)
        if not least <= value <= most:
            raise Refused(
                _("“%(text)s”不在 %(least)s 到 %(most)s 之间。")
                % {"text": clipped(text), "least": least, "most": most},
            )
        return value

    return parse


def choice(options: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """Return a reader of one slug out of ``{slug: Chinese word}``; ``aliases`` maps further words to slugs."""
    words = [*((slug, slug) for slug in options), *((word, slug) for slug, word in options.items())]
    known = {_compared(word): slug for word, slug in [*words, *(aliases or {}).items()]}

    def parse(text: str) -> str:
        slug = known.get(_compared(text))
        if slug is None:
            offered = joined(f"{slug}（{word}）" for slug, word in options.items())
            raise Refused(
                _("“%(text)s”不在可选值中；可选：%(offered)s。") % {"text": clipped(text), "offered": offered}
            )
        return slug

    return parse


def _compared(word: str) -> str:
    """Return a word as it is compared: what is offered may itself bear full-width brackets."""
    return half_width(one_line(word)).casefold()


def list_of(parse_item: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Return a reader of items set apart by ``;`` or ``；``; blank items are dropped, an item twice is refused."""

    def parse(text: str) -> tuple[T, ...]:
        items: dict[T, None] = {}
        for piece in text.replace("；", ";").split(";"):
            if not trimmed(piece):
                continue
            item = parse_item(piece)
            if item in items:
                raise Refused(_("“%(item)s”写了两次；请删去一个。") % {"item": clipped(str(item))})
            items[item] = None
        return tuple(items)

    return parse


def parse_groups(text: str) -> dict[str, str]:
    """Read ``set=member;set=member``; two members of one set are refused and named, never guessed."""
    groups: dict[str, str] = {}
    for piece in text.replace("；", ";").split(";"):
        if not trimmed(piece):
            continue
        key, sign, member = half_width(piece).partition("=")
        if not sign or not trimmed(key) or not trimmed(member):
            raise Refused(_("“%(text)s”不是“组=成员”；请写成 组=成员;组=成员。") % {"text": clipped(trimmed(piece))})
        name, value = parse_code(key), parse_code(member)
        if groups.get(name, value) != value:
            raise Refused(
                _("组“%(name)s”同时写了“%(one)s”和“%(two)s”；一个组里只能留一个。")
                % {"name": name, "one": groups[name], "two": value},
            )
        groups[name] = value
    return groups


def code_column(name: str, zh: str, **more: Any) -> Column[str]:  # noqa: ANN401 - passed on to Column as they are
    """Return a column of codes."""
    return Column(name, zh, parse_code, **more)


def day_column(name: str, zh: str, **more: Any) -> Column[date]:  # noqa: ANN401 - passed on to Column as they are
    """Return a column of days."""
    return Column(name, zh, parse_day, **more)


def bounded_column(name: str, zh: str, **more: Any) -> Column[Bounded]:  # noqa: ANN401 - passed on as they are
    """Return a column of numbers that may carry 余, 约 or 近."""
    return Column(name, zh, parse_bounded, **more)


def folded(header: str) -> str:
    """Return a header as it is compared: half-width, one line, no case, no star of a required column."""
    return half_width(one_line(header)).casefold().rstrip("*")


def known_headers(columns: Sequence[AnyColumn]) -> dict[str, AnyColumn]:
    """Return ``{folded header: column}`` for every header that these columns go by."""
    return {folded(word): column for column in columns for word in (column.name, column.zh, *column.aliases)}


def headers_of(columns: Sequence[AnyColumn], lang: str) -> list[str]:
    """Return the headers of a template: the contract's names in English, the Chinese ones otherwise."""
    return [column.name if lang == "en" else column.zh for column in columns]
