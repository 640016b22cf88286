"""Addresses of units. A code may hold any visible character, also a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.units import branches, catalogue, changing, groups, listing, pages

app_name = "units"
urlpatterns = [
    path("", listing.index, name="index"),
    path("branch/", branches.fragment, name="branch"),
    path("societies/", catalogue.societies, name="societies"),
    path("divisions/", catalogue.divisions, name="divisions"),
    path("groups/", groups.index, name="groups"),
    path("groups/<path:name>/", groups.one, name="grouped"),
    path("<path:code>/change/", changing.change, name="change"),
    path("<path:code>/move/", changing.move, name="move"),
    path("<path:code>/close/", changing.close, name="close"),
    path("<path:code>/new/", changing.new, name="new"),
    path("<path:code>/", pages.one, name="one"),
]
