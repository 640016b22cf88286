"""How a reader wants to read: scheme, type size, language. Kept in cookies, so it holds before signing in as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "scheme": ("auto", "light", "dark"),
    "type": ("normal", "large"),
    "lang": ("zh-hans", "en"),
}
"""What can be chosen; the first of each is what holds when nothing was chosen.

The language is not guessed from the browser: offices in China run many English browsers.
"""
KEPT_SECONDS: Final = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """A reader's choices, each one of ``CHOICES``."""

    scheme: str = CHOICES["scheme"][0]
    type: str = CHOICES["type"][0]
    lang: str = CHOICES["lang"][0]

    @property
    def tag(self) -> str:
        """Return the language as HTML's ``lang`` wants it."""
        return "zh-CN" if self.lang == "zh-hans" else self.lang

    @property
    def other_lang(self) -> str:
        """Return the language that the switch offers."""
        return "en" if self.lang == "zh-hans" else "zh-hans"

    @property
    def other_lang_name(self) -> str:
        """Return the offered language's own name, short."""
        return "EN" if self.other_lang == "en" else get_language_info("zh-hans")["name_local"][-2:]


def preferences_of(request: HttpRequest) -> Preferences:
    """Read the choices from the cookies; a value that is not offered counts as not chosen."""
    chosen = {}
    for name, values in CHOICES.items():
        value = request.COOKIES.get(f"kexie_{name}", "")
        chosen[name] = value if value in values else values[0]
    return Preferences(**chosen)


def safe_next(request: HttpRequest, address: str) -> str:
    """Return the address if it is one of this site's own, else the front page."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/"


@require_GET
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choices named in the address and go back to ``next``.

    A plain link, not a form: it sets a value and never toggles one, so fetching it twice or early harms nobody.
    """
    answer = HttpResponseRedirect(safe_next(request, request.GET.get("next", "/")))
    for name, values in CHOICES.items():
        value = request.GET.get(name)
        if value in values:
            answer.set_cookie(
                f"kexie_{name}",
                value,
                max_age=KEPT_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return answer
