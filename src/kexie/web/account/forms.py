"""The sign-in form, and the words it says when the answer is no."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class SignInForm(AuthenticationForm):
    """Name and password. A wrong answer never says which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Set our own labels."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = gettext_lazy("账号")
        self.fields["password"].label = gettext_lazy("口令")
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def get_invalid_login_error(self) -> ValidationError:
        """Say that it was wrong, what was kept, and how many tries are left."""
        return forms.ValidationError(_("账号或口令不对。"), code="invalid_login")

    @property
    def tries_left(self) -> str:
        """Say how many tries are left before the sign-in is closed for a while."""
        credentials = {"username": self.data.get("username", "")}
        failures = AxesProxyHandler.get_failures(self.request, credentials)
        left = max(0, get_failure_limit(self.request, credentials) - failures)
        return ngettext(
            "您填的账号已保留，还可再试 %(left)d 次。", "您填的账号已保留，还可再试 %(left)d 次。", left
        ) % {"left": left}


class NewPasswordForm(PasswordChangeForm):
    """Change one's password: the old one once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Set our own labels, and one sentence of help instead of a list."""
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = gettext_lazy("现在的口令")
        self.fields["new_password1"].label = gettext_lazy("新口令")
        self.fields["new_password2"].label = gettext_lazy("新口令再写一遍")
        self.fields["new_password1"].help_text = gettext_lazy("至少 10 个字符，不用常见的口令，不要和账号相近。")
        self.fields["new_password2"].help_text = ""
