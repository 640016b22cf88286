"""Addresses of training classes. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.classes import certificates, enrolling, listing, own, rolls, setting, sheet

app_name = "classes"
urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", setting.new, name="new"),
    path("mine/", own.index, name="mine"),
    path("check/", certificates.check, name="check"),
    path("certificates/<str:code>/", certificates.paper, name="paper"),
    path("<path:code>/edit/", setting.edit, name="edit"),
    path("<path:code>/enrol/", enrolling.enrol, name="enrol"),
    path("<path:code>/people/<int:number>/leave/", enrolling.leave, name="leave"),
    path("<path:code>/people/<int:number>/substitute/", enrolling.substitute, name="substitute"),
    path("<path:code>/modules/<int:number>/", rolls.roll, name="roll"),
    path("<path:code>/completion/", rolls.completion, name="completion"),
    path("<path:code>/feedback/", own.feedback, name="feedback"),
    path("<path:code>/", sheet.one, name="one"),
]
