"""What is so of the whole book, for the frame of every page: made up or not, how far it is written, who reads."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kexie.records.access.rights import ROLES
from kexie.records.access.scope import has_all
from kexie.records.book.models import Book
from kexie.records.ledger.models import Closing
from kexie.records.ledger.queries import made_up
from kexie.records.units.models import Association
from kexie.web.kit.numbers import shown
from kexie.web.kit.standing import Choice, Standing
from kexie.web.reader import POST, actor, posts_of


def standing(request: HttpRequest) -> Standing:
    """Return what the frame says. Before signing in it says only whether the data is made up."""
    book = Book.objects.filter(pk=1).first() or Book()
    invented = _made_up(str(connection.settings_dict["NAME"]), book.last_position, book.last_recorded_at)
    if not request.user.is_authenticated:
        return Standing(made_up=invented)
    reader = actor(request)
    posts = posts_of(reader)
    chosen = request.session.get(POST)
    post = next((one for one in posts if one.pk == chosen), posts[0] if posts else None)
    names = {one.pk: f"{one.unit.name}　{ROLES[one.role].title}" for one in posts}
    owns = has_all(reader)
    who = names[post.pk] if post is not None else (str(ROLES["owner"].title) if owns else reader.username)
    choices = tuple(Choice(str(pk), name, post is not None and pk == post.pk) for pk, name in names.items())
    return Standing(
        made_up=invented,
        association=Association.objects.filter(pk=1).values_list("name", flat=True).first() or "",
        who=who,
        colophon=_colophon(book) if posts or owns else (),
        choices=choices if len(choices) > 1 else (),
    )


@lru_cache(maxsize=4)
def _made_up(database: str, position: int, written: datetime | None) -> bool:  # noqa: ARG001 - what it is remembered by
    """Look through the book once for each state it is in: this is asked on every page."""
    return made_up()


def _colophon(book: Book) -> tuple[str, ...]:
    last = Closing.objects.order_by("-month").values_list("month", flat=True).first()
    sealed = _("已封存至 %(month)s") % {"month": f"{last:%Y-%m}"} if last else _("尚未封存")
    return (
        _("台账位 %(position)s") % {"position": shown(book.last_position)},
        _("组织树 %(version)s 版") % {"version": shown(book.structure_position)},
        sealed,
    )
