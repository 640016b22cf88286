"""Indicators on what the rules ask of branches: what is due is computed, only what was held is posted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from kexie.figures.indicators.base import Indicator
from kexie.records.branches.rules import COMMITTEE_FROM, rules_with
from kexie.records.branches.upkeep import class_every

MEASURE = "branch_rhythm"


@dataclass(frozen=True, slots=True)
class Ruled(Indicator):
    """An indicator whose version covers the rules as the association applies them."""

    def name(self) -> str:
        """Return ``slug@version#hash``; another rule, or another setting for 党课, is another hash."""
        rules = [
            [rule.slug, rule.every.value if rule.every else "", rule.article, rule.needs.value, rule.temporary]
            for rule in rules_with(class_every()).values()
        ]
        told = [self.slug, self.version, self.measure, COMMITTEE_FROM, rules]
        digest = hashlib.sha256(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
        return f"{self.slug}@{self.version}#{digest[:12]}"
