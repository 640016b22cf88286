"""Which branches elect soon; and the life of leaders in their own branch, told to them and to the branch only."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.branches.elections import calendar
from kexie.records.branches.leaders import leaders_of, own_life
from kexie.records.history.looks import PARTY, look
from kexie.web.branches.words import COMING, branch_of, year_of
from kexie.web.desk.seat import seated
from kexie.web.reader import actor
from kexie.web.templatetags import kit


@seated
def elections(request: HttpRequest) -> HttpResponse:
    """List the branches whose term ends within half a year or is over."""
    who = actor(request)
    found = [(one, kit.tag(COMING[one.state][0], str(COMING[one.state][1]))) for one in calendar(who)]
    told = {"found": found, "readable": door.may_anywhere(who, Right.BRANCH_READ)}
    return render(request, "branches/elections.html", told)


@seated
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reader's own meetings in their own branch: nobody else's can be asked for."""
    year = year_of(request)
    taken = own_life(actor(request), date(year, 1, 1), date(year, 12, 31))
    return render(request, "branches/mine.html", {"taken": taken, "year": year})


@seated
def leaders(request: HttpRequest, code: str) -> HttpResponse:
    """Show the branch which of its meetings the leaders among its members took part in."""
    branch, who, year = branch_of(request, code, Right.BRANCH_PEOPLE), actor(request), year_of(request)
    found = leaders_of(branch, date(year, 1, 1), date(year, 12, 31), by=who)
    look(PARTY, branch.unit_id, by=who.pk, unit=branch.unit_id, names=len(found))
    return render(request, "branches/leaders.html", {"branch": branch, "leaders": found, "year": year})
