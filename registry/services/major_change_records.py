"""Reports of major changes 重大事项 as they are found, listed, moved on and told of.

A host sees its own, a province its authority's, the ministry all; another's is answered as none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.errors import NotFound, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.major_changes import OPEN, ChangeState, may_move
from registry.services import attachments, outbox
from registry.services.authorities import authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList, numbered
from registry.services.files import FileOut
from registry.services.ledger import Act, record_all
from registry.services.outbox import Notice


class MajorChangeSettled(Refusal):
    """The report is at its end, or not at the step at which this can be done."""

    code = "major_change_settled"
    status = 409


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    state: str = ""
    kind: str = ""


_CHANGES: CaseList[MajorChange, ChangeFilter] = CaseList(
    MajorChange,
    "major_changes:read",
    Order("reported_at", "number", str),
    ("authority", "state", "kind"),
    (("hosts",), ("authority", "state"), ("authority",), ("state",)),
    host="hosts",
)
list_changes = _CHANGES.page


def readable(number: str, permission: str, by: Actor) -> MajorChange:
    """Return a report that the actor may act on by this permission, or refuse.

    A host that carries the platform, or did after the change, reads it; only the one that
    reported acts on it. Raises NotFound, also where it is another's.
    """
    found = numbered(MajorChange, number, permission, by)
    host = found.host
    if (
        permission == "major_changes:read"
        and by.host
        and (by.host in found.hosts or _carries(found, by))
    ):
        host = by.host
    require(by, permission, host=host, authority=found.authority)
    return found


def _carries(found: MajorChange, by: Actor) -> bool:
    """Tell whether a host carries the platform today: then it reads all that was reported of it."""
    return bool(Platform.objects(number=found.platform, host=by.host).first())  # index number_1


def paper_out(number: str, paper_id: str, *, by: Actor, preview: bool = False) -> FileOut:
    """Return a paper as it came, or the picture of its first page, to who may read the report.

    Raises NotFound.
    """
    found = readable(number, "major_changes:read", by)
    for one in found.attachments:
        if one.id == paper_id:
            return attachments.attachment_out(one, preview=preview)
    raise NotFound


def count_by_state(*, by: Actor) -> dict[str, int]:
    """Return how many of the reports one may see stand in each state; one query."""
    require(by, "major_changes:read")
    query = _CHANGES.scope(by)
    index = _CHANGES.index_for(query)
    groups = MajorChange._get_collection().aggregate(  # noqa: SLF001 - a count reads without the mapper
        [{"$match": query}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}], hint=index
    )
    return {group["_id"]: group["count"] for group in groups}


def changes_of(platform: Platform, *, by: Actor) -> list[MajorChange]:
    """Return a platform's reports, newest first, to who may see the platform."""
    require(by, "platforms:read", host=platform.host, authority=platform.authority)
    return list(
        MajorChange.objects(platform=platform.number).order_by("-reported_at")
    )  # index platform_1_reported_at_-1


def open_changes_of(platform: Platform) -> list[MajorChange]:
    """Return what waits for a decision on a platform, for who may read it."""
    return list(
        MajorChange.objects(platform=platform.number, open=True).order_by("kind")
    )  # index one_open_of_a_kind


def move_along(platform: str, authority: str) -> None:
    """Let a platform's reports go where it is transferred, inside the caller's transaction."""
    MajorChange.objects(platform=platform).update(set__authority=authority)


def require_step(found: MajorChange, to: ChangeState) -> None:
    """Refuse what the table of moves does not know from where the report stands."""
    if not may_move(ChangeState(found.state), to):
        raise MajorChangeSettled(number=found.number, state=say(f"state_change_{found.state}"))


def settle(found: MajorChange, to: ChangeState, version: int, **values: object) -> MajorChange:
    """Move a report that stands at a version, inside the caller's transaction."""
    require_step(found, to)
    pushed = {name: values.pop(name) for name in list(values) if name.startswith("push__")}
    now = {f"set__{name}": one for name, one in values.items()}
    live = to not in {ChangeState.REFUSED, ChangeState.WITHDRAWN}
    return changed_at_version(
        found, version, **pushed, **now, set__state=to.value, set__open=to in OPEN, set__live=live
    )  # fmt: skip - one change


def changed_at_version(found: MajorChange, version: int, **values: object) -> MajorChange:
    """Change a report that still stands as it was read. Raises VersionConflict."""
    changed: MajorChange | None = MajorChange.objects(
        number=found.number, version=version, state=found.state, authority=found.authority
    ).modify(new=True, inc__version=1, **values)
    if changed is None:
        raise VersionConflict
    return changed


def told_of(change: MajorChange) -> dict[str, Any]:
    """Return what the ledger keeps of a report."""
    names = ("event_on", "values", "timeliness", "elapsed_days", "prompted_by")
    return {name: change[name] for name in names}


def record(
    change: MajorChange,
    verb: str,
    after: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Write an act into the platform's chain, inside the caller's transaction."""
    act = Act(
        f"major_change.{verb}",
        f"platform:{change.platform}",
        after={"change": change.number, "kind": change.kind, **after},
        clause=change.clause,
        rulebook=change.rulebook,
        reason=reason,
    )
    record_all([act], by=by, at=at)


def tell(
    change: MajorChange,
    what: str,
    recipients: Sequence[tuple[str, str]],
    *,
    at: datetime,
    reason: str = "",
) -> None:
    """Write to everybody concerned, inside the caller's transaction."""
    params = {
        "number": change.number,
        "platform": change.platform,
        "name": change.platform_name,
        "host_name": change.host_name,
        "authority": authority_name(change.authority),
        "kind": say(f"major_change_{change.kind}"),
        "reason": reason or change.outcome_reason,
    }
    code, subject = f"notice_major_change_{what}", f"major_change:{change.number}"
    outbox.post_all([Notice(*one, code, subject, params) for one in recipients], at=at)
