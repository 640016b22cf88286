"""Rights explained: what each kind of post carries, and which posts of the reader's carry what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.records.access.rights import ROLES, SHARED, TITLES, Right
from kexie.records.units.kinds import TITLES as WORDS
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import paths_of, place_of
from kexie.web.templatetags import kit


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show rights by roles, and where the reader's own come from."""
    yes, no = kit.tag("done", _("能")), kit.tag("na", _("不能"))
    rows = [Row([TITLES[right], *(yes if right in role.rights else no for role in ROLES.values())]) for right in Right]
    cols = [Col(_("权限")), *(Col(role.title) for role in ROLES.values())]  # type: ignore[arg-type]
    seat = seat_of(request)
    paths = paths_of(post.unit_id for post in seat.posts)
    mine = [
        {
            "role": ROLES[post.role].title,
            "unit": post.unit,
            "place": place_of(paths[post.unit_id]),
            "line": WORDS.get(post.line, post.line),
            "since": post.since,
            "until": post.until,
            "rights": [TITLES[right] for right in Right if right in ROLES[post.role].rights],
        }
        for post in seat.posts
    ]
    told = {
        "table": Table(_("岗位和权限"), cols, rows, folds=False),
        "mine": mine,
        "all": seat.all,
        "shared": [TITLES[right] for right in Right if right in SHARED],
    }
    return render(request, "settings/rights.html", told)
