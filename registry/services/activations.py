"""Issuing activation codes 激活码: by an authority, for hosts that have nobody to file yet.

A code is shown once and kept as a digest. It opens one account of a platform operator on one
host, until the end of its thirtieth day.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bson import ObjectId

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.activations import Activation, CodeKind, CodeState, settle
from registry.documents.hosts import Host
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, Role, authority_in_view, require
from registry.policy.typed_text import seen
from registry.services import activation_codes as codes
from registry.services.authorities import authorities, authority_name
from registry.services.belonging import Belonging, belongings, hosts_without_account
from registry.services.by_time import page_by_time
from registry.services.ledger import Act, record, record_all
from registry.services.outbox import Notice, post_all
from registry.services.readings import answer

MOST = 300
_MOST_SHOWN = 10
_LONGEST_NAME = 200
_LONGEST_REASON = 200
_LONGEST_PROOF = 100


class CodeNotOpen(Refusal):
    """The code was used, replaced, withdrawn or has expired."""

    code = "activation_not_open"
    status = 409


@dataclass(frozen=True, slots=True)
class Recipient:
    """A host that a code is wanted for; the name matters only where it is not on record."""

    credit_code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed over, once: the code in its groups, for whom, until when (half open)."""

    credit_code: str
    host_name: str
    code: str
    expires_at: datetime
    authority: str = ""
    kind: CodeKind = CodeKind.FIRST


