"""Settling an exit proposal 退出建议 by what the ministry decided on the platform's case."""

from datetime import datetime

from registry.documents.exit_proposals import ExitProposal
from registry.permissions import Actor
from registry.policy.exit_proposals import ExitState
from registry.services import ledger


def settle_proposal(
    platform: str, case: str, *, removed: bool, by: Actor, at: datetime, only: str = ""
) -> ExitProposal | None:
    """Let a platform's open proposal be decided by a case, inside the caller's transaction.

    ``only`` is the one proposal that is meant; without it any open one of the platform.
    """
    which = {"number": only} if only else {}
    settled: ExitProposal | None = ExitProposal.objects(
        platform=platform, state=ExitState.OPEN.value, **which
    ).modify(
        new=True, inc__version=1, set__state=ExitState.DECIDED.value, set__decided_at=at,
        set__decided_case=case, set__removed=removed,
    )  # fmt: skip # index one_open_per_platform
    if settled is not None:
        act = ledger.Act(
            "exit_proposal.decide",
            f"platform:{platform}",
            after={
                "exit_proposal": settled.number, "state": settled.state, "removal_case": case,
                "removed": removed,
            },
            clause=settled.clause,
            rulebook=settled.rulebook,
        )  # fmt: skip
        ledger.record(act, by=by, at=at)
    return settled
