"""schemathesis over the whole OpenAPI document: each role's token, none, and one that expired.

Every operation is found in the document itself. Those who may do most also get schemathesis'
systematic cases, a thousand requests and more. ``make contract`` gives them all to everybody.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from registry.documents.accounts import Account
from registry.documents.tokens import ApiToken
from registry.permissions import Role
from tests.contract.conftest import EXAMPLES
from tests.contract.running import Told, examined
from tests.contract.seeding import of_place, records_of

PEOPLE = tuple(role for role in Role if role is not Role.CONSOLE)
BUSY = {Role.HOST_OPERATOR, Role.PROVINCIAL_LEAD, Role.MINISTRY_LEAD}
# What each of them reads, so that a run that reaches nothing is noticed.
READS = {
    Role.HOST_OPERATOR: "GET /api/v1/platforms/{number}/quarterly-updates/{period}",
    Role.DIVISION_REVIEWER: "GET /api/v1/pre-reviews",
    Role.PROVINCIAL_LEAD: "GET /api/v1/summary-sheets/{number}/rows",
    Role.MINISTRY_LEAD: "GET /api/v1/initial-loads/{number}",
}


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_gets_what_the_document_says(app, token_for, role, examples):
    """Whatever is sent: no 5xx, and the statuses, shapes and headers that are documented."""
    headers = token_for(role, **of_place(role), username="asks")
    records = records_of(str(Account.objects.get(username="asks").id))
    whole = role in BUSY or examples > EXAMPLES
    told = examined(app, headers, records, examples=examples, systematic=whole)
    assert not told.failures, "\n".join(told.failures)
    assert told.asked == told.operations
    assert READS.get(role, "GET /api/v1/me") in told.succeeded


def shut_out(app: Flask, headers: dict[str, str], examples: int) -> Told:
    """Knock at every operation; nothing but 401, or 404 where no address is like that."""
    records = records_of("5f0000000000000000000008")
    told = examined(app, headers, records, examples=examples, systematic=examples > EXAMPLES)
    assert not told.failures, "\n".join(told.failures)
    assert told.asked == told.operations
    assert 401 in told.closed
    assert told.closed.keys() <= {401, 404}, told.closed
    return told


def test_nobody_gets_in_without_a_token(app, examples):
    """Every closed operation is a 401, whatever is sent; the open ones answer."""
    assert "GET /api/v1/authorities" in shut_out(app, {}, examples).succeeded


def test_an_expired_token_opens_nothing(app: Flask, token_for: Callable, examples: int):
    """A token whose day has come is none."""
    headers = token_for(Role.MINISTRY_LEAD)
    token = ApiToken.objects.get()
    token.update(expires_at=token.recorded_at - timedelta(seconds=1))
    shut_out(app, headers, examples)
