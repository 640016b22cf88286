"""Addresses of one's own data."""

from django.urls import path

from kexie.web.me import machines, pages

app_name = "me"
urlpatterns = [
    path("", pages.index, name="index"),
    path("machines/", machines.index, name="machines"),
    path("ask/", pages.ask, name="ask"),
    path("export/", pages.export, name="export"),
    path("erase/", pages.erase, name="erase"),
]
