"""Who reads, from which unit, through which lens. Rights are never decided here: the door does that, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.access.scope import has_all
from kexie.records.units.models import Association, Unit
from kexie.records.units.queries import roots, tree
from kexie.records.units.rules import TreeOn
from kexie.web.kit.errors import Trouble
from kexie.web.kit.reference import reference_of

POST: Final = "post"
"""Under this name the session keeps the number of the post from which the reader looks."""
AS_OF: Final = "as_of"
"""Name of the address's parameter, and of the cookie, that hold the day of knowledge."""
Page = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Account:
    """Return the account that is signed in; only for pages behind ``posted``."""
    return cast("Account", request.user)


def posts_of(account: Account) -> list[Post]:
    """Return the posts that an account's person holds today, in the order in which they were given."""
    if account.person_id is None or not account.is_active:
        return []
    day = today()
    held = Post.objects.filter(person_id=account.person_id, since__lte=day, until__gte=day).select_related("unit")
    return [post for post in held.order_by("pk") if post.role in ROLES]


def post_of(request: HttpRequest) -> Post | None:
    """Return the post from which the reader looks: the chosen one, else the first; it decides no right."""
    held = posts_of(actor(request))
    chosen = request.session.get(POST)
    return next((post for post in held if post.pk == chosen), held[0] if held else None)


def home_unit(request: HttpRequest) -> Unit | None:
    """Return the unit that pages open with: that of the reader's post, for an owner without one the first root."""
    post = post_of(request)
    if post is not None:
        return post.unit
    return next(iter(roots(TreeOn.now())), None) if has_all(actor(request)) else None


def posted(page: Page) -> Page:
    """Let in who is signed in and holds a post (or is an owner); tell everybody else what is missing."""

    @login_required
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - as the page's own
        who = actor(request)
        if has_all(who) or posts_of(who):
            return page(request, *args, **kwargs)
        lines = (
            _("这里的每一页都随任职打开，而您的账号今天没有任何任职。"),
            _("请单位负责人给您登记任职，登记好就能看，不用重新登录。"),
        )
        trouble = Trouble(403, _("您还没有任职"), lines, icon="i-lock", tone="plain")
        said = {"trouble": trouble, "reference": reference_of(request)}
        return render(request, "kit/trouble.html", said, status=403)

    return guarded


@dataclass(frozen=True, slots=True)
class Lens:
    """What is looked at: a period, as known on a day. ``as_of_set``: the day was chosen, it is not simply today."""

    as_of: date
    period: Period
    as_of_set: bool = False


def lens_of(request: HttpRequest) -> Lens:
    """Read the lens from the address, the day also from the cookie; raise ``Refused`` for what cannot be read.

    Without a word the period is the association's opening period, else this year.
    """
    typed = request.GET.get(AS_OF, "")
    day = parse_day(typed) if typed else _kept_day(request)
    wanted = request.GET.get("period", "").strip()
    return Lens(day or today(), parse_period(wanted, today()) if wanted else opening_period(), day is not None)


def _kept_day(request: HttpRequest) -> date | None:
    kept = request.COOKIES.get(AS_OF, "")
    try:
        return parse_day(kept) if kept else None
    except Refused:  # a cookie that nobody can read is no wish of the reader's
        return None


def opening_period() -> Period:
    """Return the period that pages open with: the association's, or this year."""
    told = Association.objects.filter(pk=1).values_list("opening_period", flat=True).first()
    try:
        return parse_period(told or "this-year", today())
    except Refused:
        return parse_period("this-year", today())


def unit_of(request: HttpRequest, code: str, right: Right = Right.UNIT_READ) -> Unit:
    """Return the unit of an address; one that is not there and one out of reach read the same (404)."""
    try:
        return door.unit(actor(request), code, right)
    except Refused as refusal:
        raise Forbidden(refusal.lines) from refusal


def paths_of(units: Iterable[int], on: TreeOn | None = None) -> dict[int, tuple[Unit, ...]]:
    """Return for each unit (by number) the units from its root down to itself: one query however many."""
    whole = tree(on or TreeOn.now())
    ids = {unit: whole.path(unit) for unit in set(units)}
    named = Unit.objects.in_bulk({one for path in ids.values() for one in path})
    return {unit: tuple(named[one] for one in path if one in named) for unit, path in ids.items()}


def place_of(path: Iterable[Unit]) -> str:
    """Return in words where a unit stands: the names above it, without its root (which every unit shares)."""
    above = [unit.name for unit in path][:-1]
    return "／".join(above[1:] if len(above) > 1 else above)
