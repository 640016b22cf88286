"""A look sees the book from one state, and never from an older one than what is published."""

from __future__ import annotations

from contextvars import Context
from datetime import date
from unittest.mock import patch

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kexie.figures.answer import answer
from kexie.figures.engine import worker
from kexie.figures.engine.ledger import standing
from kexie.figures.engine.view import View
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


def test_what_was_counted_is_remembered_until_the_next_line_also_where_a_line_was_taken_back(
    owner: Account, tree: dict[str, Unit]
) -> None:
    day = date(2018, 5, 1)
    asked = Question(INDICATORS["attendances"], tree["c1"], parse_period("2018", day))

    def told() -> tuple[object, str]:
        found = answer(asked, reader=owner)
        return found.total.value, found.passport.path

    with fresh_store():
        held(owner, tree["c1"], day, headcount=70)
        worker.build()
        with patch.object(View, "series", autospec=True, side_effect=View.series) as counting:
            assert [told(), told()] == [(70, "cells")] * 2
            assert counting.call_count == 1
        with transaction.atomic():
            held(owner, tree["c1"], day, headcount=5)
            taken_back = standing().position
            assert told() == (75, "cells")
            transaction.set_rollback(True)
        assert told() == (70, "cells")
        held(owner, tree["c1"], day, headcount=7)
        assert standing().position == taken_back
        assert told() == (77, "cells")
