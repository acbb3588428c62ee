"""Hand-over 交接 inside a host: a code for the successor, and leaving when somebody stays."""

from datetime import datetime

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.activations import Activation, CodeKind, CodeState
from registry.documents.hosts import Host
from registry.errors import NotFound
from registry.messages import say
from registry.permissions import Actor, require
from registry.services.accounts import end_account
from registry.services.activations import Issue, Slip, keep_codes, operators_of
from registry.services.proofs import Present, check_present
from registry.services.seats import check_another_stays


def colleagues(*, by: Actor) -> list[Account]:
    """Return the active accounts of one's own host, oneself among them."""
    require(by, "handovers:read", host=by.host)
    return operators_of(by.host)


def open_handover(*, by: Actor, at: datetime) -> Activation | None:
    """Return the open hand-over code of one's own host, which nobody can read any more."""
    require(by, "handovers:read", host=by.host)
    host = Host.objects(id=by.host).first()
    return (
        Activation.objects(
            credit_code=host.credit_code, authority="", state=CodeState.UNUSED.value,
            expires_at__gt=at,
        ).first()
        if host
        else None
    )  # fmt: skip # index credit_code_1_state_1


def issue_handover(*, leaving: bool, present: Present | None, by: Actor, at: datetime) -> Slip:
    """Issue a code for a colleague or successor; the host's earlier open one ends.

    ``present`` is evidence that the person is there: whoever found an open session must not
    hand the host over to themselves.
    ``leaving`` ends one's own account in the moment the code is used, so that the host is
    never without one.
    """
    require(by, "handovers:issue", host=by.host)
    check_present(present, by=by)

    def work() -> Slip:
        host = Host.objects(id=by.host).first()
        if host is None:
            raise NotFound
        wanted = Issue(
            CodeKind.HANDOVER,
            host.credit_code,
            host.name,
            str(host.id),
            ends=[by.account] if leaving else [],
        )
        return keep_codes([wanted], by=by, at=at)[0]

    return transact(work)


def leave(*, by: Actor, at: datetime) -> None:
    """End one's own account. Raises LastOfHost where nobody else of the host is there."""
    require(by, "handovers:leave", host=by.host)

    def work() -> None:
        account = Account.objects(id=by.account, active=True).first()
        if account is None:
            raise NotFound
        check_another_stays(account)
        end_account(account, say("account_end_leaving"), by=by, at=at)

    transact(work)
