"""The rulebook that ships passes every golden case; with any number changed it does not."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.policy.rulebook import Programme, RulebookError, load_rulebook

Failing = Callable[[Programme], list[str]]
_STRING_OR_COMMENT = re.compile(r'"[^"\n]*"|#[^\n]*')
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def numbers_in(text: str) -> list[re.Match[str]]:
    """Find every number that is data: not in a string, a comment or a date."""
    bare = _DATE.sub(_blank, _STRING_OR_COMMENT.sub(_blank, text))
    return list(_NUMBER.finditer(bare))


def _values(data: object) -> Iterator[int]:
    """Yield every number of the parsed file."""
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _values(each)
    elif isinstance(data, int) and not isinstance(data, bool):
        yield data


def _mutants(text: str) -> Iterator[tuple[str, str]]:
    for found in numbers_in(text):
        line = text.count("\n", 0, found.start()) + 1
        for step in (1, -1):
            changed = str(int(found[0]) + step)
            mutant = text[: found.start()] + changed + text[found.end() :]
            yield f"line {line}: {found[0]} -> {changed}", mutant


def test_every_golden_case_passes(programme: Programme, failing_cases: Failing) -> None:
    """The rulebook as shipped passes every case worked by hand."""
    assert failing_cases(programme) == []


def test_the_numbers_of_the_rulebook_are_all_found(policy_folder: Path) -> None:
    """The mutation test sees as many numbers as the rulebook's values hold."""
    text = (policy_folder / "national_reserve.toml").read_text(encoding="utf-8")
    assert sorted(int(found[0]) for found in numbers_in(text)) == sorted(
        _values(tomllib.loads(text))
    )


def test_a_changed_number_fails_a_golden_case(
    policy_folder: Path, failing_cases: Failing, tmp_path: Path
) -> None:
    """Each number, one more or one less, fails a golden case or is refused at load."""
    file = tmp_path / "national_reserve.toml"
    text = (policy_folder / file.name).read_text(encoding="utf-8")
    survivors = []
    for name, mutant in _mutants(text):
        file.write_text(mutant, encoding="utf-8")
        try:
            changed = load_rulebook(tmp_path).programme("national_reserve")
        except RulebookError:
            continue
        if not failing_cases(changed):
            survivors.append(name)
    assert survivors == []


def test_most_changed_numbers_load_and_are_caught_by_a_case(
    policy_folder: Path, failing_cases: Failing, tmp_path: Path
) -> None:
    """One more is refused at load for the two months of the rounds alone; cases catch the rest."""
    file = tmp_path / "national_reserve.toml"
    text = (policy_folder / file.name).read_text(encoding="utf-8")
    refused = []
    for found in numbers_in(text):
        mutant = text[: found.start()] + str(int(found[0]) + 1) + text[found.end() :]
        file.write_text(mutant, encoding="utf-8")
        try:
            changed = load_rulebook(tmp_path).programme("national_reserve")
        except RulebookError:
            refused.append(found[0])
        else:
            assert failing_cases(changed), found
    assert refused == ["6", "12"]


@pytest.mark.parametrize("ground", ["conditions_not_met", "requirements_not_met"])
def test_a_ban_nobody_stated_fails_a_golden_case(
    ground: str, policy_folder: Path, failing_cases: Failing, tmp_path: Path
) -> None:
    """A ban written under 二（六）, where the text states none, fails a golden case."""
    text = (policy_folder / "national_reserve.toml").read_text(encoding="utf-8")
    mark = f'id = "{ground}"\n'
    assert text.count(mark) == 1
    (tmp_path / "national_reserve.toml").write_text(
        text.replace(mark, f"{mark}ban_years = 3\n"), encoding="utf-8"
    )
    changed = load_rulebook(tmp_path).programme("national_reserve")
    assert failing_cases(changed) == [f"removal: {ground}"]


def test_every_ground_has_a_golden_case(programme: Programme, read_cases: Callable) -> None:
    """No ground of removal goes without a worked example."""
    worked = {case["ground"] for case in read_cases("removals")["removals"]}
    assert worked == {one.id for one in programme.consequences}
