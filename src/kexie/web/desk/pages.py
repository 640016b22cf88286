"""Today, and the page that explains marks and keys."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kexie.kit.clock import today


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show today."""
    return render(request, "desk/home.html", {"today": today()})


def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the marks, the words of bounds, and the keys; open to everyone."""
    return render(request, "desk/help.html")
