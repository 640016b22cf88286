"""The same houses as those of backups."""

from __future__ import annotations

from tests.cli.keeping.conftest import databases, where

__all__ = ["databases", "where"]
