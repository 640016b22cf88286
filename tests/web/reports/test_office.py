from __future__ import annotations

import io
from datetime import date

import docx as word
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kexie.records.access.models import Account
from kexie.records.files.models import AttachmentKey
from kexie.records.issues.models import OfficeTemplate
from kexie.records.units.models import Unit
from tests.building import held
from tests.opened import everything
from tests.reports.test_office import template
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path


def sent(content: bytes, unit: str = "root") -> dict[str, object]:
    return {"name": "月报模板", "unit": unit, "file": SimpleUploadedFile("t.docx", content)}


def test_a_template_is_taken_in_filled_and_taken_out_of_use(chair: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    client = visit(chair)
    answer = client.post("/reports/templates/", sent(template("共{{ attendances }}。")))
    assert answer["Location"] == "/reports/templates/T1/"
    assert "月报模板" in words(client, "/reports/templates/")
    asked = {"unit": "root", "period": "2018", "as_of": ""}
    filled = client.post("/reports/templates/T1/", asked)
    assert word.Document(io.BytesIO(filled.content)).paragraphs[0].text == "共1000余人次。"
    assert client.post("/reports/templates/T1/", asked | {"period": "soon"}).status_code == 400
    client.post("/reports/templates/T1/retire/")
    assert client.get("/reports/templates/T1/").status_code == 404
    assert not AttachmentKey.objects.exists()


def test_each_unknown_field_is_said_and_nothing_is_kept(chair: Account, tree: Tree) -> None:
    client = visit(chair)
    before = everything()
    answer = client.post("/reports/templates/", sent(template("{{ mood }} {{ belief }}")))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "mood" in page
    assert "belief" in page
    assert everything() == before


def test_strangers_and_those_without_the_right_are_refused(
    client: Client, stranger: Account, auditor: Account, clerk: Account, owner: Account, tree: Tree
) -> None:
    visit(owner).post("/reports/templates/", sent(template("{{ activities }}")))
    assert OfficeTemplate.objects.knowing("the test asks").count() == 1
    browsers = [visit(auditor), visit(clerk)]
    lost = visit(stranger)
    before = everything()
    assert client.get("/reports/templates/")["Location"].startswith("/sign-in/")
    assert lost.get("/reports/templates/").status_code == 403
    for browser in browsers:
        assert browser.get("/reports/templates/T1/").status_code == 404
        assert browser.post("/reports/templates/T1/retire/").status_code == 404
        assert browser.post("/reports/templates/", sent(template("{{ activities }}"))).status_code == 400
    assert everything() == before
