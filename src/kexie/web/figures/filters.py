"""The form over a figure: which number, of whom, when, broken down how, as known on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.db import connection
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.figures.catalogue import families
from kexie.figures.engine.memory import Memory
from kexie.figures.indicators import HOUSE, RULED
from kexie.figures.kinds import kinds_of
from kexie.figures.names import goals_in_force
from kexie.kit.clock import today
from kexie.kit.text import clipped
from kexie.records.units.groups import sets
from kexie.records.units.kinds import LEVELS, LINES, MAIN
from kexie.records.units.queries import structure_mark
from kexie.web.figures.words import goal_name
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.numbers import measured
from kexie.web.kit.terms import voice
from kexie.web.templatetags import kit
from kexie.web.units.grouping import grouped_as

Choices = list[tuple[str, Any]]


class Filters(HouseForm):
    """The parts of a question as somebody types them; what they mean is read by ``reading.read``."""

    indicator = forms.CharField(label=gettext_lazy("指标"), widget=forms.Select)
    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    by = forms.CharField(label=gettext_lazy("分列"), widget=forms.Select, required=False)
    across = forms.CharField(label=gettext_lazy("再按"), widget=forms.Select, required=False)
    kind = forms.CharField(label=gettext_lazy("种类"), widget=forms.Select, required=False)
    goal = forms.CharField(label=gettext_lazy("目标"), widget=forms.Select, required=False)
    tree = forms.CharField(label=gettext_lazy("按哪天的组织树"), widget=forms.Select, required=False)
    line = forms.CharField(label=gettext_lazy("按哪条线"), widget=forms.Select, required=False)
    compare = forms.CharField(label=gettext_lazy("比较"), widget=forms.Select, required=False)
    as_of = forms.CharField(
        label=gettext_lazy("截至"), widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )

    def __init__(self, typed: dict[str, str], lines: Sequence[str]) -> None:
        """Offer the choices in the reader's language; a word that is not offered is kept as it was typed.

        ``lines``: those along which the reader may see figures.
        """
        super().__init__(typed)
        self.counted = typed["indicator"] in HOUSE
        """Whether what is asked for is counted from records, which have kinds and goals."""
        ruled = typed["indicator"] in RULED  # counted along both lines anyway
        self.lined = not ruled and (len(lines) > 1 or typed["line"] != MAIN)
        """Whether there is a line to choose."""
        book = str(connection.settings_dict["NAME"]), structure_mark(), today()
        self._offered = voice(), typed["indicator"] if self.counted else "", *book
        for name, choices in _offered(*self._offered).items():
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)  # noqa: S101 - said to the type checker
            known = {value for choice in choices for value in _values(choice)}
            more = [(typed[name], clipped(typed[name]))] if typed.get(name, "") not in {*known, ""} else []
            widget.choices = [*choices, *more]
        self.is_valid()

    @property
    def boxes(self) -> _Boxes:
        """Return the fields with choices as they are set, by name."""
        return _Boxes(self)

    def box(self, name: str) -> SafeString:
        """Return a field with choices as it is set, remembered by what is offered and chosen: a page has eight."""
        bound = self[name]
        if bound.errors:
            return kit.field(bound, optional=False)
        key = (*self._offered, self.data["indicator"], name, self.data.get(name, ""))
        found = _SET.get(key)
        if found is None:
            found = kit.field(bound, optional=False)
            _SET.put(key, found)
        return found

    @property
    def narrowed(self) -> bool:
        """Tell whether any of the further conditions is set, so that they are shown open."""
        further = ("kind", "goal", "compare")
        usual = {"tree": ("", "period"), "line": ("", MAIN)}
        return any(self.data.get(name) for name in further) or any(
            self.data.get(name, "") not in words for name, words in usual.items()
        )


class _Boxes:
    """The fields of a form by name, for a template."""

    def __init__(self, form: Filters) -> None:
        self._form = form

    def __getitem__(self, name: str) -> SafeString:
        return self._form.box(name)


_SET: Final[Memory[SafeString]] = Memory(512)


@lru_cache(maxsize=64)
def _offered(voice: object, slug: str, database: str, mark: int, day: date) -> dict[str, Choices]:  # noqa: ARG001 - what it is remembered by
    """Return the choices for an indicator that the house counts (none: for any other), in the reader's words."""
    ways = by_choices(counted=bool(slug), goals=slug not in RULED)
    kinds = kinds_of(HOUSE[slug].measure if slug else "")
    return {
        "indicator": indicator_choices(),
        "by": ways,
        "across": [("", _("不再分")), *ways],
        "kind": [("", _("各类")), *((slug, str(word)) for slug, word in kinds.items())],
        "goal": [("", _("各个目标")), *((code, _indented(code)) for code in goals_in_force())],
        "tree": [("period", _("期末")), ("today", _("今天"))],
        "line": [(term.slug, str(term.title)) for term in LINES],
        "compare": compare_choices(),
    }


def _values(choice: tuple[str, Any]) -> list[str]:
    value, words = choice
    return [one for one, _word in words] if isinstance(words, list) else [value]


def _indented(code: str) -> str:
    return "　" * code.count(".") + goal_name(code)


def indicator_choices() -> Choices:
    """Return every indicator under the heads of its family."""
    return [
        (
            family.name,
            [(one.slug, measured(one.title, one.unit)) for one in family.indicators],
        )
        for family in families()
    ]


def by_choices(*, counted: bool, goals: bool = True) -> Choices:
    """Return the ways of breaking down that the form offers: words of the address."""
    levels = [(f"units:{term.slug}", _("%(level)s单位") % {"level": term.title}) for term in LEVELS[1:]]
    found: Choices = [("children", _("直接下级")), *levels]
    found += [("month", _("月")), ("quarter", _("季度")), ("year", _("年"))]
    found += [("kind", _("种类"))] if counted else []
    found += [("goal", _("目标"))] if counted and goals else []
    return found + [(f"group:{name}", _("分组：%(name)s") % {"name": grouped_as(name)}) for name in sets()]


def compare_choices() -> Choices:
    """Return what an answer can be put beside; another unit or group is written in the address."""
    return [("", _("不比较")), ("last-year", _("去年同期")), ("target", _("任务数"))]
