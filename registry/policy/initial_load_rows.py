"""The shapes an initial load 存量导入 is judged on: its rows, and what is known besides.

Plain values only: where they come from (a workbook, the database) is not the law's business.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from registry.policy.findings import Finding
from registry.policy.places import Places
from registry.policy.summary_sheet_rows import SheetRow, name_key
from registry.policy.taxonomy import Taxonomy
from registry.policy.vocabulary import Severity

Key = tuple[str, str]
"""A platform as rows name it: credit code and name key (ruling 16)."""


class LoadSheet(StrEnum):
    """The sheets of the workbook."""

    PLATFORMS = "platforms"
    HOSTS = "hosts"
    FORMER_NAMES = "former_names"
    KEY_CULTIVATION = "key_cultivation"
    REMOVALS = "removals"


class Turn(IntEnum):
    """In which order rows are entered: what others rest on comes first."""

    HOST = 1
    HOST_FORMER_NAME = 2
    PLATFORM = 3
    PLATFORM_FORMER_NAME = 4
    KEY_CULTIVATION = 5
    REMOVAL = 6


_TURNS = {
    LoadSheet.HOSTS: Turn.HOST,
    LoadSheet.PLATFORMS: Turn.PLATFORM,
    LoadSheet.KEY_CULTIVATION: Turn.KEY_CULTIVATION,
    LoadSheet.REMOVALS: Turn.REMOVAL,
}


def turn_of(sheet: LoadSheet, platform_name: str) -> Turn:
    """Return a row's turn; a former name is the platform's where the row names one."""
    if sheet is LoadSheet.FORMER_NAMES:
        return Turn.PLATFORM_FORMER_NAME if platform_name else Turn.HOST_FORMER_NAME
    return _TURNS[sheet]


@dataclass(frozen=True, slots=True)
class KnownHost:
    """A host on record: its present name, and the keys of all names it goes or once went by."""

    name: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entered:
    """One time a platform entered the library: since when, and until when if it was removed.

    ``names`` are the keys of all names on record, former ones included.
    """

    number: str
    authority: str
    place: str
    batch: str
    admitted_on: date
    removed_on: date | None = None
    key_cultivation: bool = False
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """A ban on a host: its decision, first and last day."""

    decision: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadContext:
    """What a load is judged against, gathered beforehand in a fixed number of queries.

    ``on`` is the day of the check. ``authorities`` gives codes by every way a reporting
    authority may be written; ``taxonomies`` the editions by year; ``grounds`` the ids of the
    grounds by every way one may be written; ``codes`` the credit codes by host name key;
    ``removals`` the platforms' numbers by decision key, credit code and name key.
    """

    on: date
    authorities: Mapping[str, str]
    authority_names: Mapping[str, str]
    places: Places
    taxonomies: Mapping[str, Taxonomy]
    grounds: Mapping[str, str]
    ground_words: str
    hosts: Mapping[str, KnownHost] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    platforms: Mapping[Key, tuple[Entered, ...]] = field(default_factory=dict)
    removals: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    bans: Mapping[str, tuple[KnownSpan, ...]] = field(default_factory=dict)

    def taxonomy_of(self, day: date) -> Taxonomy | None:
        """Return the newest edition not after the day's year; None where none is known."""
        known = [edition for edition in self.taxonomies if edition <= str(day.year)]
        return self.taxonomies[max(known)] if known else None


@dataclass(slots=True)
class Case:
    """One row under judgement: what is found of it, whether it is there already, what to do.

    ``plan`` keeps what judging made out and carrying out needs: codes, ids, days as ISO text.
    """

    sheet: LoadSheet
    row: SheetRow
    findings: list[Finding] = field(default_factory=list)
    matched: bool = False
    plan: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Return the host's credit code, or nothing where it could not be read."""
        return self.row.text("credit_code")

    @property
    def key(self) -> Key:
        """Return credit code and name key of the platform named; parts may be empty."""
        return self.code, name_key(self.row.text("platform_name"))

    @property
    def turn(self) -> Turn:
        """Return when the row is entered."""
        return turn_of(self.sheet, self.row.text("platform_name"))

    @property
    def refused(self) -> bool:
        """Tell whether something found keeps the row out."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)

    def find(
        self,
        code: str,
        severity: Severity,
        name: str,
        *,
        wanted: str = "",
        clause: str = "",
        source: str = "text",
        **params: str,
    ) -> None:
        """Note a finding at a field of the row."""
        read = self.row.wrote(name)
        column = self.row.columns.get(name, "")
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                field=name,
                read=read,
                wanted=wanted,
                clause=clause,
                source=source,
                row=self.row.number,
                column=column,
                params=params,
            )
        )


def of_sheet(cases: Iterable[Case], sheet: LoadSheet) -> list[Case]:
    """Return the cases of one sheet, in their order."""
    return [case for case in cases if case.sheet is sheet]


def in_words(day: date) -> str:
    """Return a day as sentences name it."""
    return f"{day.year}年{day.month}月{day.day}日"
