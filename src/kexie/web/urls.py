"""Every address of the site, a line a noun. A noun's namespace is the slug of its room (``kit.rooms``)."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path

from kexie.web.desk import first, own, search, seat
from kexie.web.desk import pages as desk
from kexie.web.kit import lens

urlpatterns = [
    path("", desk.home, name="home"),
    path("help/", desk.help_page, name="help"),
    path("first-hour/", first.page, name="first"),
    path("guide/", include("kexie.web.guide.urls")),
    path("search/", search.search, name="search"),
    path("look.css", own.look, name="look"),
    path("lens/", login_required(lens.choose), name="lens"),
    path("seat/", seat.choose, name="seat"),
    path("", include("kexie.web.account.urls")),
    path("me/", include("kexie.web.me.urls")),
    path("plan/", include("kexie.web.plan.urls")),
    path("activities/study/", include("kexie.web.topics.urls")),
    path("activities/classes/", include("kexie.web.classes.urls")),
    path("activities/", include("kexie.web.activities.urls")),
    path("speakers/", include("kexie.web.speakers.urls")),
    path("visits/", include("kexie.web.visits.urls")),
    path("voices/", include("kexie.web.voices.urls")),
    path("matters/voices/", include("kexie.web.voices.hearing_urls")),
    path("matters/", include("kexie.web.matters.urls")),
    path("meetings/", include("kexie.web.meetings.urls")),
    path("branches/", include("kexie.web.branches.urls")),
    path("inspections/", include("kexie.web.inspections.urls")),
    path("units/", include("kexie.web.units.urls")),
    path("imports/", include("kexie.web.imports.urls")),
    path("settings/", include("kexie.web.settings.urls")),
    path("figures/", include("kexie.web.figures.urls")),
    path("reports/", include("kexie.web.reports.urls")),
]
