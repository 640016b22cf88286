"""A look sees the book from one state, and never from an older one than what is published."""

from __future__ import annotations

from contextvars import Context
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.figures.answer import answer
from kexie.figures.engine import worker
from kexie.figures.engine.ledger import standing
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question
from kexie.kit.looking import one_look
from kexie.kit.periods import parse_period
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held
from tests.figures.engine.test_view import fresh_store


def test_what_is_written_and_published_while_one_looks_does_not_lead_to_the_oracle(
    owner: Account, tree: dict[str, Unit]
) -> None:
    day = date(2018, 5, 1)
    asked = Question(INDICATORS["activities"], tree["c1"], parse_period("2018", day))

    def elsewhere() -> None:
        held(owner, tree["c1"], day)
        worker.build()

    with fresh_store():
        Context().run(elsewhere)
        with one_look():
            before = standing()
            Context().run(elsewhere)  # as another process would: it knows nothing of this look
            told = answer(asked, reader=owner)
        assert standing().position > before.position
        assert (told.total.value, told.passport.path) == (2, "cells")


def test_many_figures_of_a_look_ask_once_how_far_the_book_is_written(owner: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"], date(2018, 5, 1), headcount=77)
    asked = Question(INDICATORS["attendances"], tree["c1"], parse_period("2018", date(2018, 5, 1)), by=("month",))
    with fresh_store():
        worker.build()
        answer(asked, reader=owner)
        with one_look(), CaptureQueriesContext(connection) as queries:
            assert {answer(asked, reader=owner).total.records for _each in range(3)} == {1}
        assert len(queries) == 1
