"""Pages of one's own sign-in."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from kexie.web.account.forms import NewPasswordForm, SignInForm


class SignIn(LoginView):
    """Sign in; someone signed in already goes on to where they wanted."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Sign out, by a form only; the browser is asked to forget the pages it has seen (shared machines)."""

    http_method_names = ("post", "options")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign out and clear what the browser keeps of our pages."""
        response = super().dispatch(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class Password(PasswordChangeView):
    """Change one's password; other sessions of the account end."""

    template_name = "account/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Keep it and say so."""
        response = super().form_valid(form)  # type: ignore[arg-type]
        messages.success(self.request, _("口令已改。别处登录的这个账号都已退出。"))
        return response


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own sign-in: who, how to read, the password, the way out."""
    return render(request, "account/account.html")
