"""When something is in the way: what happened, what was kept, what to do, and a number to quote. Never a bare 500."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.web.kit.preferences import preferences_of
from kexie.web.kit.reference import reference_of

log = logging.getLogger("kexie.web")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says: the title says what happened, ``lines`` what was kept and what to do."""

    status: int
    title: str
    lines: tuple[str, ...]
    icon: str = "s-late"
    tone: str = "late"


def _bare(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Set a page that needs neither session nor database, because one of them may be what is broken."""
    context = {"trouble": trouble, "reference": reference_of(request), "reader": preferences_of(request)}
    return HttpResponse(render_to_string("kit/trouble_bare.html", context), status=trouble.status)


def _full(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Set a page with the rail, so that the reader can walk on."""
    return render(
        request, "kit/trouble.html", {"trouble": trouble, "reference": reference_of(request)}, status=trouble.status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what the browser sent cannot be read; 413 where it is only too much."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    return _bare(
        request,
        Trouble(400, _("这次请求读不懂"), (_("什么也没有改动。"), _("请退回上一页重试；地址是抄来的，请核对一遍。"))),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than one request may bring."""
    return _bare(
        request,
        Trouble(
            413,
            _("一次交得太多了"),
            (
                _("这次提交超过了一次能收的量，没有收下，什么也没有改动。"),
                _("用“后退”回到填好的表；文字请分几次存，人多请传表格，文件一个不超过 50 MB。"),
            ),
            tone="near",
        ),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer; it may in a moment."""
    answer = _bare(
        request,
        Trouble(
            503,
            _("系统暂时不能用"),
            (
                _("数据库没有应答。刚才提交的内容没有存上，已有的记录没有变。"),
                _("请过一两分钟再试；用“后退”能回到填好的表。一直不行，请把下面的编号告诉管理员。"),
            ),
            tone="near",
        ),
    )
    answer["Retry-After"] = "60"
    return answer


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: there, but not for this reader in this way."""
    del exception
    return _full(
        request,
        Trouble(
            403,
            _("您现在不能这样做"),
            (_("什么也没有改动。"), _("能做这件事的权限随岗位而来；岗位变了，请重新登录再试。")),
            icon="i-lock",
            tone="plain",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing there for this reader. The page reads the same in both cases."""
    del exception
    return _full(
        request,
        Trouble(
            404,
            _("没有这一页，或者您看不到它"),
            (_("地址可能抄漏了；也可能它属于您的岗位够不着的单位。"), _("两种情况写法相同，不透露有没有。")),
            icon="i-search",
            tone="plain",
        ),
    )


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """400: a refusal that no form showed; its own sentences say what to mend."""
    return _full(request, Trouble(400, _("没有办成"), (*refusal.lines, _("什么也没有改动。")), tone="near"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _bare(
        request,
        Trouble(
            500,
            _("出错了，是系统的问题"),
            (
                _("刚才提交的内容没有存上，已有的记录没有变。"),
                _("用浏览器的“后退”可以回到填好的表；再试仍不行，请把下面的编号告诉管理员。"),
            ),
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from a page of ours, or from one that had grown old."""
    log.info("form refused: %s", reason, extra={"request": request})
    return _bare(
        request,
        Trouble(
            403,
            _("这张表过期了"),
            (
                _("内容没有提交，什么也没有改动。"),
                _("打开这一页以后登录变过，或者浏览器不收 Cookie。请后退、刷新页面，再提交一次。"),
            ),
            tone="near",
        ),
    )


def minutes_left(username: str) -> int:
    """Return in how many whole minutes (at least 1) a locked sign-in opens again; the longest wait if unknown."""
    cool_off = get_cool_off()
    if cool_off is None:
        return 1
    last = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    wait: timedelta = (last.attempt_time + cool_off - now()) if last else cool_off
    return max(1, math.ceil(wait.total_seconds() / 60))


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """429: too many wrong passwords; says for how long."""
    del original
    username = str((credentials or {}).get("username") or request.POST.get("username", ""))
    minutes = minutes_left(username)
    answer = _bare(
        request,
        Trouble(
            429,
            ngettext("口令错得太多，请等 %(minutes)d 分钟再试", "口令错得太多，请等 %(minutes)d 分钟再试", minutes)
            % {"minutes": minutes},
            (
                _("这样做是防人猜口令，账号没有停用，数据没有变。"),
                _("忘了口令，请本单位管理员重设；不必反复试，反复试会重新计时。"),
            ),
            icon="i-lock",
            tone="near",
        ),
    )
    answer["Retry-After"] = str(minutes * 60)
    return answer
