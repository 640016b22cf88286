"""Addresses of the study of leading bodies. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.topics import pages, sessions

app_name = "topics"
urlpatterns = [
    path("", pages.index, name="index"),
    path("sessions/<path:code>/edit/", sessions.edit, name="edit"),
    path("sessions/<path:code>/", sessions.one, name="session"),
    path("<path:code>/topics/", pages.topics, name="topics"),
    path("<path:code>/new/", sessions.new, name="new"),
    path("<path:code>/", pages.one, name="one"),
]
