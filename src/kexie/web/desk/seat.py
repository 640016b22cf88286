"""Where the reader sits: the posts held today, the one chosen in the mast, and the unit that pages open on.

The choice decides where a page opens, never what may be seen: rights are those of all posts together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.periods import Period, parse_period
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, posts_of
from kexie.records.units.models import Unit
from kexie.records.units.queries import roots
from kexie.records.units.rules import TreeOn
from kexie.web.desk.own import current
from kexie.web.kit.preferences import safe_next

KEY: Final = "kexie.seat"
CHOSEN: Final = "post"


@dataclass(frozen=True, slots=True)
class Seat:
    """The reader's posts of today, and the one that pages open on; ``unit`` is None for a stranger."""

    posts: tuple[Post, ...]
    post: Post | None
    unit: Unit | None
    all: bool

    @property
    def empty(self) -> bool:
        """Tell whether the reader holds no post and is no owner: a stranger."""
        return not self.posts and not self.all


def reader_of(request: HttpRequest) -> Account | None:
    """Return who asks; None before signing in."""
    return request.user if request.user.is_authenticated else None


def seat_of(request: HttpRequest) -> Seat:
    """Return where the reader sits; worked out once a request."""
    found = request.META.get(KEY)
    if not isinstance(found, Seat):
        found = request.META[KEY] = _seat(request)
    return found


def _seat(request: HttpRequest) -> Seat:
    reader = reader_of(request)
    if reader is None or not reader.is_active:
        return Seat((), None, None, all=False)
    posts = posts_of(reader)
    wanted = request.session.get(CHOSEN)
    post = next((one for one in posts if one.pk == wanted), posts[0] if posts else None)
    everything = has_all(reader)
    unit = post.unit if post is not None else None
    if unit is None and everything:
        unit = next(iter(roots(TreeOn.now())), None)
    return Seat(posts, post, unit, all=everything)


def may_here(request: HttpRequest, right: Right) -> bool:
    """Tell whether the reader has a right at the unit that pages open on: a link there would not be refused."""
    reader, unit = reader_of(request), seat_of(request).unit
    return reader is not None and unit is not None and door.may(reader, right, unit)


def opening_period() -> Period:
    """Return the period that pages open with: what the association has set, else this year."""
    text = current().opening_period or "this-year"
    try:
        return parse_period(text, today())
    except Refused:
        return parse_period("this-year", today())


View = Callable[..., HttpResponse]


def seated(view: View) -> View:
    """Let in whoever holds a post; a stranger reads that there is none yet, and what to do. Signed out: sign in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - as the view's own
        if seat_of(request).empty:
            return render(request, "desk/unseated.html", status=403)
        return view(request, *args, **kwargs)

    return cast("View", guarded)


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep which of one's own posts pages open on, and go back."""
    wanted = request.POST.get(CHOSEN, "")
    if wanted in {str(post.pk) for post in seat_of(request).posts}:
        request.session[CHOSEN] = int(wanted)
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "/")))
