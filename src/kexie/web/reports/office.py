"""Office templates on the site: taken in after a look inside, filled on demand, taken out of use."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.files.actions import read as read_file
from kexie.records.issues import actions, queries
from kexie.records.issues.models import OfficeTemplate
from kexie.reports import office
from kexie.reports.catalogue import WORD
from kexie.reports.office_file import LARGEST
from kexie.web.desk.seat import opening_period, seat_of, seated
from kexie.web.figuring import MOST_MONTHS, months_of
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor
from kexie.web.reports.handing import as_file


class Upload(HouseForm):
    """A template to take in: its name, whose it is, and the file."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=actions.TITLE)
    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    file = forms.FileField(
        label=gettext_lazy("Word 文件（.docx）"),
        help_text=gettext_lazy("要填数的地方写 {{ activities }} 这样的字段；不能有宏。"),
    )


class Fill(HouseForm):
    """What a template is filled for."""

    unit = forms.CharField(label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    period = forms.CharField(label=gettext_lazy("期间"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    as_of = DayField(label=gettext_lazy("截至"), required=False, help_text=gettext_lazy("空着：今天所知"))


@seated
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """List the templates and take a new one in; what is wrong with it is said sentence by sentence."""
    seat = seat_of(request)
    door_open = door.may_anywhere(actor(request), Right.REPORT_WRITE)
    form = Upload(request.POST or None, request.FILES or None, initial={"unit": seat.unit.code if seat.unit else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = _taken(request, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已收下，认出 %(n)s 个字段。") % {"n": len(made.fields)})
            return redirect("reports:template", made.code)
    context = {"form": form, "templates": list(queries.templates(actor(request))), "may_write": door_open}
    return render(request, "reports/templates.html", context, status=400 if request.method == "POST" else 200)


def _taken(request: HttpRequest, form: Upload) -> OfficeTemplate:
    told = form.cleaned_data
    unit = door.unit(actor(request), told["unit"].strip())
    door.demand(actor(request), Right.REPORT_WRITE, unit)
    if told["file"].size > LARGEST:
        raise Refused(_("模板超过 10 MB；请去掉里面的大图。"))
    content = told["file"].read()
    found = office.check(content)
    return actions.keep_template(unit=unit, name=told["name"], content=content, fields=found, by=actor(request))


@seated
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Fill a template for a unit and period, and hand it out; a field that cannot be filled is named."""
    one = queries.template(actor(request), code)
    own = {"unit": one.unit.code, "period": str(opening_period())}
    form = Fill(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = _filled(request, one, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return as_file(made, WORD, f"{one.name}-{told['unit'].strip()}-{told['period'].strip()}.docx")
    status = 400 if request.method == "POST" else 200
    return render(request, "reports/template.html", {"one": one, "form": form}, status=status)


def _filled(request: HttpRequest, one: OfficeTemplate, form: Fill) -> bytes:
    told = form.cleaned_data
    unit = door.unit(actor(request), told["unit"].strip(), Right.FIGURE_READ)
    if months_of(parse_period(told["period"], today())) > MOST_MONTHS:
        raise Refused(_("期间太长：一份文稿最多写十年；请缩短。"))
    _name, content = read_file(one.file)
    return office.fill(content, unit=unit, period=told["period"], as_of=told["as_of"], reader=actor(request))


@seated
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take a template out of use."""
    one = queries.template(actor(request), code)
    actions.retire_template(one, by=actor(request))
    messages.success(request, _("模板已停用，文件已删除。"))
    return redirect("reports:templates")
