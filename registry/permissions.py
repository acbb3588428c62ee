"""Who may do what: one grammar ``resource:action``, one table, one check.

Denied unless the table says otherwise. Another's record is answered as if it did not
exist (404), so that no answer tells whether it does.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from registry.errors import NotAllowed, NotFound
from registry.policy.vocabulary import Side


class Role(StrEnum):
    """The roles. The three administrators are separate (三员分立) and see no filings."""

    HOST_OPERATOR = "host_operator"
    DIVISION_REVIEWER = "division_reviewer"
    PROVINCIAL_REVIEWER = "provincial_reviewer"
    PROVINCIAL_LEAD = "provincial_lead"
    MINISTRY_STAFF = "ministry_staff"
    MINISTRY_LEAD = "ministry_lead"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    CONSOLE = "console"


_HOST = frozenset({Role.HOST_OPERATOR})
PROVINCE = frozenset({Role.PROVINCIAL_REVIEWER, Role.PROVINCIAL_LEAD})
MINISTRY = frozenset({Role.MINISTRY_STAFF, Role.MINISTRY_LEAD})
DIVISION = frozenset({Role.DIVISION_REVIEWER})
_OFFICES = PROVINCE | MINISTRY
# Who has work that a program can do for them over the API.
_WITH_TOKENS = _HOST | DIVISION | _OFFICES
# Who acts for one reporting authority: its own people, and the offices of its divisions.
_OF_AUTHORITY = PROVINCE | DIVISION
_LEADS = frozenset({Role.PROVINCIAL_LEAD, Role.MINISTRY_LEAD})
# A case of removal is begun by a lead of the platform's authority, or by the ministry.
_OPENS_REMOVALS = MINISTRY | {Role.PROVINCIAL_LEAD}
_SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
_SECURITY = frozenset({Role.SECURITY_ADMINISTRATOR})
_AUDIT = frozenset({Role.AUDIT_ADMINISTRATOR})
_CONSOLE = frozenset({Role.CONSOLE})
_PEOPLE = frozenset(Role) - _CONSOLE

PERMISSIONS: MappingProxyType[str, frozenset[Role]] = MappingProxyType(
    {
        "me:read": _PEOPLE,
        "passwords:change": _PEOPLE,
        "sessions:revoke": _PEOPLE,
        "second_factors:manage": _PEOPLE,
        "contact_ways:manage": _HOST | _OFFICES,
        "calendar_feeds:manage": _PEOPLE,
        "tokens:issue": _WITH_TOKENS,
        "tokens:read": _WITH_TOKENS,
        "tokens:revoke": _WITH_TOKENS,
        "tokens:oversee": _SECURITY,
        "tokens:withdraw": _SECURITY,
        "accounts:read": _SYSTEM | _SECURITY | _CONSOLE,
        "accounts:create": _SYSTEM | _CONSOLE,
        "accounts:disable": _SYSTEM | _CONSOLE,
        "accounts:reset": _SYSTEM | _CONSOLE,
        "grants:change": _SECURITY | _CONSOLE,
        "activations:read": _OFFICES,
        "activations:issue": _OFFICES,
        "activations:recover": _LEADS,
        "registrations:read": _OFFICES,
        "registrations:decide": _OFFICES,
        "handovers:read": _HOST,
        "handovers:issue": _HOST,
        "handovers:leave": _HOST,
        "lockouts:read": _SECURITY | _CONSOLE,
        "lockouts:lift": _SECURITY | _CONSOLE,
        "second_factors:read": _SECURITY | _CONSOLE,
        "second_factors:reset": _SECURITY | _CONSOLE,
        "operation:read": _SYSTEM,
        "deliveries:read": _SYSTEM | _CONSOLE,
        "deliveries:resend": _SYSTEM | _CONSOLE,
        "sign_ins:read": _AUDIT,
        "sign_ins:export": _AUDIT,
        "ledger:read": _AUDIT,
        "ledger:export": _AUDIT | _CONSOLE,
        "ledger:verify": _AUDIT | _CONSOLE,
        "backups:make": _CONSOLE,
        "backups:restore": _CONSOLE,
        "calendar:read": frozenset(Role),
        "calendar:import": frozenset({Role.MINISTRY_LEAD}) | _CONSOLE,
        "platforms:read": _HOST | _OFFICES,
        "platforms:history": _HOST | _OFFICES,
        "messages:read": _HOST | _OFFICES,
        "webhooks:read": _HOST | _LEADS,
        "webhooks:manage": _HOST | _LEADS,
        "summary_sheets:read": _OFFICES,
        "summary_sheets:upload": PROVINCE,
        "summary_sheets:withdraw": PROVINCE,
        "summary_sheets:check_pages": PROVINCE,
        "summary_sheets:accept": frozenset({Role.PROVINCIAL_LEAD}),
        "authority_settings:read": PROVINCE,
        "authority_settings:change": frozenset({Role.PROVINCIAL_LEAD}),
        "adjustments:read": _HOST | _OFFICES,
        "adjustments:follow": _OFFICES,
        "adjustments:open": frozenset({Role.MINISTRY_LEAD}),
        "adjustments:set_cut_off": frozenset({Role.PROVINCIAL_LEAD}),
        "exit_proposals:read": _HOST | _OFFICES,
        "exit_proposals:propose": frozenset({Role.PROVINCIAL_LEAD}),
        "exit_proposals:withdraw": frozenset({Role.PROVINCIAL_LEAD}),
        "major_changes:read": _HOST | _OFFICES,
        "major_changes:report": _HOST,
        "major_changes:decide": PROVINCE,
        "incidents:read": _HOST | _OFFICES,
        "incidents:record": _HOST | _OFFICES,
        "incidents:examine": _OFFICES,
        "initial_loads:read": MINISTRY,
        "initial_loads:upload": MINISTRY,
        "initial_loads:withdraw": MINISTRY,
        "initial_loads:carry_out": frozenset({Role.MINISTRY_LEAD}),
        "quarterly_updates:read": _HOST | _OFFICES,
        "quarterly_updates:draft": _HOST,
        "quarterly_updates:submit": _HOST,
        "quarterly_updates:file_on_behalf": PROVINCE,
        "update_checks:read": _PEOPLE,
        "update_checks:observe": _OFFICES,
        "realtime_updates:read": _HOST | _OFFICES,
        "realtime_updates:report": _HOST,
        "applications:read": _HOST | _OFFICES,
        "applications:draft": _HOST,
        "applications:submit": _HOST,
        "late_filings:read": _HOST | _OFFICES,
        "late_filings:give": _OPENS_REMOVALS,
        "update_returns:read": _HOST | _OFFICES,
        "update_returns:return": PROVINCE,
        "support_requests:read": _HOST | _OFFICES,
        "support_requests:handle": PROVINCE,
        "support_requests:follow": _HOST,
        "support_requests:export": _OFFICES,
        "reporting:read": _OFFICES,
        "reporting:export": _OFFICES,
        "reporting:contacts": PROVINCE,
        "chases:read": _OFFICES,
        "chases:send": _OFFICES,
        "reviews:read": _OFFICES,
        "applications:review": PROVINCE,
        "applications:decide": PROVINCE,
        "applications:reassign": frozenset({Role.PROVINCIAL_LEAD}),
        "pre_reviews:read": DIVISION,
        "applications:pre_review": DIVISION,
        "division_offices:read": PROVINCE,
        "division_offices:change": frozenset({Role.PROVINCIAL_LEAD}),
        "transfers:read": _OFFICES,
        "transfers:propose": frozenset({Role.PROVINCIAL_LEAD}),
        "transfers:withdraw": frozenset({Role.PROVINCIAL_LEAD}),
        "transfers:decide": frozenset({Role.PROVINCIAL_LEAD}),
        "removal_cases:read": _HOST | _OFFICES,
        "removal_cases:open": _OPENS_REMOVALS,
        "removal_cases:notify": _OPENS_REMOVALS,
        "removal_cases:state": _HOST,
        "removal_cases:add_evidence": _HOST | _OPENS_REMOVALS,
        "removal_cases:verify": _OPENS_REMOVALS,
        "removal_cases:prepare": MINISTRY,
        "removal_cases:hold": MINISTRY,
        "removal_cases:decide": frozenset({Role.MINISTRY_LEAD}),
        "appeals:read": _HOST | _OFFICES,
        "appeals:file": _HOST,
        "appeals:add_evidence": _HOST | _OPENS_REMOVALS,
        "appeals:correct": MINISTRY,
        "appeals:suspend": frozenset({Role.MINISTRY_LEAD}),
        "appeals:prepare": MINISTRY,
        "appeals:decide": frozenset({Role.MINISTRY_LEAD}),
        "removal_batches:read": MINISTRY,
        "register_extracts:read": MINISTRY,
        "register_extracts:upload": MINISTRY | _CONSOLE,
        "register_extracts:cancel": MINISTRY,
        "unreported_changes:read": _HOST | _OFFICES,
        "unreported_changes:open": _OFFICES,
        "unreported_changes:ask": _OFFICES,
        "unreported_changes:answer": _HOST,
        "unreported_changes:settle": _OFFICES,
        "unreported_changes:look_again": _OFFICES,
        "condition_findings:read": _HOST | _OFFICES,
        "condition_findings:note": _OFFICES,
        "condition_findings:export": _OFFICES,
        "bans:read": _HOST | _OFFICES,
        "bans:record": frozenset({Role.MINISTRY_LEAD}) | _CONSOLE,
        "ban_waivers:read": MINISTRY,
        "ban_waivers:prepare": MINISTRY,
        "ban_waivers:approve": frozenset({Role.MINISTRY_LEAD}),
    }
)

# What only the person may do, signed in: no API token carries these.
PERSONAL = frozenset(
    {
        "passwords:change",
        "sessions:revoke",
        "second_factors:manage",
        "contact_ways:manage",
        "calendar_feeds:manage",
        "tokens:issue",
        # Who gets an account is decided by people: a token that leaked shall make none.
        "activations:read",
        "activations:issue",
        "activations:recover",
        "registrations:read",
        "registrations:decide",
        "handovers:read",
        "handovers:issue",
        "handovers:leave",
        # Comparing paper with a screen is done with one's own eyes.
        "summary_sheets:check_pages",
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, for whom, and through which door.

    ``host`` is the host's id for a host operator, ``authority`` the reporting authority's
    code for a provincial role or an office of one of its divisions, ``division`` that
    office's. ``scopes`` narrows a token to some permissions; None is all.
    """

    account: str
    name: str
    role: Role
    host: str = ""
    authority: str = ""
    door: str = "page"
    scopes: frozenset[str] | None = None
    request_id: str = ""
    division: str = ""


