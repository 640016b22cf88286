"""What is so of the whole book, for the frame of every page: made up or not, how far it is written, who reads."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kexie.records.access.rights import ROLES
from kexie.records.book.models import Book
from kexie.records.ledger.models import Closing
from kexie.records.ledger.queries import made_up
from kexie.web.desk.own import current, look_version
from kexie.web.desk.seat import reader_of, seat_of
from kexie.web.kit.numbers import shown
from kexie.web.kit.standing import Choice, Standing


def standing(request: HttpRequest) -> Standing:
    """Return what the frame says. Before signing in it says only whether the data is made up."""
    book = Book.objects.filter(pk=1).first() or Book()
    invented = _made_up(str(connection.settings_dict["NAME"]), book.last_position, book.last_recorded_at)
    reader = reader_of(request)
    if reader is None:
        return Standing(made_up=invented, look=look_version())
    seat = seat_of(request)
    names = {post.pk: f"{post.unit.name}　{ROLES[post.role].title}" for post in seat.posts}
    own = current().name
    who = names[seat.post.pk] if seat.post else (str(ROLES["owner"].title) if seat.all else reader.username)
    choices = [Choice(str(pk), name, seat.post is not None and pk == seat.post.pk) for pk, name in names.items()]
    return Standing(
        made_up=invented,
        association=own or (seat.unit.name if seat.all and seat.unit else ""),
        who=who,
        colophon=_colophon(book) if not seat.empty else (),
        choices=tuple(choices) if len(choices) > 1 else (),
        look=look_version(),
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
