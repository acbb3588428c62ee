"""API tokens on the desk: narrower than their owner, shown once, over at once."""

from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.ledger import LedgerEntry
from registry.documents.tokens import ApiToken
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import PERSONAL, Actor, Role
from registry.services import tokens
from registry.services.proofs import Present
from registry.services.sign_in import actor_of
from registry.services.tokens import TokenWanted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lead(person_of) -> Actor:
    """A provincial lead with an account on record."""
    account = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    return actor_of(account, door="page", request_id="")


def wanted(*scopes: str, label: str = "台账同步", days: int = 30) -> TokenWanted:
    """What is asked for."""
    return TokenWanted(label, scopes or ("platforms:read",), days)


def issue(asked: TokenWanted, *, by: Actor, at):
    """Make a token, its owner being there."""
    return tokens.issue(asked, Present(by.account), by=by, at=at)


def identify(secret: str, *, request_id: str = "", at) -> Actor | None:
    """Say who a token speaks for, nobody being obliged to a second factor."""
    caller = tokens.identify(secret, request_id=request_id, at=at, rule="off")
    return caller and caller.actor


def test_a_token_is_kept_as_its_digest_alone(lead, at):
    """The token itself stands nowhere: not in its record, not in the ledger."""
    issued = issue(wanted(), by=lead, at=at)
    database = get_db()
    kept = str([*database.api_tokens.find(), *database.ledger.find()])
    assert issued.secret not in kept
    assert issued.secret.startswith(ApiToken.objects.get().prefix)


def test_a_token_speaks_within_its_scopes(lead, at):
    """It acts for its owner's place, through the API's door, and may say whose it is."""
    issued = issue(wanted(), by=lead, at=at)
    actor = identify(issued.secret, request_id="r", at=at)
    assert (actor.account, actor.authority, actor.door) == (lead.account, "330000", "api")
    assert actor.scopes == {"platforms:read", "me:read"}


@pytest.mark.parametrize(
    "scope", [*sorted(PERSONAL), "accounts:create", "quarterly_updates:submit", "*", "$ne"]
)
def test_no_scope_beyond_the_role(lead, at, scope):
    """Neither another role's permission, nor a personal or made-up one, goes into a token."""
    with pytest.raises(Invalid) as refused:
        issue(wanted("platforms:read", scope), by=lead, at=at)
    assert set(refused.value.fields) == {"scopes"}
    assert ApiToken.objects.count() == 0


def test_everything_wrong_is_said_at_once(lead, at):
    """Purpose, days and scopes are each answered for."""
    with pytest.raises(Invalid) as refused:
        issue(TokenWanted("", (), 366), by=lead, at=at)
    assert set(refused.value.fields) == {"label", "days", "scopes"}


def test_a_token_makes_no_tokens(lead, at):
    """A token cannot widen itself by issuing another."""
    issued = issue(wanted("tokens:read", "tokens:revoke"), by=lead, at=at)
    actor = identify(issued.secret, at=at)
    with pytest.raises(NotAllowed):
        issue(wanted(), by=actor, at=at)


def test_administrators_hold_no_tokens(person_of, at):
    """The three administrators act by page alone."""
    account = person_of(Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        issue(wanted("me:read"), by=actor_of(account, door="page", request_id=""), at=at)


def test_a_token_ends_on_its_instant(lead, at):
    """It is in force until the instant it expires, and not at it."""
    issued = issue(wanted(days=1), by=lead, at=at)
    ends = at + timedelta(days=1)
    assert identify(issued.secret, at=ends - timedelta(milliseconds=1))
    assert identify(issued.secret, at=ends) is None


def test_a_revoked_token_is_over_at_once_and_for_ever(lead, at):
    """Revoking ends it, revoking again changes nothing, and the ledger says it once."""
    issued = issue(wanted(), by=lead, at=at)
    tokens.revoke(issued.id, by=lead, at=at)
    tokens.revoke(issued.id, by=lead, at=at + timedelta(hours=1))
    assert identify(issued.secret, at=at) is None
    assert ApiToken.objects.get().revoked_at == at
    assert LedgerEntry.objects(verb="token.revoke").count() == 1


def test_anothers_token_is_not_found(lead, person_of, at):
    """Nobody sees or ends another's token."""
    issued = issue(wanted(), by=lead, at=at)
    other = actor_of(
        person_of(Role.PROVINCIAL_LEAD, authority="330000"), door="page", request_id=""
    )
    assert tokens.tokens_of(other) == []
    with pytest.raises(NotFound):
        tokens.revoke(issued.id, by=other, at=at)
    assert identify(issued.secret, at=at)


def test_twenty_tokens_are_enough(lead, at):
    """The twenty-first token in force is refused; revoking one makes room."""
    made = [issue(wanted(), by=lead, at=at) for _ in range(tokens.MOST)]
    with pytest.raises(Invalid):
        issue(wanted(), by=lead, at=at)
    tokens.revoke(made[0].id, by=lead, at=at)
    assert issue(wanted(), by=lead, at=at)


@pytest.mark.parametrize("secret", ["", "rsv_", "rsv_" + "a" * 43, "x" * 10_000, '{"$ne": null}'])
def test_made_up_tokens_are_nobodys(secret, at):
    """What was never issued opens nothing."""
    assert identify(secret, at=at) is None


@pytest.mark.parametrize(
    ("collection", "query", "sort", "index"),
    [
        ("accounts", {"sessions.key": "k", "active": True}, None, "sessions.key_1"),
        ("accounts", {"role": "host_operator"}, [("username", 1)], "role_1_username_1"),
        ("accounts", {"username": {"$gt": "a"}}, [("username", 1)], "username_1"),
        ("api_tokens", {"digest": "d", "revoked_at": None}, None, "digest_1"),
        ("api_tokens", {"account": "a"}, [("recorded_at", -1)], "account_1_recorded_at_-1"),
        ("sign_ins", {}, [("recorded_at", -1), ("_id", -1)], "recorded_at_-1__id_-1"),
        (
            "sign_ins",
            {"account": "a"},
            [("recorded_at", -1), ("_id", -1)],
            "account_1_recorded_at_-1__id_-1",
        ),
        ("sign_in_counters", {"locked_until": {"$gt": 0}}, None, "locked_until_-1"),
        ("ledger", {}, [("recorded_at", -1), ("_id", -1)], "recorded_at_-1__id_-1"),
    ],
)  # fmt: skip
def test_each_list_uses_its_index(collection, query, sort, index):
    """No list of people, tokens or log entries reads its whole collection or sorts in memory."""
    found = get_db()[collection].find(query)
    plan = (found.sort(sort) if sort else found).explain()["queryPlanner"]["winningPlan"]
    assert index in str(plan)
    assert "'SORT'" not in str(plan)
