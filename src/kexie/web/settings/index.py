"""The door of the settings: what one may look after, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all
from kexie.records.imports import runs
from kexie.records.ledger.closings import may_close
from kexie.web.desk.seat import seated
from kexie.web.reader import actor


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the parts of the settings that the reader's posts open."""
    who = actor(request)
    people = door.may_anywhere(who, Right.PEOPLE_READ)
    grants = door.may_anywhere(who, Right.POST_GRANT)
    parts = [
        (people, "settings:people", _("人员"), _("谁在哪个单位；登记、更正、删除，系统里存着一个人的什么")),
        (people or grants, "settings:posts", _("任职"), _("谁任什么岗位、从何时到何时；权限随任职而来")),
        (grants, "settings:sign_ins", _("登录账号"), _("给人开通登录、重设口令、停用")),
        (bool(runs.lists_for(who)), "imports:index", _("导入表格"), _("单位、人员、任职、活动、名册，都可以用表格")),
        (door.may_anywhere(who, Right.LOG_READ), "settings:log", _("操作记录"), _("谁在什么时候做了什么；只增不改")),
        (
            may_close(who),
            "settings:closings",
            _("结账"),
            _("封存过完的月份；以后的更正看得出"),
        ),
        (True, "settings:rights", _("权限说明"), _("每个岗位能做什么，我的权限从哪里来")),
        (True, "settings:catalogues", _("目录"), _("指标、种类、工作布局，各有编号和定义")),
        (has_all(who), "settings:association", _("协会"), _("名称、时区、颜色、叫法、名册留存；哪些不能设")),
        (has_all(who), "first", _("头一个小时"), _("空的协会从哪里做起，走到第几步")),
        (True, "account", _("我的账号"), _("口令、明暗、字号、语言")),
    ]
    told = {
        "parts": [(reverse(page), title, said) for opened, page, title, said in parts if opened],
        "own": who.person.code if who.person is not None else "",
    }
    return render(request, "settings/index.html", told)
