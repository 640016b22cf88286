"""One branch: its year by rule and period, its meetings, its terms; names only for those who keep it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Host
from kexie.records.branches.elections import last_term, term_of
from kexie.records.branches.facts import facts_of, held_in
from kexie.records.branches.members import members_on
from kexie.records.branches.models import Branch, PartyGroup
from kexie.records.branches.planning import proposal
from kexie.records.branches.rhythm import State, Verdict, verdict
from kexie.records.branches.rules import RULES, rules_with
from kexie.records.branches.terms import coming
from kexie.records.branches.upkeep import class_every
from kexie.web.branches.words import COMING, WHYS, branch_of, period_words, state_tag, year_of
from kexie.web.desk.seat import seated
from kexie.web.reader import actor
from kexie.web.templatetags import kit

SHOWN = 30


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one branch and its year."""
    branch, year, day = branch_of(request, code), year_of(request), today()
    who = actor(request)
    records = door.may(who, Right.BRANCH_RECORD, branch.unit)
    here = members_on(branch, day).values()
    told = {
        "branch": branch,
        "year": year,
        "rules": [_rule_row(slug, found) for slug, found in _verdicts(branch, year, day).items()],
        "meetings": _meetings(branch, year),
        "may_record": records,
        "may_names": door.may(who, Right.BRANCH_PEOPLE, branch.unit),
        "numbers": _numbers(branch, [one.standing for one in here], sum(one.votes for one in here)),
        "groups": PartyGroup.objects.knowing("names of groups").filter(branch=branch, since__lte=day, until__gte=day),
        "term": _term(branch, day),
        "proposed": proposal(branch, day.year, day.month) if records else (),
        "month": f"{day:%Y-%m}",
    }
    return render(request, "branches/one.html", told)


def _verdicts(branch: Branch, year: int, day: date) -> dict[str, list[Verdict]]:
    facts = facts_of([branch])[branch.pk]
    held = held_in([branch], date(year, 1, 1), date(year, 12, 31)).get(branch.pk, [])
    rules = rules_with(class_every())
    return {
        slug: [verdict(facts, rule, period, held, day) for period in rule.periods(year)] for slug, rule in rules.items()
    }


def _rule_row(slug: str, found: list[Verdict]) -> dict[str, object]:
    """Return a rule with a cell for each period: shape and word, and behind it the days or the reason."""
    cells = []
    for one in found:
        assert one.period is not None  # noqa: S101 - every verdict of a page has its period
        days = joined(f"{day:%m-%d}" for day in one.on)
        missing = _("缺 %(n)s 个党小组") % {"n": len(one.missing)} if one.missing else ""
        cells.append((period_words(one.period), state_tag(one.state), days or missing or WHYS[one.why]))
    if len(cells) > 1 and all(cell[1:] == cells[0][1:] for cell in cells) and found[0].state is State.NOT_DUE:
        cells = [(_("全年"), *cells[0][1:])]
    return {"rule": RULES[slug], "cells": cells}


def _meetings(branch: Branch, year: int) -> list[tuple[Activity, str]]:
    """Return the year's meetings, planned ones first to come; each with its state in words."""
    hosted = Host.objects.filter(unit=branch.unit_id, activity__kind__in=list(RULES), activity__starts_on__year=year)
    rows = Activity.objects.knowing("the branch's own meetings, for whoever may read them").filter(
        pk__in=hosted.values("activity")
    )
    shapes = {"held": ("done", _("已开")), "planned": ("due", _("计划")), "cancelled": ("closed", _("取消"))}
    rows = rows.filter(status__in=list(shapes)).select_related("branch_minutes").order_by("-starts_on", "-pk")[:SHOWN]
    return [(row, kit.tag(*shapes[row.status])) for row in rows]


def _numbers(branch: Branch, standings: list[str], votes: int) -> list[tuple[str, int]]:
    if not branch.listed:
        return []
    return [
        (_("正式党员"), standings.count("full")),
        (_("预备党员"), standings.count("probationary")),
        (_("有表决权"), votes),
    ]


def _term(branch: Branch, day: date) -> dict[str, object] | None:
    row = last_term(branch)
    if row is None:
        return None
    term = term_of(branch, row)
    shape, word = COMING[coming(term, day)]
    return {"since": term.since, "end": term.end, "tag": kit.tag(shape, str(word)), "approval": row.approval}
