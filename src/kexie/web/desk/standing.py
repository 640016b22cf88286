"""What is so of the whole book, for the frame of every page: made up or not, how far it is written, who reads."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kexie.records.access.rights import ROLES
from kexie.records.book.queries import Written, written
from kexie.records.ledger.queries import closed_months, made_up
from kexie.web.desk.own import current, look_version
from kexie.web.desk.seat import reader_of, seat_of
from kexie.web.kit.numbers import shown
from kexie.web.kit.standing import Choice, Standing


def standing(request: HttpRequest) -> Standing:
    """Return what the frame says. Before signing in it says only whether the data is made up."""
    book = written()
    invented = _made_up(str(connection.settings_dict["NAME"]), book.position, book.at)
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
def _made_up(database: str, position: int, at: object) -> bool:  # noqa: ARG001 - what it is remembered by
    """Look through the book once for each state it is in: this is asked on every page."""
    return made_up()


def _colophon(book: Written) -> tuple[str, ...]:
    closed = closed_months()
    sealed = _("已封存至 %(month)s") % {"month": f"{closed[-1].month:%Y-%m}"} if closed else _("尚未封存")
    return (
        _("台账位 %(position)s") % {"position": shown(book.position)},
        _("组织树 %(version)s 版") % {"version": shown(book.structure)},
        sealed,
    )
