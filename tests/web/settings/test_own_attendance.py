"""A person's page gathers attendance for that person's eyes alone."""

from __future__ import annotations

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, present
from tests.web.visiting import visit

Tree = dict[str, Unit]


def page(reader: Account, code: str) -> str:
    return visit(reader).get(f"/settings/people/{code}/").content.decode()


def test_the_page_of_a_person_gathers_attendance_for_that_person_only(
    owner: Account, tree: Tree, member: Account, chair: Account
) -> None:
    assert member.person is not None
    present(owner, held(owner, tree["c1"], title="示例读书会"), member.person)
    assert "示例读书会" in page(member, member.person.code)
    assert "示例读书会" not in page(owner, member.person.code)
    assert "示例读书会" not in page(chair, member.person.code)
