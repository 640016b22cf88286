"""Reading the address of a figure: every part by itself, so that all that is wrong is said at once, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question, ask
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.units.kinds import LEVELS
from kexie.records.units.models import Unit
from kexie.web.desk.seat import opening_period, seat_of
from kexie.web.figures.breakdown import default_by
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.lens import lens_of
from kexie.web.reader import actor, paths_of, place_of

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
SEVERAL = 6
"""How many units of one name are listed for the reader to choose from."""


class Filters(HouseForm):
    """The parts of a question as somebody types them; what they mean is read by ``read``."""

    indicator = forms.CharField(label=gettext_lazy("指标"), widget=forms.Select)
    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    by = forms.CharField(label=gettext_lazy("分列"), widget=forms.Select, required=False)
    kind = forms.CharField(label=gettext_lazy("种类"), widget=forms.Select, required=False)
    as_of = forms.CharField(
        label=gettext_lazy("截至"), widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )

    def __init__(self, typed: dict[str, str]) -> None:
        """Offer the choices in the reader's language; a word that is not offered is kept as it was typed."""
        super().__init__(typed)
        offered: dict[str, list[tuple[str, str]]] = {
            "indicator": [(slug, f"{one.title}（{one.unit}）") for slug, one in INDICATORS.items()],
            "by": by_choices(),
            "kind": [("", _("各类活动")), *((slug, str(kind.title)) for slug, kind in KINDS.items())],
        }
        for name, choices in offered.items():
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)  # noqa: S101 - said to the type checker
            known = {value for value, _word in choices}
            more = [(typed[name], clipped(typed[name]))] if typed.get(name, "") not in {*known, ""} else []
            widget.choices = [*choices, *more]
        self.is_valid()


def by_choices() -> list[tuple[str, str]]:
    """Return the ways of breaking down that the form offers: words of the address, joined by ``+``."""
    levels = [(f"units:{term.slug}", _("%(level)s单位") % {"level": term.title}) for term in LEVELS[1:]]
    return [
        ("children", _("直接下级")),
        ("children+month", _("直接下级 × 月")),
        *levels,
        ("month", _("月")),
        ("quarter", _("季度")),
        ("kind", _("种类")),
        ("kind+month", _("种类 × 月")),
        ("goal", _("目标")),
    ]


@dataclass(slots=True)
class Asked:
    """What an address asks: the question, or a form that says what is wrong with it. ``hidden``: further conditions."""

    form: Filters
    question: Question | None
    hidden: list[tuple[str, str]] = field(default_factory=list)


def address_of(typed: QueryDict) -> str:
    """Return the address that a filled-in form leads to: the same parts as on the command line, the empty left out."""
    where = [f"kind={typed['kind']}"] if typed.get("kind") else []
    told = [(key, typed[key]) for key in ("unit", "period") if typed.get(key)]
    told += [("by", word) for word in typed.get("by", "").split("+") if word]
    told += [("where", word) for word in [*where, *typed.getlist("where")] if word]
    told += [(key, typed[key]) for key in ("as_of", "tree") if typed.get(key)]
    return urlencode(told)


def read(request: HttpRequest, slug: str) -> Asked:
    """Read the address of a figure page; parts that are not there come from the reader's seat and lens."""
    reader = actor(request)
    asked = request.GET
    where = asked.getlist("where")
    kinds = [word.removeprefix("kind=") for word in where if word.startswith("kind=")]
    kind = kinds[0] if len(kinds) == 1 else ""
    own = seat_of(request).unit
    typed = {
        "indicator": slug,
        "unit": asked.get("unit", "").strip() or (own.code if own else ""),
        "period": asked.get("period", "").strip() or str(opening_period()),
        "by": "+".join(asked.getlist("by")),
        "kind": kind,
        "as_of": asked.get("as_of", "").strip() or lens_of(request).as_of.isoformat(),
    }
    form = Filters(typed)
    hidden = [("where", word) for word in where if not (kind and word == f"kind={kind}")]
    hidden += [("tree", asked["tree"])] if asked.get("tree") else []
    try:
        question = ask(
            slug,
            unit=_code(form, typed["unit"], reader),
            period=typed["period"],
            reader=reader,
            by=asked.getlist("by"),
            where=where,
            as_of=typed["as_of"],
            tree=asked.get("tree", "") or "period",
        )
    except Refused as refusal:
        return Asked(_marked(form, typed, refusal), None, hidden)
    months = months_of(question.period)
    columns = max((months // MONTHS_OF[word] for word in question.by if word in MONTHS_OF), default=0)
    if columns > MOST_MONTHS:
        form.add_error("period", _("期间太长，分列会有 %(n)s 栏；请缩短，或者按季度、按年分。") % {"n": columns})
        return Asked(form, None, hidden)
    if not typed["by"]:
        form.data["by"] = "+".join(default_by(question))  # type: ignore[index]
    return Asked(form, question, hidden)


def _code(form: Filters, typed: str, reader: Account) -> str:
    """Return the code of a unit typed by code or by its whole name; a name that several bear is refused with them."""
    seen = door.units(reader, Right.FIGURE_READ)
    if "\0" in typed or seen.filter(code=typed).exists():  # PostgreSQL cannot even look for NUL; the door refuses it
        return typed
    named = list(seen.filter(name=typed).order_by("pk")[: SEVERAL + 1])
    if len(named) > 1:
        raise Refused(_several(typed, named))
    if named:
        form.data["unit"] = named[0].code  # type: ignore[index]
        return named[0].code
    return typed


def _several(typed: str, named: list[Unit]) -> str:
    paths = paths_of(unit.pk for unit in named)
    told = [f"{unit.code}（{place_of(paths[unit.pk])}）" for unit in named[:SEVERAL]]
    more = _("等") if len(named) > SEVERAL else ""
    return _("不止一个单位叫“%(name)s”：%(units)s%(more)s。请写编号。") % {
        "name": clipped(typed),
        "units": _("、").join(told),
        "more": more,
    }


def _marked(form: Filters, typed: dict[str, str], refusal: Refused) -> Filters:
    """Put what is wrong beside its field: period and day by reading them again; the rest over the form."""
    at_fields: set[str] = set()
    for name, reads in (("period", lambda text: parse_period(text, today())), ("as_of", parse_day)):
        try:
            reads(typed[name])
        except Refused as wrong:
            at_fields.update(wrong.lines)
            for line in wrong.lines:
                form.add_error(name, line)
    for line in refusal.lines:
        if line not in at_fields:
            form.add_error("unit" if f"“{clipped(typed['unit'])}”" in line else None, line)
    return form
