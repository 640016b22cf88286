"""``demo``: the main job on real input. The sample association is built once, its report written, the site served."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from kexie.cli.acting import demand_machine
from kexie.cli.demo_branches import record_sample
from kexie.cli.demo_classes import open_classes
from kexie.cli.demo_matters import open_sample
from kexie.cli.demo_meetings import meet_sample
from kexie.cli.demo_study import open_study
from kexie.cli.demo_tours import open_tours
from kexie.cli.demo_visits import visit_sample
from kexie.cli.demo_voices import speak
from kexie.cli.init import prepare
from kexie.cli.report import write_whole
from kexie.cli.running import say
from kexie.cli.site import demand_free, gather, port_number, start
from kexie.data import sample, yearbook
from kexie.data.sample.targets import KNOWN as TARGETS_KNOWN
from kexie.figures.answer import answer
from kexie.figures.engine import worker
from kexie.figures.engine.vault import BusyError
from kexie.figures.question import ask
from kexie.figures.weights import weigh
from kexie.kit.refusal import Refused
from kexie.kit.sheets.reading import read_table
from kexie.records.access.models import Account
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.people.models import Person
from kexie.records.plans.actions import Split, allocate
from kexie.records.plans.queries import receivers, targets_on
from kexie.records.units.models import Association, Unit
from kexie.reports.catalogue import FORMATS, REPORTS
from kexie.reports.copies import Printing
from kexie.reports.writing import said

PERIOD = "2018-01-01..2018-05-31"
AS_OF = "2018-05-31"
PORT = 8000
SIGN_INS = ("owner", "chair", "auditor", "province_clerk", "county_clerk", "member", "stranger")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``demo``."""
    parser.add_argument("--no-serve", action="store_true", help="建好就停 / build and stop")
    parser.add_argument("--port", type=port_number, default=PORT)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of the sample: part, name and password."""

    part: str
    name: str
    password: str


def run(args: argparse.Namespace) -> int:
    """Build what is missing, say the headline figures, write the report, serve."""
    demand_machine(args)
    if not args.no_serve:
        demand_free("127.0.0.1", args.port)
    owner, _password = prepare()
    build(owner)
    with suppress(BusyError):  # a worker that is at work already does the same
        worker.build()
    gather()
    sign_ins = known_sign_ins()
    report = write_report(owner, f"http://127.0.0.1:{args.port}")
    headline = list(figures(owner))
    if args.json:
        told: dict[str, Any] = {"report": str(report), "figures": headline}
        say(told | {"sign_ins": [{"part": one.part, "name": one.name, "password": one.password} for one in sign_ins]})
    else:
        print(_("示例科学技术协会（示例·数据虚构），截至 %(day)s 所知：") % {"day": AS_OF})
        for one in headline:
            print(f"  {one['title']}：{one['text']}")
        print(_("工作报告：%(file)s") % {"file": report})
        print(_("登录："))
        for sign_in in sign_ins:
            print(f"  {sign_in.part:<15} {sign_in.name:<8} {sign_in.password}")
        sys.stdout.flush()
    return 0 if args.no_serve else start("127.0.0.1", args.port, 2)


def build(owner: Account) -> None:
    """Take in the sample's files and the two published tables, in one transaction; a second time nothing is done."""
    association, _made = Association.objects.get_or_create(pk=1)
    if association.name == "" and Unit.objects.exists():
        raise Refused(_("这里已经有别的数据；示例只能建在空的 KEXIE_HOME 里，请另设 KEXIE_HOME。"))
    if Unit.objects.filter(code=sample.ROOT).exists():
        return
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        sample.build(Path(folder))
        steps = [
            *((Path(file).stem, Path(folder) / file, "made_up") for file in sample.FILES),
            ("units", yearbook.UNITS, "live"),
            *(("elements", yearbook.elements_file(table), "live") for table in yearbook.TABLES),
            *(("values", yearbook.values_file(table), "live") for table in yearbook.TABLES),
        ]
        bar = tqdm(steps, desc=_("建立示例"), disable=not sys.stderr.isatty(), file=sys.stderr)
        for name, file, origin in bar:
            outcome = bring(LISTS[name], read_table(file), by=owner, migrate=origin == "made_up", origin=origin)
            if outcome.rejected:
                message = f"the sample does not fit: {name} {outcome.problems[:3]}"
                raise RuntimeError(message)
        Association.objects.filter(pk=1).update(
            name="示例科学技术协会", opening_period=PERIOD, first_steps={"away": True}
        )
        split_targets(owner)
        accounts = make_sign_ins(owner)
        open_sample(accounts)
        open_classes(accounts)
        open_study(accounts)
        open_tours(accounts)
        meet_sample(accounts)
        record_sample(owner)
        speak(accounts)
        visit_sample(accounts)


def split_targets(owner: Account) -> None:
    """Split the year's sessions and person-times over the provinces, by the number of units in each."""
    root = Unit.objects.get(code=sample.ROOT)
    for target in targets_on(root, TARGETS_KNOWN):
        if target.goal == "line":
            provinces = [unit for unit in receivers(target) if unit.kind == "association"]
            weights = weigh("units", target, provinces, reader=owner)
            allocate(target, Split(weights), by=owner, known_on=TARGETS_KNOWN)


def make_sign_ins(owner: Account) -> dict[str, Account]:
    """Give each of the sample's parts a sign-in; the passwords stand in a file that only this user can read."""
    lines, made = [], {}
    cast = {part: sample.CAST[part] for part in SIGN_INS if part in sample.CAST}
    for part, code in cast.items():
        person = Person.objects.knowing("making the sample's sign-ins").get(code=code)
        password = secrets.token_urlsafe(9)
        account = owner if part == "owner" else Account(username=code, person=person)
        account.person = person
        account.set_password(password)
        account.save()
        made[part] = account
        lines.append(f"{part}\t{account.username}\t{password}\n")
    kept = settings.KEXIE_HOME / "demo-sign-ins"
    kept.touch(mode=0o600)
    kept.write_text("".join(lines), encoding="utf-8")
    return made


def known_sign_ins() -> list[SignIn]:
    """Return the sample's sign-ins, as the file beside the data has them."""
    kept = settings.KEXIE_HOME / "demo-sign-ins"
    if not kept.exists():
        return []
    return [SignIn(*line.split("\t")) for line in kept.read_text(encoding="utf-8").splitlines()]


def figures(owner: Account) -> Iterator[dict[str, Any]]:
    """Yield the statements of the source as the running system has them."""
    for fact in sample.FACTS:
        if not fact.indicator:
            continue
        where = [*fact.where, *([f"series={fact.series}"] if fact.series else [])]
        asked = ask(fact.indicator, unit=fact.unit, period=fact.period, reader=owner, where=where, as_of=fact.as_of)
        if fact.titles:
            continue
        found = answer(asked, reader=owner)
        told = {"value": found.total.value, "bound": found.total.bound.value, "text": said(found)}
        yield {"fact": fact.slug, "title": fact.text} | told


def write_report(owner: Account, site: str) -> Path:
    """Write the work report in every format, unless it is there; return the one to read."""
    folder: Path = settings.KEXIE_HOME / "reports"
    folder.mkdir(exist_ok=True)
    shown = folder / "work-report.html"
    if shown.exists():
        return shown
    document = REPORTS["work-report"](unit=sample.ROOT, period=PERIOD, as_of=AS_OF, reader=owner)
    for ending, printed in FORMATS.items():
        write_whole(folder / f"work-report{ending}", printed(document, Printing(site)))
    return shown
