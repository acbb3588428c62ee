"""What the demo year holds, worked out beforehand: the same plan at every start."""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from stdnum.cn import uscc

from config.settings import CONFIG
from registry.authorities import load_authorities
from registry.taxonomies import latest_taxonomy

ROUNDS = ("2024H2", "2025H1", "2025H2", "2026H1")
COMING = "2026H2"
_LARGER = {"110000", "310000", "320000", "330000", "370000", "420000", "440000", "510000", "610000"}
_ORGAN_DIGITS = 6
_SUFFIXES = ("有限公司", "股份有限公司", "研究院", "技术中心")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class PlannedHost:
    """A made-up host with a credit code whose check digit holds."""

    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class PlannedPlatform:
    """One row of a summary sheet to come."""

    authority: str
    batch: str
    name: str
    host: PlannedHost
    place: str
    field: str
    direction: str
    equipment_value: str
    full_time_staff: int
    service_income: str
    enterprises_served: int


@cache
def settled() -> Mapping[str, Any]:
    """Return ``config/demo/year.toml``."""
    return tomllib.loads((CONFIG / "demo" / "year.toml").read_text(encoding="utf-8"))


def planned() -> Mapping[tuple[str, str], Sequence[PlannedPlatform]]:
    """Return all platforms by authority and round, in the order of their sheets."""
    chance = random.Random(settled()["seed"])  # noqa: S311 - a plan, no secret
    makers = _Maker(chance)
    sheets: dict[tuple[str, str], list[PlannedPlatform]] = defaultdict(list)
    for position, authority in enumerate(load_authorities().codes):
        for batch, rows in _rounds_of(position, authority):
            sheets[authority, batch].extend(makers.rows(authority, batch, rows))
    return sheets


def _rounds_of(position: int, authority: str) -> Iterator[tuple[str, int]]:
    """Say how many platforms an authority brings in which round: one old batch, one newer."""
    larger = authority in _LARGER
    yield ROUNDS[0], 4 if larger else 2
    yield ROUNDS[1 + position % 3], 3 if larger else 1 + position % 2
    if authority in settled()["waiting"]:
        yield COMING, settled()["waiting"][authority]


class _Maker:
    """Makes platforms one after the other; no name and no credit code comes twice."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._codes: set[str] = set()
        self._names: set[str] = set()
        self._fields = {
            direction.name: direction.field for direction in latest_taxonomy().directions
        }

    def rows(self, authority: str, batch: str, count: int) -> Iterator[PlannedPlatform]:
        """Make an authority's rows of one round; every fifth shares the host before it."""
        host = None
        for _ in range(count):
            row = self._platform(authority, batch, host if self._chance.random() < 1 / 5 else None)
            host = row.host
            yield row

    def _platform(self, authority: str, batch: str, shared: PlannedHost | None) -> PlannedPlatform:
        pick, whole = self._chance.choice, self._chance.randint
        place = pick(settled()["places"][authority])
        direction, topics = pick(sorted(settled()["topics"].items()))
        topic = pick(topics)
        host = shared or self._host(authority, place, topic)
        return PlannedPlatform(
            authority=authority,
            batch=batch,
            name=self._new(lambda: f"{place[:2]}{pick(settled()['words'])}{topic}中试平台"),
            host=host,
            place=place,
            field=self._fields[direction],
            direction=direction,
            equipment_value=f"{whole(1050, 26000)}.{whole(0, 99):02d}",
            full_time_staff=whole(8, 96),
            service_income=f"{whole(1010, 7800)}.{whole(0, 9)}0",
            enterprises_served=whole(6, 90),
        )

    def _host(self, authority: str, place: str, topic: str) -> PlannedHost:
        pick = self._chance.choice
        name = self._new(lambda: f"{place[:2]}{pick(settled()['words'])}{topic}{pick(_SUFFIXES)}")
        while True:
            body = "".join(self._chance.choices(_ALPHABET, k=17 - 2 - _ORGAN_DIGITS))
            start = f"91{authority}{body}"
            code = start + uscc.calc_check_digit(start)
            if code not in self._codes and uscc.is_valid(code):
                self._codes.add(code)
                return PlannedHost(name, code)

    def _new(self, make: Any) -> str:  # noqa: ANN401 - a function of no arguments
        while (name := make()) in self._names:
            pass
        self._names.add(name)
        return str(name)
