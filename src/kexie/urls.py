"""Every address of the site."""

from django.urls import include, path

urlpatterns = [path("", include("kexie.web.urls"))]
handler400 = "kexie.web.kit.errors.bad_request"
handler403 = "kexie.web.kit.errors.forbidden"
handler404 = "kexie.web.kit.errors.not_found"
handler500 = "kexie.web.kit.errors.server_error"
