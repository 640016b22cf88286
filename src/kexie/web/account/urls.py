"""Addresses of one's own sign-in; names without a namespace, because the settings and the kit name them."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from kexie.web.account import pages
from kexie.web.kit import preferences

urlpatterns = [
    path("sign-in/", pages.SignIn.as_view(), name="sign-in"),
    path("sign-out/", pages.SignOut.as_view(), name="sign-out"),
    path("account/", pages.account, name="account"),
    path("account/password/", login_required(pages.Password.as_view()), name="password"),
    path("preferences/", preferences.choose, name="preferences"),
]
