"""Reading the address of a figure: every part by itself, so that all that is wrong is said at once, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from kexie.figures.question import Question, ask
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import lines_of
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Unit
from kexie.web.desk.seat import opening_period, seat_of
from kexie.web.figures.breakdown import default_by
from kexie.web.figures.filters import Filters
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.lens import lens_of
from kexie.web.reader import actor, spots_of

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
SEVERAL = 6
"""How many units of one name are listed for the reader to choose from."""
KEPT = ("compare", "picture")
"""Parts of an address that say how an answer is shown, not what is asked."""


@dataclass(slots=True)
class Asked:
    """What an address asks: the question, or a form that says what is wrong with it. ``hidden``: further conditions.

    ``compare`` and ``picture`` say what the answer is put beside and how it is drawn.
    """

    form: Filters
    question: Question | None
    hidden: list[tuple[str, str]] = field(default_factory=list)
    compare: str = ""
    picture: str = ""

    def kept(self) -> list[tuple[str, str]]:
        """Return the parts that say how the answer is shown."""
        return [(key, value) for key, value in (("compare", self.compare), ("picture", self.picture)) if value]


def address_of(typed: QueryDict) -> str:
    """Return the address that a filled-in form leads to: the same parts as on the command line, the empty left out."""
    told = [(key, typed[key]) for key in ("unit", "period") if typed.get(key)]
    words = [word for key in ("by", "across") for word in typed.get(key, "").split("+") if word]
    told += [("by", word) for word in dict.fromkeys(words)]
    where = [f"{key}={typed[key]}" for key in ("kind", "goal") if typed.get(key)]
    told += [("where", word) for word in [*where, *typed.getlist("where")] if word]
    usual = ("", "period", MAIN)
    told += [(key, typed[key]) for key in ("as_of", "tree", "line", *KEPT) if typed.get(key, "") not in usual]
    return urlencode(told)


def read(request: HttpRequest, slug: str) -> Asked:
    """Read the address of a figure page; parts that are not there come from the reader's seat and lens."""
    reader = actor(request)
    asked = request.GET
    where = asked.getlist("where")
    chosen = {key: _only(where, key) for key in ("kind", "goal")}
    by = asked.getlist("by")
    own = seat_of(request).unit
    typed = {
        "indicator": slug,
        "unit": asked.get("unit", "").strip() or (own.code if own else ""),
        "period": asked.get("period", "").strip() or str(opening_period()),
        "by": by[0] if by else "",
        "across": by[1] if len(by) > 1 else "",
        **chosen,
        "as_of": asked.get("as_of", "").strip() or lens_of(request).as_of.isoformat(),
        "tree": asked.get("tree", "").strip() or "period",
        "line": asked.get("line", "").strip() or MAIN,
        "compare": asked.get("compare", "").strip(),
    }
    form = Filters(typed, lines_of(reader, Right.FIGURE_READ))
    shown = {f"{key}={value}" for key, value in chosen.items() if value}
    hidden = [("where", word) for word in where if word not in shown]
    hidden += [("picture", asked["picture"])] if asked.get("picture") else []
    found = Asked(form, None, hidden, typed["compare"], asked.get("picture", "").strip())
    try:
        question = ask(
            slug,
            unit=_code(form, typed["unit"], reader),
            period=typed["period"],
            reader=reader,
            by=by,
            where=where,
            as_of=typed["as_of"],
            tree=typed["tree"],
            line=typed["line"],
        )
    except Refused as refusal:
        found.form = _marked(form, typed, refusal)
        return found
    months = months_of(question.period)
    columns = max((months // MONTHS_OF[word] for word in question.by if word in MONTHS_OF), default=0)
    if columns > MOST_MONTHS:
        form.add_error("period", _("期间太长，分列会有 %(n)s 栏；请缩短，或者按季度、按年分。") % {"n": columns})
        return found
    if not by:
        form.data["by"] = default_by(question)[0]  # type: ignore[index]
    found.question = question
    return found


def _only(where: list[str], key: str) -> str:
    """Return the one value of a key among conditions; empty where there are several or none."""
    values = [word.partition("=")[2] for word in where if word.startswith(f"{key}=")]
    return values[0] if len(values) == 1 else ""


def _code(form: Filters, typed: str, reader: Account) -> str:
    """Return the code of a unit typed by code or by its whole name; a name that several bear is refused with them."""
    if door.found_unit(reader, typed, Right.FIGURE_READ) is not None:
        return typed
    named = list(door.named(reader, typed, Right.FIGURE_READ).order_by("pk")[: SEVERAL + 1])
    if len(named) > 1:
        raise Refused(_several(typed, named))
    if named:
        form.data["unit"] = named[0].code  # type: ignore[index]
        return named[0].code
    return typed


def _several(typed: str, named: list[Unit]) -> str:
    spots = spots_of(unit.pk for unit in named)
    told = [f"{unit.code}（{spots[unit.pk].place}）" for unit in named[:SEVERAL]]
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