def may(actor: Actor, permission: str) -> bool:
    """Tell whether the role, and the token's scopes, carry a permission.

    Raises KeyError for a permission that the table does not know: a fault of the program.
    """
    granted = actor.role in PERMISSIONS[permission]
    return granted and (actor.scopes is None or permission in actor.scopes)


def require(
    actor: Actor, permission: str, *, host: str | None = None, authority: str | None = None
) -> None:
    """Let the actor pass or refuse; the first act of every use-case.

    ``host`` and ``authority`` say whose the record is. Raises NotAllowed where the role
    does not carry the permission, NotFound where the record is another's.
    """
    if not may(actor, permission):
        raise NotAllowed(permission=permission)
    if not _is_within_reach(actor, host=host, authority=authority):
        raise NotFound


def authority_in_view(actor: Actor, asked: str = "") -> str | None:
    """Return the one authority whose records a list is about: asked for, or the actor's own.

    None is all of them. ``require`` still decides whether the actor may see it: a provincial
    actor without an authority gets the empty one, which is nobody's.
    """
    return asked or (actor.authority if actor.role in _OF_AUTHORITY else None)


def _is_within_reach(actor: Actor, *, host: str | None, authority: str | None) -> bool:
    """Tell whether a record is the actor's; one that does not say whose it is, is not."""
    if host is None and authority is None:
        return True
    if actor.role in _HOST:
        return bool(actor.host) and actor.host == host
    if actor.role in _OF_AUTHORITY:
        return bool(actor.authority) and actor.authority == authority
    return True


def side_of(by: Actor) -> Side:
    """Return for whom somebody acts: host, province or ministry."""
    if by.role in MINISTRY:
        return Side.MINISTRY
    return Side.PROVINCE if by.role in PROVINCE else Side.HOST
