"""Addresses of those who speak. Nothing under them is logged; no code stands in an address."""

from django.urls import path

from kexie.web.voices import saying, signed

app_name = "voices"
urlpatterns = [
    path("", saying.say, name="say"),
    path("follow/", saying.follow, name="follow"),
    path("answers/", saying.answers, name="answers"),
    path("signed/", signed.say, name="signed"),
    path("mine/", signed.mine, name="mine"),
    path("mine/<int:number>/", signed.one, name="own"),
]
