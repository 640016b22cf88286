"""Write how near the tour planner comes to the optimum into docs/planner.md: ``python scripts/planner_gap.py``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.records.speakers.gap import PAGE, table

HEAD = "| --- |"


def main() -> None:
    """Put the rows worked out now in the place of those that stand there."""
    lines = [line for line in PAGE.read_text().splitlines() if not (line.startswith("| ") and line[2].isdigit())]
    place = next(number for number, line in enumerate(lines) if line.startswith(HEAD)) + 1
    PAGE.write_text("\n".join([*lines[:place], *table(), *lines[place:]]) + "\n")


if __name__ == "__main__":
    main()
