"""Triggers that keep the book append-only, on SQLite and PostgreSQL.

They guard against mistakes; against an administrator only closings help, since whoever owns the database can drop a
trigger. SQLite's ``INSERT OR REPLACE`` deletes the old row without firing a delete trigger unless
``PRAGMA recursive_triggers`` is on, so a trigger before every insert looks for the row it would replace (the hidden
``rowid`` is one more unique column; it is -1 there unless the insert names it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPINE: Final = {
    "records_entry": ("position", "uid", "reverses_id"),
    "records_edge": ("position",),
    "records_opening": ("position",),
    "records_membership": ("position",),
    "records_alias": ("position",),
    "records_measureversion": ("position",),
    "records_closing": ("position", "month"),
    "records_historyevent": ("number",),
}
"""Append-only tables of the first migration, with their unique columns."""
PLANS: Final = {"records_planversion": ("position",), "records_goal": ("position",), "records_target": ("position",)}
"""Those that came with layouts and targets."""
GROUPS: Final = {"records_groupmembership": ("position",)}
"""The one that came with dated groups."""
ISSUES: Final = {
    "records_issue": ("position",),
    "records_issuetext": ("issue_id",),
    "records_withdrawal": ("position",),
}
"""Those that came with issued reports; what an issue says stands beside its line."""
LOOKS: Final = {"records_look": ("uid",)}
"""Who looked at personal data: it came with the pages of units and people."""
STEPS: Final = {"records_steptaken": ("id",), "records_inspectionstep": ("id",)}
"""The steps taken in matters and in inspections: what was done, by whom, when."""
TOGETHER: Final = {
    "records_steptaken": ("matter_id", "number"),
    "records_inspectionstep": ("inspection_id", "number"),
}
"""Columns that are unique together, by table."""
BOOK: Final = {**SPINE, **PLANS, **GROUPS, **LOOKS, **ISSUES, **STEPS}
"""All append-only tables. A migration names its own, for later ones do not stand yet when it runs."""
Tables = Mapping[str, tuple[str, ...]]

REVERSAL = """
    SELECT 1 FROM records_entry target WHERE target.position = NEW.reverses_id
      AND target.reverses_id IS NULL AND target.known_on <= NEW.known_on
      AND target.measure = NEW.measure AND target.thing = NEW.thing AND target.unit_id = NEW.unit_id
      AND target.role = NEW.role AND target.amount = -NEW.amount"""
"""A reversal names a live line of the same measure, thing, unit and role, known no later, and takes its amount off."""


def sqlite(tables: Tables) -> list[str]:
    """Return the statements that raise the walls around some tables on SQLite."""
    made = []
    for table, unique in tables.items():
        made += [
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'kexie: {table} is append-only'); END"
            for deed in ("UPDATE", "DELETE")
        ]
        made.append(_replace(table, unique))
    if "records_entry" in tables:
        made.append(
            "CREATE TRIGGER records_entry_reversal BEFORE INSERT ON records_entry "
            f"WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS ({REVERSAL}) "
            "BEGIN SELECT RAISE(ABORT, 'kexie: a reversal must name a live line of the same thing'); END"
        )
    return made


def _replace(table: str, unique: tuple[str, ...]) -> str:
    """Return the trigger that looks for the row an insert would replace.

    It looks by each unique column apart: asked for any of them at once, SQLite reads the whole table for every insert
    as soon as ``ANALYZE`` told it that most lines reverse nothing (minutes for 10 000 lines at half a million).
    """
    keys = [(column,) for column in ("rowid", *unique)] + ([TOGETHER[table]] if table in TOGETHER else [])
    same = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
    found = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in same)
    return (
        f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {found} "
        f"BEGIN SELECT RAISE(ABORT, 'kexie: {table} UNIQUE: this line is already in the book'); END"
    )


def renewed(tables: Tables) -> list[str]:
    """Return the statements that put that trigger of some tables in place of an older one, on SQLite."""
    return [
        statement
        for table, unique in tables.items()
        for statement in (f"DROP TRIGGER {table}_replace", _replace(table, unique))
    ]


def postgresql(tables: Tables) -> list[str]:
    """Return the statements that raise the walls around some tables on PostgreSQL."""
    made = [
        (
            "CREATE OR REPLACE FUNCTION kexie_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'kexie: % is append-only', TG_TABLE_NAME; END $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION kexie_reversal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.reverses_id IS NOT NULL AND NOT EXISTS ({REVERSAL}) THEN "
            "RAISE EXCEPTION 'kexie: a reversal must name a live line of the same thing'; END IF; RETURN NEW; END $$"
        ),
    ]
    for table in tables:
        made += [
            (
                f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION kexie_append_only()"
            ),
            (
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION kexie_append_only()"
            ),
        ]
    if "records_entry" in tables:
        made.append(
            "CREATE TRIGGER records_entry_reversal BEFORE INSERT ON records_entry "
            "FOR EACH ROW EXECUTE FUNCTION kexie_reversal()"
        )
    return made


def fall(vendor: str, tables: Tables = BOOK) -> list[str]:
    """Return the statements that take the walls down (tests, and migrations backwards)."""
    made = []
    for table in tables:
        names = ("update", "delete", "replace") if vendor == "sqlite" else ("rows", "whole")
        where = "" if vendor == "sqlite" else f" ON {table}"
        made += [f"DROP TRIGGER IF EXISTS {table}_{name}{where}" for name in names]
    if "records_entry" in tables:
        where = "" if vendor == "sqlite" else " ON records_entry"
        made.append("DROP TRIGGER IF EXISTS records_entry_reversal" + where)
    return made


def rise(vendor: str, tables: Tables = BOOK) -> list[str]:
    """Return the statements that raise the walls on a database of this vendor."""
    return sqlite(tables) if vendor == "sqlite" else postgresql(tables)
