"""Addresses of the figures room. ``Question.address`` writes the same ones: change both."""

from django.urls import path

from kexie.web.figures import files, pages

app_name = "figures"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<str:slug>/", pages.one, name="one"),
    path("<str:slug>/table.csv", files.csv_file, name="csv"),
    path("<str:slug>/table.xlsx", files.xlsx_file, name="xlsx"),
    path("<str:slug>/chart.png", files.png_file, name="png"),
]
