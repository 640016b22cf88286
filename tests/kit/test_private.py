"""What looks like an address or a number of a person is told from what does not."""

from __future__ import annotations

from kexie.kit.private import private


def test_numbers_and_addresses_of_people_are_told_from_other_words() -> None:
    for text, found in (
        ("示例0001　农业专家", False),
        ("2018-05-03 上午", False),
        ("示例 13800000000", True),
        ("010-12345678", True),
        ("11010119900101001X", True),
        ("a@example.org", True),
        ("3 人", False),
    ):
        assert private(text) is found, text
