"""Addresses of matters. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.matters import doing, listing, moving, opening, sheet

app_name = "matters"
urlpatterns = [
    path("", listing.index, name="index"),
    path("board/", listing.board, name="board"),
    path("new/", opening.new, name="new"),
    path("of/<slug:source>/<int:number>/", sheet.of_record, name="of"),
    path("<path:code>/do/<slug:step>/", moving.take, name="take"),
    path("<path:code>/measures/", doing.measures, name="measures"),
    path("<path:code>/measures/<int:number>/", doing.finish, name="finish"),
    path("<path:code>/evidence/", doing.evidence, name="evidence"),
    path("<path:code>/evidence/<int:number>/", doing.download, name="file"),
    path("<path:code>/evidence/<int:number>/back/", doing.take_back, name="take_back"),
    path("<path:code>/extension/", moving.extension, name="extension"),
    path("<path:code>/extension/<int:number>/", moving.decide, name="decide"),
    path("<path:code>/readers/", moving.readers, name="readers"),
    path("<path:code>/countersign/", moving.countersign, name="countersign"),
    path("<path:code>/", sheet.one, name="one"),
]
