"""What is held of the person who asks, as the page and the export tell it, and who looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES
from kexie.records.activities.models import Attendance
from kexie.records.activities.queries import own_attendance
from kexie.records.history.looks import EXPORT, MATTER, PARTY, PEOPLE, PERSON, ROSTER, looks_of
from kexie.records.history.models import Look
from kexie.records.people.models import Person
from kexie.records.structure import persons

WHAT: Final[dict[str, str | Promise]] = {
    EXPORT: gettext_lazy("导出一个人的资料"),
    PARTY: gettext_lazy("党组织线上的任职"),
    MATTER: gettext_lazy("只有指定的人能看的事项"),
    PEOPLE: gettext_lazy("人员名单"),
    PERSON: gettext_lazy("一个人的资料"),
    ROSTER: gettext_lazy("活动名册"),
}
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody looked: when first that day, who by account and post, at what."""

    at: datetime
    account: str
    post: str
    what: str


def person_of(account: Account) -> Person | None:
    """Return the person of an account, for that account's own eyes."""
    return Person.objects.knowing("whoever asks reads their own").filter(pk=account.person_id or 0).first()


def looks(person: Person, attended: list[Attendance]) -> list[Seen]:
    """Return who looked at the asking person's data and at the rosters on which they stand, newest first."""
    titles = {row.activity_id: row.activity.title for row in attended}
    listed = [one for one in looks_of(person.pseudonym, titles)[: MOST + 20] if one.by != _number(person)][:MOST]
    named = names({one.by for one in listed})
    found = []
    for one in listed:
        account, post = named.get(one.by, ("", ""))
        found.append(Seen(one.at, account, post, what(one, titles)))
    return found


def _number(person: Person) -> int:
    return Account.objects.filter(person=person).values_list("pk", flat=True).first() or 0


def what(one: Look, titles: dict[int, str]) -> str:
    """Return in words what was looked at."""
    said = str(WHAT.get(one.noun, one.noun))
    return f"{said}　{titles[one.thing]}" if one.noun == ROSTER and one.thing in titles else said


def names(numbers: set[int]) -> dict[int, tuple[str, str]]:
    """Return for accounts their sign-in name and the post they hold today: who they are in office, never by name."""
    day = today()
    accounts = Account.objects.filter(pk__in=numbers).values_list("pk", "username", "person_id")
    held: dict[int, str] = {}
    posts = Post.objects.filter(person__account__in=numbers, since__lte=day, until__gte=day).select_related("unit")
    for post in posts.order_by("-pk"):
        role = ROLES[post.role].title if post.role in ROLES else post.role
        held[post.person_id] = f"{post.unit.name}　{role}"
    return {number: (username, held.get(person or 0, "")) for number, username, person in accounts}


def document(account: Account) -> dict[str, Any]:
    """Return all that is held of the asking person, as plain values (the right of access, PIPL article 45)."""
    person = person_of(account)
    if person is None:
        return {"sign_in": account.username}
    attended = list(own_attendance(account))
    told = persons.holding(person)
    told["attended"] = [
        {"on": row.on.isoformat(), "activity": row.activity.code, "title": row.activity.title, "status": row.status}
        for row in attended
    ]
    told["requests"] = [
        {"asked": one.asked_at.date().isoformat(), "text": one.text, "state": one.state, "answer": one.answer}
        for one in person.requests.order_by("pk")
    ]
    told["looked_at_by"] = [
        {"at": one.at.isoformat(timespec="minutes"), "account": one.account, "post": one.post, "what": one.what}
        for one in looks(person, attended)
    ]
    return told
