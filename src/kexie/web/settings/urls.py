"""Addresses of the settings."""

from django.urls import path

from kexie.web.doubles import persons as doubles
from kexie.web.settings import (
    association,
    catalogues,
    closings,
    index,
    log,
    looks,
    people,
    posts,
    requests,
    rights,
    sign_ins,
)

app_name = "settings"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.index, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/requests/", requests.index, name="requests"),
    path("people/requests/<int:number>/", requests.decide, name="request"),
    path("people/doubles/", doubles.index, name="person_doubles"),
    path("people/doubles/decide/", doubles.decide, name="decide_person"),
    path("people/<path:code>/export/", people.export, name="export_person"),
    path("people/<path:code>/correct/", people.correct, name="correct_person"),
    path("people/<path:code>/home/", people.rehome, name="rehome_person"),
    path("people/<path:code>/erase/", people.erase, name="erase_person"),
    path("people/<path:code>/sign-in/", sign_ins.one, name="sign_in"),
    path("people/<path:code>/", people.one, name="person"),
    path("posts/", posts.index, name="posts"),
    path("posts/<int:number>/end/", posts.end, name="end_post"),
    path("sign-ins/", sign_ins.index, name="sign_ins"),
    path("rights/", rights.index, name="rights"),
    path("rights/why/", rights.why, name="why"),
    path("closings/", closings.index, name="closings"),
    path("log/", log.index, name="log"),
    path("log/looks/", looks.index, name="looks"),
    path("association/", association.edit, name="association"),
    path("catalogues/", catalogues.index, name="catalogues"),
]
