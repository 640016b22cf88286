"""Writing a report on the site: one form with the text and what is to be inserted, so that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import whole
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.kinds import KINDS
from kexie.records.issues import actions, queries
from kexie.records.issues.actions import Words
from kexie.records.issues.models import Report
from kexie.reports.draft import BY, check_piece, compose, offered
from kexie.reports.issuing import issue
from kexie.reports.marks import mark, placed
from kexie.web.desk.seat import opening_period, seat_of, seated
from kexie.web.figures.words import goal_name
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor
from kexie.web.reports.handing import handed
from kexie.web.reports.setting import sections

CONFLICT = 409
SEARCHED = 40
"""How many indicators the list shows beside those that the house counts: the rest are found by search."""


class Begin(HouseForm):
    """Whose report, what it is called, and the period that its numbers speak of."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=actions.TITLE)
    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Editor(HouseForm):
    """The whole of a report as it is typed, and what is to be inserted into it."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=actions.TITLE)
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    as_of = DayField(label=gettext_lazy("截至"), required=False, help_text=gettext_lazy("空着：签发那天所知"))
    text = forms.CharField(
        label=gettext_lazy("正文"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=gettext_lazy(
            "一、（一）1.（1）起头的短行是标题，“- ”起头的是条目，其余一行一段。【数1】处写数，【表2】【图3】自成一行。"
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Insert(HouseForm):
    """A number, table or chart to insert: what is counted, where, when, of which records, and where it goes."""

    find = forms.CharField(label=gettext_lazy("找指标"), required=False, help_text=gettext_lazy("名称里的字，再按“找”"))
    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    of_unit = forms.CharField(
        label=gettext_lazy("单位"), required=False, help_text=gettext_lazy("编号；空着：本文稿的单位")
    )
    of_period = forms.CharField(
        label=gettext_lazy("期间"), required=False, help_text=gettext_lazy("空着：本文稿的期间")
    )
    kind = forms.ChoiceField(label=gettext_lazy("活动种类"), required=False)
    goal = forms.CharField(label=gettext_lazy("目标编号"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("插入成"),
        choices=[
            ("number", gettext_lazy("一个数")),
            ("table", gettext_lazy("表")),
            ("bars", gettext_lazy("柱图")),
            ("line", gettext_lazy("折线图")),
        ],
    )
    by = forms.ChoiceField(label=gettext_lazy("表、图按什么分列"), required=False, choices=[("", "—"), *BY.items()])
    caption = forms.CharField(label=gettext_lazy("表题、图题"), required=False, max_length=actions.TITLE)
    after = forms.TypedChoiceField(label=gettext_lazy("放在"), coerce=int, required=False)

    def __init__(self, *args: Any, report: Report, text: str, find: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the indicators that there are (found by a word), the kinds, and the lines of the text."""
        super().__init__(*args, **kwargs)
        known = offered(report.as_of or today())
        found = [(slug, f"{one.title}（{one.unit}）") for slug, one in known.items()]
        if find:
            found = [(slug, name) for slug, name in found if find.lower() in f"{slug} {name}".lower()] or found
        self._choices("indicator", found[:SEARCHED])
        self._choices("kind", [("", _("各类活动")), *((slug, str(kind.title)) for slug, kind in KINDS.items())])
        rows = text.rstrip().splitlines()
        ends = [
            (str(n), _("第 %(n)s 行末：%(said)s") % {"n": n, "said": row.strip()[:18]}) for n, row in enumerate(rows, 1)
        ]
        self._choices("after", [("0", _("文末")), *(end for end, row in zip(ends, rows, strict=True) if row.strip())])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - said to the type checker
        field.choices = choices

    def piece(self) -> dict[str, Any]:
        """Return what is to be inserted, as a draft keeps it."""
        told = self.cleaned_data
        where = [f"{key}={told[key]}" for key in ("kind", "goal") if told[key]]
        asked = {"indicator": told["indicator"], "unit": told["of_unit"].strip(), "period": told["of_period"].strip()}
        by = "" if told["form"] == "number" else told["by"]
        return {"form": told["form"], **asked, "where": where, "by": by, "caption": told["caption"]}


@dataclass(slots=True)
class Desk:
    """What the page of one draft shows: its forms, and who saved what in between."""

    report: Report
    editor: Editor
    insert: Insert
    theirs: Report | None = None


