"""Addresses of activities. A code may hold any visible character, also a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.activities import (
    again,
    arranging,
    calendar,
    deeds,
    feeds,
    listing,
    materials,
    moving,
    pages,
    record,
    roster_pages,
)
from kexie.web.doubles import activities as doubles

app_name = "activities"
urlpatterns = [
    path("", listing.index, name="index"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("feeds/", feeds.index, name="feeds"),
    path("feeds/<str:secret>.ics", feeds.read, name="feed"),
    path("materials/", materials.index, name="materials"),
    path("materials/<int:number>/", materials.one, name="material"),
    path("materials/<int:number>/content/", materials.content, name="material_content"),
    path("materials/<int:number>/subtitles/", materials.subtitles, name="material_subtitles"),
    path("check/", listing.check, name="check_many"),
    path("new/", record.new, name="new"),
    path("doubles/", doubles.index, name="doubles"),
    path("doubles/beside/", doubles.compare, name="beside"),
    path("doubles/decide/", doubles.decide, name="decide"),
    path("doubles/undo/", doubles.undo, name="unmerge"),
    path("of/<slug:source>/<int:number>/", pages.of_record, name="of"),
    path("<path:code>/edit/", record.edit, name="edit"),
    path("<path:code>/hold/", deeds.hold, name="hold"),
    path("<path:code>/cancel/", deeds.cancel, name="cancel"),
    path("<path:code>/announce/", moving.step, {"deed": "announce"}, name="announce"),
    path("<path:code>/finish/", moving.step, {"deed": "finish"}, name="finish"),
    path("<path:code>/check/", moving.step, {"deed": "check"}, name="check"),
    path("<path:code>/send-back/", moving.send_back, name="send_back"),
    path("<path:code>/clone/", again.clone, name="clone"),
    path("<path:code>/ahead/", again.plan, name="ahead"),
    path("<path:code>/programme/", arranging.programme, name="programme"),
    path("<path:code>/expected/", arranging.expected, name="expected"),
    path("<path:code>/prefill/", arranging.prefill, name="prefill"),
    path("<path:code>/sheet/", arranging.sheet, name="sheet"),
    path("<path:code>/materials/", materials.choose, name="choose_materials"),
    path("<path:code>/minutes/", deeds.minutes, name="minutes"),
    path("<path:code>/roster/", roster_pages.roster, name="roster"),
    path("<path:code>/files/", deeds.add_file, name="add_file"),
    path("<path:code>/files/<int:number>/", deeds.download, name="file"),
    path("<path:code>/", pages.one, name="one"),
]
