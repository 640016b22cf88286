"""Addresses of units. A code may hold any visible character, also a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.units import branches, catalogue, changing, groups, listing, operations, pages, splitting

app_name = "units"
urlpatterns = [
    path("", listing.index, name="index"),
    path("branch/", branches.fragment, name="branch"),
    path("societies/", catalogue.societies, name="societies"),
    path("divisions/", catalogue.divisions, name="divisions"),
    path("groups/", groups.index, name="groups"),
    path("groups/<path:name>/", groups.one, name="grouped"),
    path("<path:code>/change/", changing.change, name="change"),
    path("<path:code>/move/", operations.move, name="move"),
    path("<path:code>/merge/", operations.merge, name="merge"),
    path("<path:code>/split/", splitting.split, name="split"),
    path("<path:code>/close/", operations.close, name="close"),
    path("<path:code>/reopen/", operations.reopen, name="reopen"),
    path("<path:code>/group/", operations.group, name="group"),
    path("<path:code>/new/", changing.new, name="new"),
    path("<path:code>/", pages.one, name="one"),
]
