"""Findings of conditions no longer met 入库条件线索: found, listed, counted, told, moved along.

A host sees its own, a province its authority's, the ministry all; another's is answered as none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from registry.documents.condition_findings import ConditionFinding
from registry.documents.platforms import Platform
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.condition_findings import CLAUSE, FindingState
from registry.policy.facts import in_words
from registry.services import outbox
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.readings import Read, Reading

READ = "condition_findings:read"
COUNTED_BY = "authority_1_state_1_criterion_1"


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    state: str = ""
    criterion: str = ""


_FINDINGS: CaseList[ConditionFinding, FindingFilter] = CaseList(
    ConditionFinding,
    READ,
    Order("opened_at", "number", str),
    ("authority", "state", "criterion"),
    (("host",), ("authority",), ("state",)),
)
readable, list_findings, scope = _FINDINGS.readable, _FINDINGS.page, _FINDINGS.scope


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings share authority, state and condition."""

    authority: str
    state: str
    criterion: str
    count: int


def count_findings(*, by: Actor) -> Reading[tuple[FindingCount, ...]]:
    """Return how the findings an office may see divide; read from an index alone."""
    require(by, READ, authority=authority_in_view(by))
    match = {"authority": {"$gte": ""}} | scope(by)
    stages = (
        {"$match": match},
        {"$group": {"_id": {key: f"${key}" for key in _FINDINGS.filters}, "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(ConditionFinding, stages, COUNTED_BY)]
    return tuple(FindingCount(**group["_id"], count=group["count"]) for group in groups)


def findings_of_platform(platform: str, *, by: Actor) -> list[ConditionFinding]:
    """Return a platform's findings that stand, newest first; one query.

    Whose the platform is, ask before.
    """
    require(by, READ)
    found = ConditionFinding.objects(platform=platform, open=True)
    return list(found.order_by("-opened_at"))  # index platform_1_opened_at_-1


def words_of(found: ConditionFinding) -> dict[str, str]:
    """Return a finding in words: condition, clause, the value read and the value wanted."""
    return {
        "number": found.number,
        "name": found.platform_name,
        "platform": found.platform,
        "condition": say(f"criterion_{found.criterion}"),
        "clause": found.clause,
        "value": in_words(_exact(found.value), found.unit),
        "wanted": in_words(_exact(found.wanted), found.unit),
        "own": CLAUSE,
        "percent": f"{_exact(found.percent).normalize():f}" if found.percent is not None else "",
    }


def other_way(found: ConditionFinding) -> str:
    """Say which other way there is to meet the condition, that no update tells; empty for none."""
    if found.percent is None:
        return ""
    return say("condition_other_way", **words_of(found))


def tell(code: str, found: ConditionFinding, *, at: datetime) -> None:
    """Write to host and authority, each in its own words."""
    params = words_of(found) | {"other_way": other_way(found)}
    subject = f"condition_finding:{found.number}"
    outbox.post_all(
        [
            outbox.Notice(audience, recipient, f"{code}_{audience}", subject, params)
            for audience, recipient in (("host", found.host), ("authority", found.authority))
        ],
        at=at,
    )


def move_along(platform: str, authority: str) -> None:
    """Hand all findings of a platform to the authority that receives it, in its transaction."""
    ConditionFinding.objects(platform=platform).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_opened_at_-1


def follow_host(platform: str) -> None:
    """Let a platform's findings be its host's of today, in the transaction that changed it."""
    here = Platform.objects(number=platform).only("host", "host_name").get()  # index number_1
    ConditionFinding.objects(platform=platform).update(
        set__host=here.host, set__host_name=here.host_name, inc__version=1
    )  # index platform_1_opened_at_-1


def end_with(platforms: Sequence[str]) -> None:
    """End what stands of platforms that leave the library, in the transaction that removes them."""
    ended = {"stood": "$state", "state": FindingState.ENDED.value, "open": False}
    _rewrite({"platform": {"$in": list(platforms)}, "open": True}, ended)


def stand_again(platform: str) -> None:
    """Let a platform's findings stand where they stood when it left; an appeal brought it back."""
    back = {"state": "$stood", "stood": "", "open": True}
    _rewrite({"platform": platform, "state": FindingState.ENDED.value}, back)


def _rewrite(query: dict[str, Any], change: dict[str, Any]) -> None:
    version = {"version": {"$add": ["$version", 1]}}
    ConditionFinding._get_collection().update_many(query, [{"$set": change | version}])  # noqa: SLF001 - a state from another field # index platform_1_opened_at_-1


def _exact(value: Any) -> Decimal:  # noqa: ANN401 - Decimal, or as BSON keeps it
    return value if isinstance(value, Decimal) else Decimal(str(value))
