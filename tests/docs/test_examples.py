"""Every example of the documentation does what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.examples import Example, examples, matches, run_page
from tests.docs.pages import ROOT, pages

WITH_EXAMPLES = [page for page in pages() if any(True for _ in examples(page.read_text()))]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_run_in_order(page: Path, tmp_path: Path) -> None:
    assert run_page(page, tmp_path) == []


def test_an_example_is_a_command_with_what_it_prints() -> None:
    page = (
        "```csv a.csv\ncode\nx\n```\ntext\n"
        "```console\n$ ./kexie import \\\n    units 'a b.csv'  # exit 1\n读入 1\n$ ./kexie x\n```\n"
    )
    assert list(examples(page)) == [
        Example(1, expected=("code", "x"), name="a.csv"),
        Example(7, ("import", "units", "a b.csv"), ("读入 1",), 1),
        Example(10, ("x",)),
    ]


def test_only_our_own_command_is_run() -> None:
    with pytest.raises(ValueError, match="rm"):
        list(examples("```console\n$ rm -r x\n```\n"))


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        (["a", "b"], [], True),
        (["a", "b"], ["a"], True),
        (["a", "b"], ["b"], False),
        (["a 12 s", "b"], ["a … s", "b"], True),
        (["a", "b", "c"], ["…", "c"], True),
        (["a", "b", "c"], ["…", "d"], False),
        (["a", "", "b"], ["a", "b"], True),
        (["a.b"], ["a?b"], False),
        ([], ["a"], False),
    ],
)
def test_what_is_printed_is_compared_line_by_line(printed: list[str], expected: list[str], same: bool) -> None:
    assert matches(printed, expected) is same
