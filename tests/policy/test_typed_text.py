"""What a person typed, without the signs that nobody sees."""

import pytest

from registry.policy.typed_text import seen


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("更正 一处", "更正 一处"),
        (" 第一行\r\n\t第二行 ", "第一行\n\t第二行"),
        ("\u202e通过不\u202c", "通过不"),
        ("\u200b\u2060\ufeff\u00ad", ""),
        ("\u3000\u00a0", ""),
        ("a\x00\x1b\u2028b", "a\u2028b"),
        ("㎡ 葛 😀 é", "㎡ 葛 😀 é"),
    ],
)
def test_only_what_is_seen_stays(typed: str, left: str) -> None:
    """Controls, zero-width and direction signs go; words, lines and spaces between stay."""
    assert seen(typed) == left
