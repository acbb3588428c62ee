"""The data against the text: phrases in their clauses, numbers in their phrases, both ways."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.settings import ROOT
from registry.policy.rulebook import Programme

TEXT = Path(__file__).parents[2].parent / "shared" / "policies" / "national_reserve.txt"
pytestmark = pytest.mark.skipif(
    not TEXT.is_file(), reason=f"the full text is not beside the project: {TEXT.name}"
)

_KINDS = ("criterion", "window", "duty", "procedure", "selection", "consequence", "ruling")
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十](?=年|个|项|家|人|月)")


def _clauses(text: str) -> dict[str, str]:
    """Cut the text into its clauses; the first heading "1、" is cited as 一."""
    found: dict[str, str] = {}
    section = clause = ""
    for line in text.splitlines():
        if heading := re.match(r"(1|二)、", line):
            section = clause = "一" if heading[1] == "1" else "二"
            rest = line[heading.end() :]
        elif heading := re.match(r"（([一二三四五六])）", line):
            section_item = f"{section}（{heading[1]}）"
            clause, rest = section_item, line[heading.end() :]
        elif heading := re.match(r"(\d)\.", line):
            clause, rest = f"{section_item}{heading[1]}", line[heading.end() :]
        else:
            rest = line
        found[clause] = found.get(clause, "") + rest
    return found


@pytest.fixture(scope="module")
def clauses() -> dict[str, str]:
    """Return the text by clause."""
    return _clauses(TEXT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def raw(policy_folder: Path) -> list[dict[str, Any]]:
    """Return the provisions as the file holds them, independent of the loader."""
    data = tomllib.loads((policy_folder / "national_reserve.toml").read_text(encoding="utf-8"))
    return [one for kind in _KINDS for one in data[kind]]


def _spans(phrase: str, clause: str) -> list[tuple[int, int]]:
    """Find the phrase's parts in the clause, in their order; empty where one is missing."""
    spans, start = [], 0
    for part in phrase.strip("…").split("……"):
        at = clause.find(part, start)
        if at < 0:
            return []
        start = at + len(part)
        spans.append((at, start))
    return spans


def _value(figure: str) -> int:
    return _NUMERALS.get(figure) or int(figure)


def _numbers(data: object) -> Iterator[int]:
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _numbers(each)
    elif isinstance(data, int) and not isinstance(data, bool):
        yield data


def test_the_text_is_cut_into_its_clauses(clauses: dict[str, str]) -> None:
    """Six heads with their items under 一, six under 二."""
    assert len([one for one in clauses if re.fullmatch(r"一（.）", one)]) == 6
    assert len([one for one in clauses if re.fullmatch(r"一（.）\d", one)]) == 15
    assert len([one for one in clauses if re.fullmatch(r"二（.）", one)]) == 6
    assert clauses["一（二）3"].startswith("应具备良好的质量")


def test_every_phrase_stands_in_its_clause(programme: Programme, clauses: dict[str, str]) -> None:
    """House rulings included: the words they read are words of the text."""
    cited = (*programme.provisions(), *programme.not_modelled)
    adrift = [one for one in cited if not _spans(one.phrase, clauses.get(one.clause, ""))]
    assert adrift == []


def test_every_number_of_the_data_is_a_number_of_its_phrase(raw: list[dict[str, Any]]) -> None:
    """No figure stands in the data that its own citation, or the house's page, does not show."""
    adrift = [
        (one["id"], number)
        for one in raw
        for number in _numbers(one)
        if number not in {_value(each[0]) for each in _NUMBER.finditer(_cited(one))}
    ]
    assert adrift == []


def _cited(one: dict[str, Any]) -> str:
    """What a figure must stand in: the words of the text, or the page of a house ruling."""
    return (ROOT / one["page"]).read_text("utf-8") if "page" in one else str(one["phrase"])


def test_every_number_of_the_text_is_modelled_or_listed(
    raw: list[dict[str, Any]], programme: Programme, clauses: dict[str, str]
) -> None:
    """Each figure lies inside a phrase whose provision holds it, or inside one left out."""
    covered: set[tuple[str, int]] = set()
    for one in raw:
        for first, last in _spans(one["phrase"], clauses[one["clause"]]):
            for figure in _NUMBER.finditer(clauses[one["clause"]], first, last):
                if _value(figure[0]) in set(_numbers(one)):
                    covered.add((one["clause"], figure.start()))
    for left_out in programme.not_modelled:
        for first, last in _spans(left_out.phrase, clauses[left_out.clause]):
            covered |= {(left_out.clause, at) for at in range(first, last)}
    missing = [
        (clause, figure[0])
        for clause, words in clauses.items()
        for figure in _NUMBER.finditer(words)
        if (clause, figure.start()) not in covered
    ]
    assert missing == []


def test_every_clause_has_a_provision(programme: Programme, clauses: dict[str, str]) -> None:
    """No clause of the text is passed over; the two headings rule nothing."""
    cited = {one.clause for one in programme.provisions()}
    assert set(clauses) - cited == {"", "一", "二"}
