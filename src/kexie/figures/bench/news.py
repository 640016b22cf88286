"""News: attendances are recorded; how soon they are in answers, and how soon in the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
from django.db import transaction

from kexie.figures.bench import made
from kexie.figures.bench.asking import YEAR, agrees, question, value
from kexie.figures.bench.made import Land
from kexie.figures.bench.measure import Row, timed
from kexie.figures.engine import store, worker
from kexie.figures.engine.oracle import Cell, Count
from kexie.figures.engine.vault import Vault
from kexie.figures.engine.view import View, view
from kexie.figures.indicators.attendances import ATTENDANCES
from kexie.figures.indicators.attendees import ATTENDEES
from kexie.figures.indicators.base import Indicator
from kexie.kit.clock import today
from kexie.kit.spans import year_of
from kexie.records.book.actions import append
from kexie.records.ledger.models import Entry

NEWS: Final = 10_000
DAYS: Final = 28
INDICATORS: Final = (ATTENDANCES, ATTENDEES)


def news(vault: Vault, land: Land, size: int, recounted: Sequence[int]) -> Iterator[Row]:
    """Record 10 000 attendances of two years' people, half of them below the recounted units; yield what it costs."""
    before = {one: value(_whole(one), 1) for one in INDICATORS}
    entries = _entries(vault, land, size, recounted)
    strangers = _newcomers(vault, entries)
    with transaction.atomic():
        append(entries, by=0)
    told = {ATTENDANCES: before[ATTENDANCES] + NEWS, ATTENDEES: before[ATTENDEES] + strangers}
    for indicator in INDICATORS:
        found, took = timed(lambda indicator=indicator: _whole(indicator))  # type: ignore[misc]
        same = value(found, 1) == told[indicator] and _recounted(indicator, recounted)
        yield Row(f"{indicator.slug} of a year after 10 000 new ones, from commit to answer", size, round(took, 3), "s",
                  exact=same)  # fmt: skip
    manifest, took = timed(lambda: worker.once(vault, store.home()))
    same = manifest is not None and all(
        value(_whole(one), 1) == told[one] and _recounted(one, recounted) for one in INDICATORS
    )
    yield Row("10 000 new attendances applied to the cells", size, round(took, 2), "s", exact=same)


def _seen() -> View:
    found = view()
    if found is None:
        raise FileNotFoundError(store.home())
    return found


def _whole(indicator: Indicator) -> dict[Cell, Count]:
    year = year_of(YEAR)
    return _seen().count(question(indicator, year, today()), year, [1])[0]


def _recounted(indicator: Indicator, units: Sequence[int]) -> bool:
    year = year_of(YEAR)
    return agrees(_seen(), question(indicator, year, today()), year, units)


def _entries(vault: Vault, land: Land, size: int, recounted: Sequence[int]) -> list[Entry]:
    dice = np.random.default_rng(made.SEED + 1)
    units = dice.integers(made.HIGH + 1, land.tree.size + 1, NEWS)
    units[: NEWS // 2] = dice.choice([one for one in recounted if one > made.HIGH], NEWS // 2)
    vault.con.register("drawn", {"nth": np.arange(NEWS), "number": dice.integers(0, 2 * size // made.OFTEN, NEWS)})
    sql = f"SELECT {made.PSEUDONYM.format('number')} AS person FROM drawn ORDER BY nth"
    people = vault.con.execute(sql).fetchnumpy()["person"]
    vault.con.unregister("drawn")
    days = date(YEAR, 11, 1).toordinal() + dice.integers(0, DAYS, NEWS)
    found = []
    for nth, (unit, person, day) in enumerate(zip(units.tolist(), people.tolist(), days.tolist(), strict=True)):
        on = date.fromordinal(day)
        number = size + nth
        found.append(
            Entry(
                uid=f"news:{nth}", source="bench", source_id=number, line="news", measure="attendance", unit_id=unit,
                role=Entry.Role.LEAD, thing=f"attendance:{number}", subject=person, amount=1, span_from=on, span_to=on,
                kind="kind1", goals=";1;",
            )
        )  # fmt: skip
    return found


def _newcomers(vault: Vault, entries: Sequence[Entry]) -> int:
    """Return how many of the people had not come in that year before."""
    year = year_of(YEAR)
    people = np.unique([one.subject or 0 for one in entries])
    vault.con.register("came", {"pseudonym": people})
    # the few are looked for among the many, never the other way round: at 1e8 that alone took minutes
    few = "SELECT number FROM person SEMI JOIN came USING (pseudonym)"
    met = f"SELECT count(DISTINCT person) FROM entry WHERE person IN ({few})"
    days = [year.first.toordinal(), year.last.toordinal()]
    told = vault.con.execute(f"{met} AND day BETWEEN ? AND ?", days).fetchall()[0]
    vault.con.unregister("came")
    return len(people) - int(told[0])
