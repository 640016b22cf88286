"""Addresses of the reports room."""

from django.urls import path

from kexie.web.reports import pages

app_name = "reports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<slug:name>/", pages.one, name="one"),
    path("<slug:name>/file<str:ending>", pages.file, name="file"),
]
