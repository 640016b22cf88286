"""Addresses of the figures room. ``Question.address`` writes the same ones: change both."""

from django.urls import path

from kexie.web.figures import pages

app_name = "figures"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<str:slug>/", pages.one, name="one"),
    path("<str:slug>/table.csv", pages.csv_file, name="csv"),
]
