"""Addresses of inspections. What the public may read stands under ``public/`` and asks for no sign-in."""

from django.urls import path

from kexie.web.inspections import deciding, doing, lists, public, rounds, sheet, terms

app_name = "inspections"
urlpatterns = [
    path("", terms.index, name="index"),
    path("term/new/", terms.begin, name="begin"),
    path("term/<int:number>/", terms.one, name="term"),
    path("term/<int:number>/scope/", terms.scope, name="scope"),
    path("term/<int:number>/round/", rounds.new, name="new_round"),
    path("round/<int:number>/", rounds.one, name="round"),
    path("round/<int:number>/team/", rounds.team, name="team"),
    path("round/<int:number>/items/", rounds.items, name="items"),
    path("round/<int:number>/units/", rounds.units, name="units"),
    path("round/<int:number>/<slug:kind>/", lists.one, name="list"),
    path("round/<int:number>/<slug:kind><str:ending>", lists.file, name="list_file"),
    path("public/", public.index, name="published"),
    path("public/<int:number>/", public.one, name="public"),
    path("public/<int:number>/file<str:ending>", public.paper, name="public_paper"),
    path("decisions/", deciding.index, name="decisions"),
    path("decisions/new/", deciding.new, name="new_decision"),
    path("decisions/<int:number>/", deciding.one, name="decision"),
    path("decisions/paper/<int:number>/", deciding.paper, name="paper"),
    path("<int:number>/", sheet.one, name="one"),
    path("<int:number>/do/<slug:stage>/", doing.step, name="step"),
    path("<int:number>/feedback/", doing.feedback, name="feedback"),
    path("<int:number>/find/", doing.find, name="find"),
    path("<int:number>/check/<int:item>/", doing.check, name="check"),
    path("<int:number>/recuse/", doing.recuse, name="recuse"),
    path("<int:number>/relook/", doing.relook, name="relook"),
    path("<int:number>/look-again/", doing.look_again, name="look_again"),
    path("<int:number>/drop/", doing.drop, name="drop"),
    path("<int:number>/paper/<int:step>/", doing.paper, name="step_paper"),
    path("<int:number>/public/", public.draft, name="draft"),
    path("<int:number>/public/<slug:deed>/", public.deed, name="public_deed"),
]
