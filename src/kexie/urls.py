"""Every address of the site: the interface for machines, and the pages."""

from django.urls import include, path, re_path

from kexie.api.house import nowhere
from kexie.api.urls import api

urlpatterns = [
    path("api/v1/", api.urls),
    re_path(r"^api/", nowhere),
    path("", include("kexie.web.urls")),
]
handler400 = "kexie.web.kit.errors.bad_request"
handler403 = "kexie.web.kit.errors.forbidden"
handler404 = "kexie.web.kit.errors.not_found"
handler500 = "kexie.web.kit.errors.server_error"