@dataclass(frozen=True, slots=True)
class Issue:
    """A code about to be kept: for which host, by which authority, what it ends and why."""

    kind: CodeKind
    credit_code: str
    host_name: str
    host: str
    authority: str = ""
    ends: Sequence[str] = ()
    reason: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What an authority writes down before it gives a host a way back in."""

    credit_code: str
    reason: str
    proof: str
    ends: Collection[str] = field(default=())


class LinesInvalid(Invalid):
    """Lines of a batch cannot be issued for: the first few sentences, and how many there are."""

    def __init__(self, faults: Sequence[str]) -> None:
        shown = list(faults[:_MOST_SHOWN])
        if more := len(faults) - len(shown):
            shown.append(say("activation_lines_more", count=more))
        super().__init__(fields={"codes": "\n".join(shown)})
        self.count = len(faults)


def issue(
    recipients: Sequence[Recipient], authority: str, *, by: Actor, at: datetime
) -> list[Slip]:
    """Issue a first code for each host, all or none; an earlier open code of it ends.

    Raises Invalid at the field ``codes``: of lines that are wrong, a sentence each on its own
    line (LinesInvalid).
    """
    _check_authority(authority, by, "activations:issue")
    if not recipients:
        raise Invalid(fields={"codes": say("activation_codes_wanted")})
    if len(recipients) > MOST:
        sentence = say("activation_too_many", most=MOST, count=len(recipients))
        raise Invalid(fields={"codes": sentence})
    recipients = [
        Recipient(codes.read_credit_code(one.credit_code) or one.credit_code, one.name)
        for one in recipients
    ]

    def work() -> list[Slip]:
        known = belongings([one.credit_code for one in recipients])
        if faults := _faults(recipients, known, authority):
            raise LinesInvalid(faults)
        wanted = [
            Issue(
                CodeKind.FIRST,
                one.credit_code,
                known[one.credit_code].name or seen(one.name),
                known[one.credit_code].host,
                authority,
            )
            for one in recipients
        ]
        return keep_codes(wanted, by=by, at=at)

    return transact(work)


def issue_for_hosts(
    hosts: Collection[str] | None, authority: str, *, by: Actor, at: datetime
) -> list[Slip]:
    """Issue first codes for hosts of an authority that have no account: chosen by id, or all.

    Of very many the first ``MOST`` by credit code. Raises Invalid where none is chosen.
    """
    _check_authority(authority, by, "activations:issue")
    waiting = set(answer(hosts_without_account(authority)))
    # One chosen that has an account by now, or is another's, is simply no longer waiting.
    wanted = waiting if hosts is None else waiting & set(hosts)
    found = Host.objects(id__in=list(wanted)).order_by("credit_code").limit(MOST)
    recipients = [Recipient(one.credit_code) for one in found]
    if not recipients:
        raise Invalid(fields={"hosts": say("activation_nobody_chosen")})
    return issue(recipients, authority, by=by, at=at)


def issue_recovery(wanted: Recovery, authority: str, *, by: Actor, at: datetime) -> Slip:
    """Issue a recovery code for a host whose accounts are lost.

    Using it ends the accounts named in ``ends``; until then they stay. Raises Invalid naming
    the field at fault; a host that is another's is answered like one that does not exist.
    """
    _check_authority(authority, by, "activations:recover")
    code = codes.read_credit_code(wanted.credit_code)
    reason, proof = seen(wanted.reason), seen(wanted.proof)

    def work() -> Slip:
        own = _recoverable(code, authority)
        faults = {}
        if not 1 <= len(reason) <= _LONGEST_REASON:
            faults["reason"] = say("recovery_reason_wanted")
        if not 1 <= len(proof) <= _LONGEST_PROOF:
            faults["proof"] = say("recovery_proof_wanted")
        ends = [str(one.id) for one in operators_of(own.host) if str(one.id) in wanted.ends]
        if not ends:
            faults["ends"] = say("recovery_ends_wanted")
        if faults:
            raise Invalid(fields=faults)
        kept = Issue(
            CodeKind.RECOVERY, code, own.name, own.host, authority, ends, reason, proof
        )  # fmt: skip
        return keep_codes([kept], by=by, at=at)[0]

    return transact(work)


def accounts_to_recover(
    credit_code: str, authority: str, *, by: Actor
) -> tuple[str, list[Account]]:
    """Return a host's name and its active accounts, for the form of a recovery.

    Raises Invalid at ``credit_code`` where it is not the authority's or has no account.
    """
    _check_authority(authority, by, "activations:recover")
    own = _recoverable(codes.read_credit_code(credit_code), authority)
    return own.name, operators_of(own.host)


def withdraw(activation_id: str, *, by: Actor, at: datetime) -> None:
    """End an open code that an authority issued. Raises NotFound, CodeNotOpen."""
    require(by, "activations:issue")

    def work() -> None:
        known = ObjectId.is_valid(activation_id)
        found = Activation.objects(id=activation_id).first() if known else None
        # A hand-over inside a host is nobody's business but the host's.
        if found is None or not found.authority:
            raise NotFound
        require(by, "activations:issue", authority=found.authority)
        if not settle(state=CodeState.WITHDRAWN, at=at, id=found.id):
            raise CodeNotOpen
        before = {"kind": found.kind, "state": CodeState.UNUSED}
        act = Act("activation.withdraw", subject_of(found.credit_code), before=before)
        record(act, by=by, at=at)

    transact(work)


def issued_page(
    authority: str, after: list[str], limit: int, *, by: Actor
) -> tuple[list[Activation], list[str]]:
    """Return a page of codes that authorities issued, newest first, and the key it ends with.

    An empty ``authority`` is one's own; the ministry's is all.
    """
    in_view = authority_in_view(by, authority)
    require(by, "activations:read", authority=in_view)
    # index authority_1_recorded_at_-1_id_-1, or recorded_at_-1_id_-1 for all
    scope = {"authority__ne": ""} if in_view is None else {"authority": in_view}
    return page_by_time(Activation.objects(**scope), after, limit)


def waiting_hosts(
    authority: str, after: str, limit: int, *, by: Actor, at: datetime
) -> tuple[int, list[Host], frozenset[str]]:
    """Return how many hosts have no account, a page of them, and which have an open code.

    Four queries; pages run by credit code, after one.
    """
    require(by, "activations:read", authority=authority)
    ids = answer(hosts_without_account(authority))
    page = Host.objects(id__in=ids, credit_code__gt=after).order_by("credit_code").limit(limit)
    hosts = list(page)  # index credit_code_1
    shown = [one.credit_code for one in hosts]
    opened = Activation.objects(
        credit_code__in=shown, state=CodeState.UNUSED.value, expires_at__gt=at
    )  # index credit_code_1_state_1
    return len(ids), hosts, frozenset(opened.distinct("credit_code"))


def state_of(activation: Activation, at: datetime) -> str:
    """Return where a code stands: unused, used, withdrawn, replaced or expired."""
    lapsed = activation.state == CodeState.UNUSED and at >= activation.expires_at
    return "expired" if lapsed else str(activation.state)


def keep_codes(wanted: Sequence[Issue], *, by: Actor, at: datetime) -> list[Slip]:
    """Make and keep a code for each, inside the caller's transaction; earlier open ones end."""
    until = codes.expiry(at)
    slips, kept = [], []
    for one in wanted:
        code = codes.make_code()
        slips.append(
            Slip(one.credit_code, one.host_name, codes.in_groups(code), until,
                 one.authority, one.kind)
        )  # fmt: skip
        kept.append(_document(one, code, until, by=by, at=at))
    its_codes = [one.credit_code for one in wanted]
    settle(
        state=CodeState.REPLACED, at=at, credit_code__in=its_codes, authority=wanted[0].authority
    )
    Activation.objects.insert(kept, load_bulk=False)
    record_all([_act(one, until) for one in wanted], by=by, at=at)
    told = [_notice(one, until) for one in wanted if one.host and one.authority]
    if told:
        post_all(told, at=at)
    return slips


