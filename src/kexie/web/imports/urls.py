"""Addresses of imports."""

from django.urls import path

from kexie.web.imports import pages

app_name = "imports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("template/<slug:name>/", pages.template, name="template"),
    path("<int:number>/", pages.one, name="one"),
    path("<int:number>/errors/", pages.errors, name="errors"),
    path("<int:number>/undo/", pages.undo, name="undo"),
    path("<int:number>/leave/", pages.leave, name="leave"),
]
