"""From a rulebook table to a provision: one reader per kind, each knowing its keys."""

import re
from typing import TypedDict

from registry.policy.facts import FACTS
from registry.policy.provisions import (
    Alternative,
    Consequence,
    Criterion,
    IncomeYear,
    NotModelled,
    Provision,
    Source,
    WindowRule,
)
from registry.policy.rules import NEEDS, TAKES, facts_named
from registry.policy.tables import Table
from registry.policy.vocabulary import Force, WindowKind

_PAGE = re.compile(r"docs/decisions/[a-z0-9-]+\.md")
_QUARTER_ENDS = (3, 6, 9, 12)
_HALF_YEAR_ENDS = frozenset({6, 12})
_EFFECTIVE = frozenset({"decision"})


class _Common(TypedDict, total=False):
    id: str
    clause: str
    phrase: str
    since: object
    until: object
    force: Force
    source: Source
    page: str
    who: str


def _common(table: Table) -> dict[str, object]:
    """Take what every provision has; a house ruling names its page, the text needs none."""
    taken: dict[str, object] = {
        "id": table.name("id"),
        "clause": table.text("clause"),
        "phrase": table.text("phrase"),
        "since": table.day("since"),
        "until": table.day("until") if table.has("until") else None,
        "force": table.choice("force", Force, Force.MUST),
        "source": table.choice("source", Source, Source.TEXT),
        "page": table.text("page", ""),
        "who": table.text("who", ""),
    }
    ruled = taken["source"] is Source.HOUSE_RULING
    if ruled and not _PAGE.fullmatch(str(taken["page"])):
        raise table.refuse("page: a house ruling names its page in docs/decisions")
    if not ruled and taken["page"]:
        raise table.refuse("page: only a house ruling has one")
    return taken
