"""The shapes a summary sheet 汇总表 is judged on: rows, title, and what is known besides.

Plain values only: where they come from (a file, the database) is not the law's business.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from registry.policy.places import Places
from registry.policy.taxonomy import Taxonomy
from registry.policy.vocabulary import Opinion

_BRACKETS = str.maketrans("[]{}【】〔〕「」", "()()()()()")
_NO_NAME = frozenset({"Cc", "Cf", "Mn"})
# Nearly every name: signs that come out of all that follows as they went in.
_KEY_ALREADY = re.compile(r"[\u4e00-\u9fff0-9a-z]*")


def name_key(name: str) -> str:
    """Return the form under which names are compared: NFKC, no spaces, one bracket style, folded.

    广州 恒和（集团）有限公司 and 广州恒和(集团)有限公司 are one name.
    """
    return name if _KEY_ALREADY.fullmatch(name) else _folded(name)


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold()
    # Marks that only choose how a sign is drawn, and signs nobody sees, make no other name.
    return "".join(
        sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in _NO_NAME
    )


def as_written(value: object) -> str:
    """Return a value as it stands in a cell that needed no tidying."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One platform's row: values by field, None where the cell is blank or could not be read.

    ``number`` is the file's own row number; ``columns`` gives each field's spreadsheet
    letter; ``raw`` keeps what stood in a cell where it is not the value as written.
    ``unread`` names the fields whose cell already carries a finding: nothing further is
    judged on them. Money is Decimal in 万元.
    """

    number: int
    values: Mapping[str, str | Decimal | int | Opinion | date | None]
    columns: Mapping[str, str]
    raw: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unread: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """Return the field's text, or an empty string."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        """Return the field's day, or None where it is blank or was not read."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def wrote(self, name: str) -> str:
        """Return what stood in the field's cell, as one line."""
        found = self.raw.get(name)
        return as_written(self.values.get(name)) if found is None else found

    @property
    def opinion(self) -> Opinion:
        """Return the authority's opinion on the row; unknown where there is none."""
        value = self.values.get("opinion")
        return value if isinstance(value, Opinion) else Opinion.UNKNOWN


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """A line around the table that names an authority or a period, as far as it was read."""

    row: int
    read: str
    authorities: frozenset[str] = frozenset()
    period: str = ""


@dataclass(frozen=True, slots=True)
class KnownPlatform:
    """A platform on record, matched by credit code and ``name_key`` of its name (ruling 16)."""

    number: str
    name: str
    in_library: bool


@dataclass(frozen=True, slots=True)
class FiledApplication:
    """An application on record, matched as a platform is (ruling 16).

    ``values`` are of its latest submitted version, by the sheet's fields: what may stand there,
    one of several. ``recommended`` says that the authority's decision stands for this round.
    """

    number: str
    state: str
    credit_code: str
    name_key: str
    platform_name: str
    host_name: str
    recommended: bool
    values: Mapping[str, tuple[str | Decimal | int, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True)
class KnownBan:
    """A running ban on a host with a platform: the decision, and its last day (ruling 21)."""

    decision: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContext:
    """What a sheet is judged against, gathered beforehand in a fixed number of queries.

    ``on`` is the day of submission: thresholds and bans are those of that day.
    ``hosts`` gives each credit code's names on record, former ones included;
    ``platforms``, ``bans`` and ``applications`` are keyed by (credit code, name_key). No
    ``applications`` at all: nobody looked, and none is missed.
    """

    authority: str
    period: str
    on: date
    authority_names: Mapping[str, str]
    places: Places
    taxonomy: Taxonomy
    hosts: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    platforms: Mapping[tuple[str, str], KnownPlatform] = field(
        default_factory=lambda: MappingProxyType({})
    )
    bans: Mapping[tuple[str, str], KnownBan] = field(default_factory=lambda: MappingProxyType({}))
    applications: Mapping[tuple[str, str], FiledApplication] | None = None