@seated
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a report of one's own unit."""
    seat = seat_of(request)
    own = {"unit": seat.unit.code if seat.unit else "", "period": str(opening_period())}
    form = Begin(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            unit = door.unit(actor(request), told["unit"].strip())
            parse_period(told["period"], today())
            made = actions.begin(unit=unit, title=told["title"], period=told["period"], by=actor(request))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("reports:draft", made.code)
    status = 400 if request.method == "POST" else 200
    return render(request, "reports/begin.html", {"form": form}, status=status)


@seated
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Write a report: save, insert, take a piece out; whatever was typed is still there, whatever happens."""
    report = queries.draft(actor(request), code)
    if request.method == "GET":
        return _shown(request, _desk(report))
    typed = request.POST.copy()
    desk = Desk(report, Editor(typed), _insert(request, report))
    if not desk.editor.is_valid():
        return _shown(request, desk, 400)
    try:
        return _done(request, desk)
    except Refused as refusal:
        fresh = queries.draft(actor(request), code)
        seen = desk.editor.cleaned_data["version"]
        if fresh.version != seen:
            desk.theirs = fresh
            typed["version"] = str(fresh.version)
        desk.editor.refuse(refusal)
        return _shown(request, desk, CONFLICT if desk.theirs else 400)


def _done(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what the pressed button says, after keeping what was typed."""
    by, told = actor(request), desk.editor.cleaned_data
    pressed = request.POST.get("do", "save")
    text = told["text"].replace("\r\n", "\n")
    parse_period(told["period"], today())
    words = Words(told["title"], told["period"], text, told["as_of"])
    report = actions.save(desk.report, words, seen=told["version"], by=by)
    if pressed == "find":
        return _shown(request, _desk(report, request.POST.get("find", "").strip()))
    if pressed == "insert":
        return _inserted(request, report, desk.insert)
    piece = whole(pressed.removeprefix("drop-"))
    if pressed.startswith("drop-") and piece is not None:
        report = actions.drop_piece(report, piece, seen=report.version, by=by)
        messages.success(request, _("已拿掉；正文里的记号请您删去。"))
    elif pressed == "preview":
        return redirect("reports:preview", report.code)
    else:
        messages.success(request, _("已存下，第 %(n)s 版。") % {"n": report.version})
    return redirect("reports:draft", report.code)


def _inserted(request: HttpRequest, report: Report, insert: Insert) -> HttpResponse:
    """Insert a piece where it is wanted; what cannot be counted is said beside the form, with the text kept."""
    by = actor(request)
    if not insert.is_valid():
        return _shown(request, Desk(report, _editor(report), insert), 400)
    piece = insert.piece()
    try:
        _short_enough(piece["period"] or report.period)
        live = check_piece(piece, report, by)
        kept, number = actions.add_piece(report, piece, seen=report.version, by=by)
    except Refused as refusal:
        insert.refuse(refusal)
        return _shown(request, Desk(report, _editor(report), insert), 400)
    said = mark(piece["form"], number)
    after = insert.cleaned_data["after"] or 0
    text = placed(kept.text, said, alone=piece["form"] != "number", after=after)
    words = Words(kept.title, kept.period, text, kept.as_of)
    actions.save(kept, words, seen=kept.version, by=by)
    total = "" if piece["form"] == "number" else _("合计")
    messages.success(request, _("已插入%(mark)s：%(said)s。") % {"mark": said, "said": total + live.said})
    return HttpResponseRedirect(reverse("reports:draft", args=[report.code]))


def _short_enough(period: str) -> None:
    if months_of(parse_period(period, today())) > MOST_MONTHS:
        raise Refused(_("期间太长：一份文稿最多写十年；请缩短。"))


def _desk(report: Report, find: str = "") -> Desk:
    return Desk(report, _editor(report), Insert(report=report, text=report.text, find=find, initial={"find": find}))


def _editor(report: Report) -> Editor:
    told = {"title": report.title, "period": report.period, "as_of": report.as_of, "text": report.text}
    return Editor(initial=told | {"version": report.version})


def _insert(request: HttpRequest, report: Report) -> Insert:
    pressed = request.POST.get("do") == "insert"
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return Insert(request.POST if pressed else None, report=report, text=text)


def _shown(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    report = desk.report
    known = offered(report.as_of or today())
    pieces = [
        {
            "mark": mark(one["form"], one["n"]),
            "number": one["n"],
            "what": _what(one, str(known[one["indicator"]].title) if one["indicator"] in known else one["indicator"]),
            "used": mark(one["form"], one["n"]) in report.text,
        }
        for one in report.pieces
    ]
    context = {
        "report": report,
        "desk": desk,
        "pieces": pieces,
        "may_issue": door.may(actor(request), Right.REPORT_ISSUE, report.unit),
        "issues": [(one, queries.standing(one)) for one in report.issues.order_by("-number")[:5]],
    }
    return render(request, "reports/draft.html", context, status=status)


def _what(piece: dict[str, Any], title: str) -> str:
    kinds = [word.removeprefix("kind=") for word in piece["where"] if word.startswith("kind=")]
    goals = [word.removeprefix("goal=") for word in piece["where"] if word.startswith("goal=")]
    named = [*(str(KINDS[kind].title) for kind in kinds if kind in KINDS), *(goal_name(goal) for goal in goals)]
    more = [*named, piece["unit"], piece["period"], str(BY.get(piece["by"], ""))]
    return "　".join([title, *(word for word in more if word)])


@seated
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Read a draft as it will be: every number counted now, and what does not stand yet said first."""
    report = queries.draft(actor(request), code)
    _short_enough(report.period)
    made = compose(report, actor(request))
    context = {
        "report": report,
        "document": made.document,
        "faults": made.faults,
        "sections": sections(made.document),
        "may_issue": door.may(actor(request), Right.REPORT_ISSUE, report.unit),
    }
    return render(request, "reports/preview.html", context)


@seated
@require_GET
def file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """Hand out a draft in one of the formats."""
    report = queries.draft(actor(request), code)
    document = compose(report, actor(request)).document
    return handed(request, document, ending, f"{report.code}-draft")


@seated
@require_POST
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a draft as it was previewed: another version than the one that was looked at is refused."""
    report = queries.draft(actor(request), code)
    made = issue(report, seen=whole(request.POST.get("version", "")) or 0, by=actor(request))
    messages.success(request, _("已签发，存档不能再改。"))
    return redirect("reports:issued", made.position)
