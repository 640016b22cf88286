"""Addresses of those who hear: part of the room of matters."""

from django.urls import path

from kexie.web.voices import digesting, hearing, setting

app_name = "hearing"
urlpatterns = [
    path("", hearing.index, name="index"),
    path("collect/", hearing.collect, name="collect"),
    path("settings/", setting.settings, name="settings"),
    path("settings/route/", setting.route, name="route"),
    path("settings/close/", setting.close, name="close"),
    path("digests/", digesting.index, name="digests"),
    path("digests/new/", digesting.new, name="digest_new"),
    path("digests/<slug:code>/", digesting.one, name="digest"),
    path("digests/<slug:code>/mark/", digesting.mark, name="digest_mark"),
    path("<path:code>/ask/", hearing.ask, name="ask"),
    path("<path:code>/merge/", hearing.merge, name="merge"),
    path("<path:code>/publish/", hearing.publish, name="publish"),
    path("<path:code>/withdraw/", hearing.withdraw, name="withdraw"),
    path("<path:code>/paper/<int:number>/", hearing.paper, name="paper"),
    path("<path:code>/", hearing.one, name="one"),
]
