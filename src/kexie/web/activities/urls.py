"""Addresses of activities. A code may hold any visible character, also a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.activities import deeds, listing, pages, record, roster_pages
from kexie.web.doubles import activities as doubles

app_name = "activities"
urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", record.new, name="new"),
    path("doubles/", doubles.index, name="doubles"),
    path("doubles/beside/", doubles.compare, name="beside"),
    path("doubles/decide/", doubles.decide, name="decide"),
    path("doubles/undo/", doubles.undo, name="unmerge"),
    path("of/<slug:source>/<int:number>/", pages.of_record, name="of"),
    path("<path:code>/edit/", record.edit, name="edit"),
    path("<path:code>/hold/", deeds.hold, name="hold"),
    path("<path:code>/cancel/", deeds.cancel, name="cancel"),
    path("<path:code>/minutes/", deeds.minutes, name="minutes"),
    path("<path:code>/roster/", roster_pages.roster, name="roster"),
    path("<path:code>/files/", deeds.add_file, name="add_file"),
    path("<path:code>/files/<int:number>/", deeds.download, name="file"),
    path("<path:code>/", pages.one, name="one"),
]
