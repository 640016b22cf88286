"""Addresses of lectures. A code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.speakers import listing, pool, requests, tours

app_name = "speakers"
urlpatterns = [
    path("", listing.index, name="index"),
    path("ask/", requests.new, name="ask"),
    path("pool/", pool.index, name="pool"),
    path("pool/new/", pool.new, name="add"),
    path("pool/<path:code>/", pool.one, name="speaker"),
    path("tours/new/", tours.new, name="begin"),
    path("tours/<path:code>/plan/", tours.plan, name="plan"),
    path("tours/<path:code>/change/", tours.change, name="retour"),
    path("tours/<path:code>/", tours.one, name="tour"),
    path("asked/<path:code>/do/<slug:step>/", requests.take, name="take"),
    path("asked/<path:code>/", requests.one, name="request"),
]
