"""Why a step of a removal case cannot be taken."""

from collections.abc import Mapping

from registry.errors import Refusal


class RemovalCaseEnded(Refusal):
    """The case was decided or closed: what it rests on stays as it was."""

    code = "removal_case_ended"
    status = 409


class RemovalCaseOnHold(Refusal):
    """The case stands still."""

    code = "removal_case_on_hold"
    status = 409


class RemovalCaseNotOnHold(Refusal):
    """The case does not stand still: there is nothing to resume."""

    code = "removal_case_not_on_hold"
    status = 409


class RemovalCaseNotNow(Refusal):
    """Another step comes first."""

    code = "removal_case_not_now"
    status = 409


class RemovalWantsNoVerification(Refusal):
    """The ground asks for no verification 二（六）."""

    code = "removal_case_wants_no_verification"
    status = 409


class RemovalStatementAwaited(Refusal):
    """The host may still state, and has not."""

    code = "removal_case_statement_awaited"
    status = 409


class RemovalUnverified(Refusal):
    """The ground wants a verification that confirms it 二（四）: without one nobody removes."""

    code = "removal_case_unverified"
    status = 409


class RemovalGroundByMinistry(Refusal):
    """二（六） is the ministry's; a province proposes an exit (ruling 20)."""

    code = "removal_ground_by_ministry"
    status = 403


class RemovalCaseAlreadyOpen(Refusal):
    """The platform has an open case on this ground."""

    code = "removal_case_already_open"
    status = 409


class RemovalPlatformGone(Refusal):
    """The platform is not in the library, and the ground brings no ban: nothing is left to do."""

    code = "removal_platform_gone"
    status = 409


class RemovalPreparerMaySignNot(Refusal):
    """Who prepared a decision does not sign it."""

    code = "removal_preparer_signs"
    status = 409


class RemovalDailyLimit(Refusal):
    """As many removals were decided today as one day may bring."""

    code = "removal_daily_limit_reached"
    status = 409


class RemovalEvidenceFull(Refusal):
    """The case has as many files as it takes."""

    code = "removal_evidence_full"
    status = 409


class RemovalEvidenceWithdrawn(Refusal):
    """The file was marked as withdrawn before."""

    code = "removal_evidence_withdrawn"
    status = 409


class RemovalBatchSettled(Refusal):
    """The batch was signed or taken apart before."""

    code = "removal_batch_settled"
    status = 409


HINDRANCES: Mapping[str, type[Refusal]] = {
    one.code: one
    for one in (
        RemovalCaseEnded,
        RemovalCaseOnHold,
        RemovalCaseNotOnHold,
        RemovalCaseNotNow,
        RemovalWantsNoVerification,
        RemovalStatementAwaited,
        RemovalUnverified,
    )
}
