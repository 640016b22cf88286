from __future__ import annotations

import pytest
from django.test import Client

from kexie.records.access.models import Account

PASSWORD = "invented-password-1"
pytestmark = pytest.mark.django_db


def attempt(client: Client, password: str, **more: str) -> tuple[int, str]:
    """Try to sign in; return the status and the page."""
    answer = client.post("/sign-in/", {"username": "stranger", "password": password, **more})
    return answer.status_code, answer.content.decode()


def test_the_right_password_leads_to_the_page_asked_for(client: Client, account: Account) -> None:
    answer = client.post("/sign-in/", {"username": "stranger", "password": PASSWORD, "next": "/account/"})
    assert answer["Location"] == "/account/"


def test_a_page_asked_for_elsewhere_is_not_followed(client: Client, account: Account) -> None:
    answer = client.post("/sign-in/", {"username": "stranger", "password": PASSWORD, "next": "//elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_wrong_password_keeps_the_name_and_counts_the_tries(client: Client, account: Account) -> None:
    status, text = attempt(client, "wrong")
    assert status == 200
    assert "账号或口令不对。" in text
    assert 'value="stranger"' in text
    assert "还可再试 4 次" in text
    assert "wrong" not in text.replace('class="wrong"', "")


def test_a_wrong_name_reads_the_same_as_a_wrong_password(client: Client, account: Account) -> None:
    _, known = attempt(client, "wrong")
    unknown = Client().post("/sign-in/", {"username": "nobody", "password": "wrong"}).content.decode()
    said = "账号或口令不对。"
    assert said in known
    assert said in unknown
    assert "还可再试 4 次" in unknown


def test_after_five_wrong_ones_the_door_is_shut_and_says_for_how_long(client: Client, account: Account) -> None:
    status, text = [attempt(client, "wrong") for _ in range(5)][-1]
    assert status == 429
    assert "口令错得太多，请等 15 分钟再试" in text
    status, text = attempt(client, PASSWORD)
    assert status == 429, "the right password does not open a shut door"


def test_the_shut_door_says_when_to_come_back(client: Client, account: Account) -> None:
    wrong = {"username": "stranger", "password": "wrong"}
    answer = [client.post("/sign-in/", wrong) for _ in range(5)][-1]
    assert 0 < int(answer["Retry-After"]) <= 900


@pytest.mark.parametrize("address", ["/", "/account/", "/account/password/"])
def test_a_stranger_is_asked_to_sign_in_first(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={address}"


def test_signing_out_needs_a_form_and_forgets_what_was_seen(signed_in: Client) -> None:
    assert signed_in.get("/sign-out/").status_code == 405
    answer = signed_in.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert signed_in.get("/").status_code == 302


def test_a_new_password_is_kept_and_said(signed_in: Client, account: Account) -> None:
    new = "another-invented-2"
    answer = signed_in.post(
        "/account/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}, follow=True
    )
    assert "口令已改" in answer.content.decode()
    account.refresh_from_db()
    assert account.check_password(new)


def test_a_poor_new_password_is_refused_at_its_field(signed_in: Client, account: Account) -> None:
    answer = signed_in.post(
        "/account/password/", {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    )
    text = answer.content.decode()
    assert "没有存上。" in text
    assert 'aria-invalid="true"' in text
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
