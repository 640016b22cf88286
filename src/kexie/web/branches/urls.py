"""Addresses of branch life. A unit's code may hold a slash: it stands last or before a deed."""

from django.urls import path

from kexie.web.branches import deeds, leading, meeting, minutes, one, overview, people

app_name = "branches"
urlpatterns = [
    path("", overview.index, name="index"),
    path("matrix/", overview.matrix_page, name="matrix"),
    path("open/", overview.open_page, name="open"),
    path("elections/", leading.elections, name="elections"),
    path("mine/", leading.mine, name="mine"),
    path("meetings/<path:code>/sign/", minutes.sign, name="sign"),
    path("meetings/<path:code>/amend/", minutes.amend, name="amend"),
    path("meetings/<path:code>/correct/", minutes.correct, name="correct"),
    path("meetings/<path:code>/file<str:ending>", minutes.paper, name="paper"),
    path("meetings/<path:code>/", minutes.one, name="minutes"),
    path("of/<path:code>/meet/", meeting.new, name="meet"),
    path("of/<path:code>/plan/", deeds.plan, name="plan"),
    path("of/<path:code>/set-up/", deeds.set_up, name="set_up"),
    path("of/<path:code>/term/", deeds.term, name="term"),
    path("of/<path:code>/people/", people.people, name="people"),
    path("of/<path:code>/people/<int:number>/", people.change, name="change"),
    path("of/<path:code>/leaders/", leading.leaders, name="leaders"),
    path("of/<path:code>/", one.one, name="one"),
]
