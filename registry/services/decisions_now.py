"""How a removal decision stands now, after what earlier appeals made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.documents.appeals import Appeal
from registry.documents.removal_cases import RemovalCase
from registry.policy.appeals import AppealState, Outcome


@dataclass(frozen=True, slots=True)
class DecisionNow:
    """A decision as it stands: its ground today, and under which document its ban runs.

    ``banned_by`` is empty where it brings none. ``took_part`` are the accounts that prepared or
    signed it, or what changed it, by name. ``upon_appeal`` and ``appeal`` say how a case reads
    while nothing suspends it.
    """

    ground: str
    banned_by: str
    took_part: Mapping[str, str]
    upon_appeal: str = ""
    appeal: str = ""


def decision_now(case: RemovalCase) -> DecisionNow:
    """Return how a case's decision stands; one query. A change counts before an upholding."""
    decided = list(
        Appeal.objects(case=case.number, state=AppealState.DECIDED.value).order_by("-filed_at")
    )  # index case_1_filed_at_-1
    changed = next((one for one in decided if one.outcome.outcome == Outcome.CHANGED), None)
    made = case.decision
    took_part = {
        made.prepared_by: made.prepared_by_name,
        made.signed_by: made.signed_by_name,
    }  # fmt: skip - two people
    ground, banned_by = case.ground, made.document if made.ban_from else ""
    if changed:
        new = changed.outcome
        took_part |= {new.prepared_by: new.prepared_by_name, new.signed_by: new.signed_by_name}
        ground, banned_by = new.ground, new.document if new.ban_from else ""
    last = changed or next(iter(decided), None)
    if last is None:
        return DecisionNow(ground, banned_by, took_part)
    return DecisionNow(ground, banned_by, took_part, last.outcome.outcome, last.number)
