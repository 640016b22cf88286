"""What every address of the interface has in common: who asks, refusals in words, deeds done once, lists in lots."""

from __future__ import annotations

import base64
import binascii
import functools
import inspect
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer
from pydantic import ConfigDict

from kexie.kit.exact import dumps
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.machines import tokens
from kexie.records.machines.models import Token
from kexie.records.machines.once import OtherDeedError, once
from kexie.records.units.models import Unit

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
MOST = 200
"""The longest lot of a list."""
LARGEST: Final = 3_000_000
"""Characters of a file in base64 in one call; a larger one goes by the page."""
Answer = dict[str, Any]


class Told(Schema):
    """A refusal: one clear sentence a reason."""

    told: list[str]


class Body(Schema):
    """What is sent: a word that nobody knows is refused, not passed over."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000)


class Versioned(Body):
    """The version that one saw: of two who change a thing at once one wins and the other is told."""

    version: int = Field(ge=1, lt=2**31)


class Lot(Schema):
    """Which part of a list: ``limit`` rows after the one that ``after`` names (``next`` of the answer before)."""

    after: int = Field(0, ge=0, lt=2**63, description="next of the answer before; 0: from the beginning")
    limit: int = Field(50, ge=1, le=MOST)


class Plain(Parser):
    """Reads what is sent; NUL, which no database can look for, is in no text that anybody means."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return a body; raise ``Refused`` where a text in it holds NUL."""
        found = super().parse_body(request)
        refuse_nul(found)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return a query; raise ``Refused`` where a word of it holds NUL."""
        found = super().parse_querydict(data, list_fields, request)
        refuse_nul(found)
        return found


def refuse_nul(sent: object) -> None:
    """Raise ``Refused`` where a text, anywhere in what was sent, holds NUL."""
    todo = [sent]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            todo += one
        elif isinstance(one, str) and "\0" in one:
            raise Refused(_("文字里有看不见的控制字符（NUL）；请去掉。"))


class Bearer(HttpBearer):
    """The key of a program, in the header ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the key if it opens; one that only reads opens no deed."""
        refuse_nul(request.path_info)
        found = tokens.of_words(token)
        if found is None:
            return None
        if request.method not in {"GET", "HEAD"}:
            if settings.READ_ONLY:
                raise HttpError(403, _("这是只读演示，不能改动；要试着记录，请在自己的机器上运行 ./kexie demo。"))
            if not found.may_write:
                raise HttpError(403, _("这个令牌只能读；要改动，请另建一个可写的令牌。"))
        if not settings.READ_ONLY:
            tokens.note_use(found)
        request.user = found.account  # as a page's reader
        return found


class Exact(BaseRenderer):
    """Answers as the command line writes them: a figure of 283.91 is a number, and keeps its places."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ANN401, ARG002 - ninja's shape
        """Return an answer as JSON."""
        return dumps(data, other=NinjaJSONEncoder().default)


REFUSALS = {400: Told, 401: Told, 403: Told, 404: Told, 409: Told, 422: Told}
"""What any address may answer instead."""

api = NinjaAPI(
    title="智慧科协 Kexie",
    version="1",
    description="Independent open-source project. The same rights as the account that made the token.",
    auth=Bearer(),
    parser=Plain(),
    renderer=Exact(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def account(request: HttpRequest) -> Account:
    """Return the account for which a program asks."""
    found: Token = request.auth  # type: ignore[attr-defined]  # set by the guard above
    return found.account


def told(request: HttpRequest, status: int, lines: Sequence[str]) -> HttpResponse:
    """Return a refusal."""
    return api.create_response(request, {"told": list(lines)}, status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = 404 if isinstance(refusal, Forbidden) else 409 if isinstance(refusal, OtherDeedError) else 422
    return told(request, status, refusal.lines)


@api.exception_handler(ValidationError)
def _not_so(request: HttpRequest, error: ValidationError) -> HttpResponse:
    lines = [
        _("%(where)s：%(why)s") % {"where": ".".join(str(part) for part in one["loc"][1:]), "why": one["msg"]}
        for one in error.errors
    ]
    return told(request, 422, lines[:20])


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - ninja's shape
    answer = told(request, 401, [_("请在 Authorization 头里写 Bearer 和有效的令牌；令牌在“我的账号—接口”里建。")])
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def _plain(request: HttpRequest, error: HttpError) -> HttpResponse:
    return told(request, error.status_code, [error.message])


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer for an address that the interface does not have."""
    return told(request, 404, [_("没有这个地址；有哪些见 /api/v1/openapi.json。")])


@api.exception_handler(SuspiciousOperation)
def _odd(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    large = isinstance(error, RequestDataTooBig)
    return told(request, 400, [_("请求太大；请分几次发。") if large else _("看不懂这个请求。")])


def deed(view: Callable[P, dict[str, Any]]) -> Callable[P, Any]:
    """Let an address that changes something be sent twice: under the same ``Idempotency-Key`` it is done once."""

    @functools.wraps(view)
    def sent(*args: P.args, **kwargs: P.kwargs) -> Any:  # noqa: ANN401 - what the view returns, or a response
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101 - for the type checker
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        content = b"\n".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
        answer, old = once(key, content, lambda: _plain_values(view(*args, **kwargs)), by=account(request))
        response = api.create_response(request, answer, status=200)
        if old:
            response["Idempotency-Replayed"] = "true"
        return response

    sent.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]  # ninja reads it here
    return sent


def _plain_values(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it will be read again."""
    found: dict[str, Any] = json.loads(api.renderer.render(None, answer, response_status=200))  # type: ignore[arg-type]
    return found


def number(given: int) -> int:
    """Return a number as a database can look for it; 0, which no record has, for any other."""
    return given if 0 < given < 2**63 else 0


def units(who: Account, codes: Sequence[str]) -> tuple[Unit, ...]:
    """Return the units of some codes; raise ``Refused`` naming the first that one does not see."""
    return tuple(door.unit(who, code) for code in codes)


def content_of(text: str) -> bytes:
    """Return the bytes of a file that came in base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(_("content 要是 base64。")) from error


def lot_of(rows: QuerySet[M], lot: Lot, show: Callable[[Sequence[M]], list[dict[str, Any]]]) -> dict[str, Any]:
    """Return one lot of rows in the order of their numbers, and where the next begins."""
    found = list(rows.filter(pk__gt=lot.after).order_by("pk")[: lot.limit + 1])
    more = len(found) > lot.limit
    kept = found[: lot.limit]
    return {"rows": show(kept), "next": kept[-1].pk if more else None}
