"""What somebody says stays apart from everything that is held of them: in the code, in the schema, in the data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.db import connection, models
from django.test import Client

import kexie
from kexie.figures.indicators import DERIVED, INDICATORS
from kexie.records.access.models import Account
from kexie.records.ledger.models import Entry
from kexie.records.matters.actions import take_step
from kexie.records.matters.models import Matter
from kexie.records.matters.rules import Given
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.records.voices import box, collecting, following
from kexie.records.voices.box import Letter
from kexie.records.voices.codes import Code, new_code
from kexie.records.voices.models import Voice
from tests.building import cast, figure
from tests.web.visiting import visit

SOURCE: Final = Path(kexie.__file__).parent
MAY_READ: Final = {
    "records/voices": "itself",
    "web/voices": "its pages",
    "web/desk/waiting.py": "how many letters wait in one's own box",
    "api/voices.py": "the same by program",
    "api/own_voices.py": "the same by program",
    "api/hearings.py": "the same by program",
    "api/digests.py": "the same by program",
    "records/search/small.py": "digests, by whoever may read them",
    "records/machines/hooks.py": "that a digest changed",
    "records/models.py": "Django's list of models",
    "records/apps.py": "the box moves along with its unit",
    "cli/demo_voices.py": "made-up ones",
}
"""Who may read voices, and why; an appraisal, an archive, a figure or a report never stands here."""


def test_nothing_but_the_rooms_of_voices_reads_them() -> None:
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"^\s*(from|import) kexie\.(records|web)(\.| import )voices", path.read_text(), re.MULTILINE)
    }
    strange = {one for one in readers if not one.startswith(tuple(MAY_READ))}
    assert strange == set()
    assert readers


def test_no_table_leads_from_a_receipt_to_a_person_but_the_senders_own_signature() -> None:
    """What hangs on a voice knows no account, no person and no instant; a voice itself one person, if they signed."""
    names = {Account, Person}
    hanging = {relation.related_model for relation in Voice._meta.related_objects}
    assert {model.__name__ for model in hanging} == {"VoiceFile", "VoiceWord"}
    for model in hanging | {Voice}:
        for field in model._meta.concrete_fields:
            led_to = field.related_model
            assert led_to not in names or (model, field.name) == (Voice, "person"), (model, field.name)
            assert not isinstance(field, models.DateTimeField), (model, field.name)
            assert not isinstance(field, models.GenericIPAddressField)


def mentioning(*words: str) -> set[tuple[str, str]]:
    """Return every row of every table that mentions one of some words."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found |= {(table, text) for row in cursor.fetchall() if any(word in (text := repr(row)) for word in words)}
    return found


def figures(unit: Unit) -> dict[str, object]:
    """Return every figure that the house counts of a unit."""
    return {slug: figure(slug, unit, "2000..2100").total.value for slug in (*INDICATORS, *DERIVED)}


def said(tree: dict[str, Unit], text: str, person: Person | None = None) -> Code:
    letter = Letter(tree["root"], "suggestion", "talent", "评审周期", text, person=person)
    return box.drop(letter, new_code())


def lived(code: Code, tree: dict[str, Unit], chair: Account, worker: Account) -> Matter:
    """Bring a voice from the box to its sender's own word."""
    collecting.collect(by=chair)
    for step, by, given in (
        ("route", chair, Given(lead=tree["c3"].pk)),
        ("sign", worker, Given()),
        ("answer", worker, Given(answer="已改")),
    ):
        matter = following.followed(following.by_code(code)).matter
        assert matter is not None
        take_step(matter, step, by=by, version=matter.version, given=given)
    box.say_more(following.by_code(code), says="solved", text="", rating="good")
    collecting.collect(by=chair)
    done = following.followed(following.by_code(code)).matter
    assert done is not None
    assert done.end == "closed"
    return done


def test_a_voice_never_counts_for_or_against_its_sender(
    tree: dict[str, Unit], chair: Account, member: Account, owner: Account
) -> None:
    """Its lines credit the unit that answered and no person; no row or page tells who sent an anonymous one."""
    worker = cast("clerk", tree["c3"], "worker")
    assert member.person is not None
    traces = (str(member.person.pseudonym), member.username, member.person.name)
    before, counted = mentioning(*traces), figures(tree["c1"])
    matter = lived(said(tree, "匿名说的话"), tree, chair, worker)
    assert mentioning(*traces) == before
    signed = lived(said(tree, "署名说的话", member.person), tree, chair, worker)
    lines = Entry.objects.filter(thing__in=[f"matter:{one.pk}" for one in (matter, signed)])
    assert lines.exists()
    assert set(lines.values_list("subject", flat=True)) == {None}
    assert not lines.filter(recorded_by=member.pk).exists()
    assert figures(tree["c1"]) == counted, "the sender's unit has the figures that it had"
    assert "匿名说的话" not in visit(member).get("/voices/mine/").content.decode()
    for client, address in (
        (visit(member), "/me/"),
        (visit(member), "/me/export/"),
        (visit(owner), f"/settings/people/{member.person.code}/"),
        (Client(), "/voices/answers/"),
    ):
        answer = client.get(address)
        whole = b"".join(iter(answer))
        assert "匿名说的话" not in whole.decode(errors="ignore"), address
        assert answer.status_code == 200, address
    page = visit(owner).get(f"/settings/people/{member.person.code}/").content.decode()
    assert "署名说的话" not in page
