"""Addresses of meetings and monthly lists."""

from django.urls import path

from kexie.web.meetings import calling, holding, lists, pages

app_name = "meetings"
urlpatterns = [
    path("", pages.index, name="index"),
    path("series/new/", calling.begin, name="begin"),
    path("series/<int:series>/call/", calling.call, name="call"),
    path("series/<int:series>/end/", calling.end, name="end"),
    path("lists/", lists.index, name="lists"),
    path("lists/<path:unit>/<slug:month>/summary<str:ending>", lists.summary, name="summary"),
    path("lists/<path:unit>/<slug:month>/back/", lists.take_back, name="list_back"),
    path("lists/<path:unit>/<slug:month>/", lists.one, name="list"),
    path("<slug:code>/", pages.one, name="one"),
    path("<slug:code>/propose/", calling.propose, name="propose"),
    path("<slug:code>/agenda/", calling.fix, name="fix"),
    path("<slug:code>/hold/", holding.hold, name="hold"),
    path("<slug:code>/outcomes/", holding.outcomes, name="outcomes"),
    path("<slug:code>/minutes/", holding.write, name="minutes"),
    path("<slug:code>/minutes/send/", holding.send, name="send"),
    path("<slug:code>/minutes/amend/", holding.amend, name="amend"),
    path("<slug:code>/minutes/amend/<int:number>/", holding.decide, name="decide"),
    path("<slug:code>/wall/", pages.wall, name="wall"),
    path("<slug:code>/<slug:name>/file<str:ending>", pages.paper, name="paper"),
]
