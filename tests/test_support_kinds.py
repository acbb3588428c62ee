"""The kinds of support: a file that is at fault stops the start, and its words are the text's."""

from pathlib import Path

import pytest

from registry.support_kinds import (
    SUPPORT,
    SupportKindsError,
    load_support_kinds,
    support_kinds,
)

FAULTS = [
    ('key = "energy"', 'key = "land"'),
    ('key = "energy"', 'name = "energy"'),
    ('clause = "二（三）"', ""),
    ("[[kind]]", "[[kind]"),
]


@pytest.mark.parametrize(("good", "bad"), FAULTS)
def test_a_fault_of_the_data_is_named(good: str, bad: str, tmp_path: Path) -> None:
    """A doubled kind, an unknown or missing key, broken TOML: none is passed by."""
    text = SUPPORT.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "support.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(SupportKindsError, match=r"support\.toml"):
        load_support_kinds(path)


def test_the_kinds_are_those_of_the_text_in_its_order() -> None:
    """二（三） names land, energy, emergency, safety and environment."""
    kinds = support_kinds()
    assert "、".join(one.label for one in kinds.kinds) == kinds.phrase
