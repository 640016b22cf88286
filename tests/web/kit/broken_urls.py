"""Addresses that go wrong, each in its way."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kexie.kit.refusal import Forbidden, Refused


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a value nobody should read")


def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused(["第 3 行没有这一天。", "请改成 <b>5月</b>内的日期。"])


def hides(request: HttpRequest) -> HttpResponse:
    raise Forbidden("江苏示例科协的内部事项")


def silent(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server closed the connection: a value nobody should read")


def heavy(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def denies(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


urlpatterns = [
    path("", include("kexie.web.urls")),
    path("broken/", broken),
    path("refuses/", refuses),
    path("silent/", silent),
    path("heavy/", heavy),
    path("hides/", hides),
    path("denies/", denies),
    path("suspects/", suspects),
]
handler400 = "kexie.web.kit.errors.bad_request"
handler403 = "kexie.web.kit.errors.forbidden"
handler404 = "kexie.web.kit.errors.not_found"
handler500 = "kexie.web.kit.errors.server_error"
