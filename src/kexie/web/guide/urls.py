"""Addresses of the guide."""

from django.urls import path

from kexie.web.guide import pages

app_name = "guide"
urlpatterns = [
    path("", pages.index, name="index"),
    path("images/<str:name>", pages.picture, name="picture"),
    path("<slug:slug>/", pages.one, name="one"),
]
