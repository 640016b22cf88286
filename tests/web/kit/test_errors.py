from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.web.kit.broken_urls"), pytest.mark.django_db]
NUMBER = re.compile(r"K-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def visitor() -> Client:
    """Return a browser that is told what a reader is told, not what a developer is."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nowhere/", 404, "没有这一页，或者您看不到它"),
        ("/hides/", 404, "没有这一页，或者您看不到它"),
        ("/refuses/", 400, "没有办成"),
        ("/denies/", 403, "您现在不能这样做"),
        ("/suspects/", 400, "这次请求读不懂"),
        ("/heavy/", 413, "一次交得太多了"),
        ("/silent/", 503, "系统暂时不能用"),
        ("/broken/", 500, "出错了，是系统的问题"),
    ],
)
@pytest.mark.filterwarnings("default")
def test_each_trouble_has_a_page_with_a_number_to_quote(visitor: Client, address: str, status: int, title: str) -> None:
    answer = visitor.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert title in text
    assert answer["X-Request-Id"] in text
    assert NUMBER.fullmatch(answer["X-Request-Id"])


def test_an_accident_is_logged_under_its_number_and_told_to_nobody(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = visitor.get("/broken/")
    assert "nobody should read" not in answer.content.decode()
    assert any(answer["X-Request-Id"] in record.getMessage() for record in caplog.records)


def test_an_accident_is_told_even_when_the_database_is_what_broke(visitor: Client) -> None:
    # without the db fixture every query raises: the page must need none
    assert visitor.get("/broken/").status_code == 500


def test_what_one_may_not_see_reads_as_if_it_were_not_there(visitor: Client) -> None:
    hidden, absent = (NUMBER.sub("", visitor.get(path).content.decode()) for path in ("/hides/", "/nowher/"))
    assert hidden.replace("hides", "") == absent.replace("nowher", "")


def test_the_sentences_of_a_refusal_are_shown_and_escaped(visitor: Client) -> None:
    text = visitor.get("/refuses/").content.decode()
    assert "第 3 行没有这一天。" in text
    assert "&lt;b&gt;5月&lt;/b&gt;" in text


def test_an_old_form_says_what_to_do(visitor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "这张表过期了" in answer.content.decode()


def test_a_number_from_outside_is_not_believed(visitor: Client) -> None:
    answer = visitor.get("/help/", headers={"X-Request-Id": "K-AAAA-AAAA"})
    assert answer["X-Request-Id"] != "K-AAAA-AAAA"


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/refuses/", "/denies/", "/suspects/", "/heavy/", "/silent/", "/broken/"]
)
@pytest.mark.filterwarnings("default")
def test_each_says_what_was_kept_or_what_to_do_and_leads_on(visitor: Client, address: str) -> None:
    text = visitor.get(address).content.decode()
    assert "nobody should read" not in text
    assert 'href="/"' in text
    assert any(word in text for word in ("没有改动", "没有变", "两种情况写法相同"))


@pytest.mark.filterwarnings("default")
def test_a_database_that_is_away_says_when_to_try_again(visitor: Client) -> None:
    assert visitor.get("/silent/")["Retry-After"] == "60"


def test_a_form_that_brings_too_much_is_told_so(visitor: Client) -> None:
    answer = visitor.post("/sign-in/", {"username": "x" * (5 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "没有收下" in answer.content.decode()
