"""Addresses of visits. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.visits import deeds, following, listing, pages

app_name = "visits"
urlpatterns = [
    path("", listing.index, name="index"),
    path("follow/", listing.follow, name="follow"),
    path("new/", deeds.new, name="new"),
    path("lines/<int:number>/follow/", following.follow_up, name="follow_up"),
    path("lines/<int:number>/settle/", following.settle, name="settle"),
    path("<path:code>/describe/", deeds.describe, name="describe"),
    path("<path:code>/change/", deeds.change, name="change"),
    path("<path:code>/note/", deeds.note, name="note"),
    path("<path:code>/check/", deeds.check, name="check"),
    path("<path:code>/", pages.one, name="one"),
]
