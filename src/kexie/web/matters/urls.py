"""Addresses of matters. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.matters import (
    by_unit,
    doing,
    keeping,
    kinds,
    listing,
    many,
    moving,
    opening,
    sheet,
    telling,
    timeline,
    tying,
)

app_name = "matters"
urlpatterns = [
    path("", listing.index, name="index"),
    path("board/", listing.board, name="board"),
    path("units/", by_unit.by_unit, name="by_unit"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("many/", many.many, name="many"),
    path("kinds/<slug:kind>/", kinds.listed, name="kind"),
    path("lists/keep/", keeping.keep, name="keep"),
    path("lists/<int:number>/drop/", keeping.drop, name="drop"),
    path("new/", opening.new, name="new"),
    path("of/<slug:source>/<int:number>/", sheet.of_record, name="of"),
    path("<path:code>/print/", sheet.printed, name="print"),
    path("<path:code>/print/file<str:ending>", sheet.paper, name="paper"),
    path("<path:code>/details/", telling.describe, name="describe"),
    path("<path:code>/review/", telling.review, name="review"),
    path("<path:code>/confirm/", telling.confirm, name="confirm"),
    path("<path:code>/do/<slug:step>/", moving.take, name="take"),
    path("<path:code>/measures/", doing.measures, name="measures"),
    path("<path:code>/measures/<int:number>/", doing.finish, name="finish"),
    path("<path:code>/evidence/", doing.evidence, name="evidence"),
    path("<path:code>/evidence/<int:number>/", doing.download, name="file"),
    path("<path:code>/evidence/<int:number>/back/", doing.take_back, name="take_back"),
    path("<path:code>/extension/", moving.extension, name="extension"),
    path("<path:code>/extension/<int:number>/", moving.decide, name="decide"),
    path("<path:code>/readers/", moving.readers, name="readers"),
    path("<path:code>/tie/", tying.tie, name="tie"),
    path("<path:code>/join/", tying.join, name="join"),
    path("<path:code>/countersign/", moving.countersign, name="countersign"),
    path("<path:code>/", sheet.one, name="one"),
]
