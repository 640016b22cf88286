"""Choosing from which of one's posts pages open. It never decides a right: rights are those of all posts together."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kexie.web.kit.preferences import safe_next
from kexie.web.reader import POST, actor, posts_of


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep which of one's own posts pages open on, and go back."""
    wanted = request.POST.get(POST, "")
    if wanted in {str(post.pk) for post in posts_of(actor(request))}:
        request.session[POST] = int(wanted)
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "/")))
