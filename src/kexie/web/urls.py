"""Every address of the site, a line a noun. A noun's namespace is the slug of its room (``kit.rooms``)."""

from django.urls import include, path

from kexie.web.desk import pages as desk

urlpatterns = [
    path("", desk.home, name="home"),
    path("help/", desk.help_page, name="help"),
    path("", include("kexie.web.account.urls")),
]
