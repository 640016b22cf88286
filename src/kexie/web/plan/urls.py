"""Addresses of the plan. A goal's code stands last: it may hold any visible character."""

from django.urls import path

from kexie.web.plan import goal, pages, splitting, targets, versions

app_name = "plan"
urlpatterns = [
    path("", pages.index, name="index"),
    path("table/", pages.table, name="table"),
    path("targets/", targets.index, name="targets"),
    path("targets/set/", targets.change, name="set"),
    path("targets/split/", splitting.split, name="split"),
    path("versions/", versions.index, name="versions"),
    path("versions/new/", versions.new, name="new"),
    path("versions/<int:position>/", versions.one, name="version"),
    path("versions/<int:position>/goals.csv", versions.sheet, name="sheet"),
    path("goal/<path:code>/", goal.one, name="goal"),
]
