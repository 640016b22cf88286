"""Letting new units come out of one: which children, people and posts go to which of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.columns import parse_code, parse_name
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES
from kexie.records.people.models import Person
from kexie.records.structure import surgery
from kexie.records.structure.persons import find
from kexie.records.structure.surgery import Part
from kexie.records.units.models import Unit
from kexie.records.units.queries import children_of
from kexie.records.units.rules import TreeOn
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor
from kexie.web.units.changing import changeable
from kexie.web.units.operations import Plan, Words, operate

MOST: Final = 4
"""How many new units one form takes; more come by splitting again or from the command line."""
CHILDREN: Final = 300


class SplitForm(HouseForm):
    """The new units, from which day, and where each child, post and person goes."""

    on = DayField(label=gettext_lazy("自哪一天起"))

    def __init__(self, *args: Any, parts: int, children: list[Unit], posts: list[Post], **kwargs: Any) -> None:  # noqa: ANN401
        """Make the fields of as many new units as asked, and a choice for each child and post."""
        super().__init__(*args, **kwargs)
        self.parts, self.children, self.posts = range(1, parts + 1), children, posts
        goes = [("", _("留在原单位")), *((str(n), _("去新单位 %(n)s") % {"n": n}) for n in self.parts)]
        for n in self.parts:
            self._add(f"code{n}", forms.CharField(label=_("新单位 %(n)s 的编号") % {"n": n}, max_length=64))
            self._add(f"name{n}", forms.CharField(label=_("名称"), max_length=200))
            text = forms.Textarea(attrs={"rows": 2})
            said = _("一行或用逗号隔开，写人员编号；不写的留在原单位")
            self._add(f"people{n}", forms.CharField(label=_("划走的人员"), required=False, widget=text, help_text=said))
        for child in children:
            self._add(f"child{child.pk}", forms.ChoiceField(label=child.name, choices=goes, required=False))
        for post in posts:
            role = ROLES[post.role].title if post.role in ROLES else post.role
            label = _("%(name)s（%(code)s）　%(role)s") % {
                "name": post.person.name, "code": post.person.code, "role": role,
            }  # fmt: skip
            self._add(f"post{post.pk}", forms.ChoiceField(label=label, choices=goes, required=False))

    def _add(self, name: str, field: forms.Field) -> None:
        field.error_messages["required"] = _("请填写。")
        self.fields[name] = field

    def cuts(self) -> list[dict[str, object]]:
        """Return the bound fields of each new unit."""
        return [{"n": n, "code": self[f"code{n}"], "name": self[f"name{n}"], "people": self[f"people{n}"]}
                for n in self.parts]  # fmt: skip

    def homes(self) -> list[forms.BoundField]:
        """Return the choices for the children."""
        return [self[f"child{child.pk}"] for child in self.children]

    def seats(self) -> list[forms.BoundField]:
        """Return the choices for the posts."""
        return [self[f"post{post.pk}"] for post in self.posts]

    def asked(self, who: Account) -> list[Part]:
        """Return the parts that were typed; raise ``Refused`` for whoever cannot be found."""
        told = self.cleaned_data
        return [
            Part(
                code=parse_code(told[f"code{n}"]),
                name=parse_name(told[f"name{n}"]),
                children=tuple(child for child in self.children if told[f"child{child.pk}"] == str(n)),
                people=_people(told[f"people{n}"], who),
                posts=tuple(post for post in self.posts if told[f"post{post.pk}"] == str(n)),
            )
            for n in self.parts
        ]


def _people(text: str, who: Account) -> tuple[Person, ...]:
    found: list[Person] = []
    lines: list[str] = []
    for code in text.replace("，", ",").replace("\n", ",").split(","):
        if not code.strip():
            continue
        try:
            found.append(find(code.strip(), who))
        except Refused as refusal:
            lines += refusal.lines
    if lines:
        raise Refused(lines)
    return tuple(found)


@seated
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Let new units come out of one."""
    unit, who = changeable(request, code), actor(request)
    asked = request.POST.get("parts") or request.GET.get("parts", "1")
    many = min(max(int(asked), 1), MOST) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1  # noqa: PLR2004
    day = today()
    children = list(children_of([unit.pk], TreeOn(day, day)).order_by("code")[:CHILDREN])
    posts = list(Post.objects.filter(unit=unit, until__gte=day).select_related("person").order_by("role", "pk"))
    begin = {"on": day.isoformat()}
    form = SplitForm(request.POST or None, initial=begin, parts=many, children=children, posts=posts)

    def plan(told: dict[str, Any]) -> Plan:
        parts, on = form.asked(who), told["on"]
        names = joined(part.name for part in parts)
        said = _("自 %(day)s 起分出：%(names)s。") % {"day": on.isoformat(), "names": names}
        return Plan(_change(unit, parts, on, who), on, said, (unit,))

    words = Words(
        _("分出新单位"),
        (
            _("分错了，把新单位“并入”原单位，日期写同一天：下级、人员和任职都回来；"),
            _("新单位留作已撤销的单位，编号不再给别的单位用。"),
        ),
        _("就这样分"),
        (_("新单位和原单位同级、同种类、同一个上级；不选的下级、人员和任职都留在原单位。"),),
    )
    return operate(request, unit, form, words, plan, split=form, parts=many, counts=range(1, MOST + 1))


def _change(unit: Unit, parts: list[Part], on: date, who: Account) -> Any:  # noqa: ANN401 - a call without arguments
    return lambda: surgery.split(unit=unit, parts=parts, on=on, by=who)
