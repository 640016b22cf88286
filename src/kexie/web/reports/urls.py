"""Addresses of the reports room."""

from django.urls import path

from kexie.web.reports import drafting, issued, office, pages

app_name = "reports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("templates/", office.templates, name="templates"),
    path("templates/<slug:code>/", office.template, name="template"),
    path("templates/<slug:code>/retire/", office.retire, name="retire"),
    path("verify/", issued.verify, name="verify"),
    path("drafts/new/", drafting.begin, name="begin"),
    path("drafts/<slug:code>/", drafting.draft, name="draft"),
    path("drafts/<slug:code>/preview/", drafting.preview, name="preview"),
    path("drafts/<slug:code>/file<str:ending>", drafting.file, name="draft_file"),
    path("drafts/<slug:code>/issue/", drafting.freeze, name="freeze"),
    path("issued/<int:position>/", issued.issued, name="issued"),
    path("issued/<int:position>/file<str:ending>", issued.file, name="issued_file"),
    path("issued/<int:position>/changes/", issued.changed, name="changed"),
    path("issued/<int:position>/withdraw/", issued.withdraw, name="withdraw"),
    path("<slug:name>/", pages.one, name="one"),
    path("<slug:name>/file<str:ending>", pages.file, name="file"),
]