def operators_of(host: str) -> list[Account]:
    """Return the active accounts of a host by username."""
    found = Account.objects(host=host, role=Role.HOST_OPERATOR.value, active=True)
    # index host_1_username_1
    return list(found.only("username", "name", "recorded_at").order_by("username"))


def subject_of(credit_code: str) -> str:
    """Return the ledger's subject for a host, which may not be on record yet."""
    return f"host:{credit_code}"


def _document(one: Issue, code: str, until: datetime, *, by: Actor, at: datetime) -> Activation:
    return Activation(
        digest=codes.digest_of_code(one.credit_code, code),
        kind=one.kind.value,
        credit_code=one.credit_code,
        host_name=one.host_name,
        authority=one.authority,
        ends=list(one.ends),
        reason=one.reason,
        proof=one.proof,
        issued_by=by.account,
        issued_by_name=by.name,
        recorded_at=at,
        expires_at=until,
    )


def _check_authority(authority: str, by: Actor, permission: str) -> None:
    require(by, permission, authority=authority or by.authority)
    if authority not in authorities().codes:
        raise Invalid(fields={"authority": say("activation_authority_wanted")})


def _recoverable(credit_code: str, authority: str) -> Belonging:
    own = belongings([credit_code])[credit_code] if credit_code else None
    if own is None or not own.host or authority not in own.authorities:
        raise Invalid(fields={"credit_code": say("recovery_host_unknown")})
    if not own.active:
        raise Invalid(fields={"credit_code": say("recovery_no_account")})
    return own


def _faults(
    recipients: Sequence[Recipient], known: Mapping[str, Belonging], authority: str
) -> list[str]:
    """Say of each line what stands against a code for it."""
    faults, before = [], set[str]()
    for line, one in enumerate(recipients, start=1):
        own = known[one.credit_code]
        if not codes.read_credit_code(one.credit_code):
            fault = "activation_line_unreadable"
        elif one.credit_code in before:
            fault = "activation_line_repeated"
        elif not own.is_of(authority):
            fault = "activation_line_foreign"
        elif own.active:
            fault = "activation_line_has_account"
        elif not own.name and not 1 <= len(seen(one.name)) <= _LONGEST_NAME:
            fault = "activation_line_name_wanted"
        else:
            before.add(one.credit_code)
            continue
        faults.append(say(fault, line=line, read=one.credit_code[:30], name=own.name))
    return faults


def _act(one: Issue, until: datetime) -> Act:
    after: dict[str, object] = {"kind": one.kind, "expires_at": until}
    if one.ends:
        after["ends"] = list(one.ends)
    if one.kind is CodeKind.RECOVERY:
        after["proof"] = one.proof
    subject = subject_of(one.credit_code)
    return Act("activation.issue", subject, after=after, reason=one.reason)


def _notice(one: Issue, until: datetime) -> Notice:
    code = "notice_recovery_issued" if one.kind is CodeKind.RECOVERY else "notice_activation_issued"
    params = {
        "office": authority_name(one.authority),
        "host": one.host_name,
        "kind": say(f"activation_kind_{one.kind}"),
        "until": codes.last_day_of(until),
        "proof": one.proof,
        "count": str(len(one.ends)),
    }
    return Notice("host", one.host, code, subject_of(one.credit_code), params)
