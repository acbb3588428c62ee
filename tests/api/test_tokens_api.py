"""The API's door: bearer tokens and nothing else."""

import pytest

from registry.documents.tokens import ApiToken
from registry.permissions import Role


@pytest.fixture
def bearer(token_for) -> dict[str, str]:
    """A provincial lead's token."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_me_tells_whose_the_token_is(client, bearer):
    """A token speaks for its account, role and authority."""
    answer = client.get("/api/v1/me", headers=bearer)
    assert answer.status_code == 200
    assert answer.json["role"] == "provincial_lead"
    assert answer.json["role_name"] == "省级负责人"
    assert answer.json["authority"] == "330000"
    assert "summary_sheets:accept" in answer.json["permissions"]
    assert "tokens:issue" not in answer.json["permissions"]


def test_a_cookie_does_not_speak_on_the_api(sign_in):
    """A signed-in browser is a visitor to the API."""
    assert sign_in(Role.MINISTRY_LEAD).get("/api/v1/me").status_code == 401


def test_the_api_opens_no_session(sign_in, bearer):
    """Whoever calls from a signed-in browser gets no cookie, and an answer that hangs on none."""
    answer = sign_in(Role.MINISTRY_LEAD).get("/api/v1/me", headers=bearer)
    assert answer.json["role"] == "provincial_lead"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_token_does_not_speak_on_the_pages(client, bearer):
    """A bearer token is a visitor to the pages."""
    assert client.get("/account", headers=bearer).status_code == 302


def test_only_the_authorization_header_is_read(client, bearer):
    """A token in the address, in a body or under another header opens nothing."""
    secret = bearer["Authorization"].removeprefix("Bearer ")
    for attempt in (
        {"query_string": {"access_token": secret, "auth_token": secret}},
        {"headers": {"Authentication-Token": secret}},
        {"headers": {"X-Api-Key": secret}},
        {"headers": {"Authorization": secret}},
        {"headers": {"Authorization": f"Basic {secret}"}},
        {"headers": {"Authorization": f"Bearer {secret} x"}},
        {"headers": {"Authorization": "Bearer "}},
        {"headers": {"Authorization": f"Bearer {secret[:-1]}"}},
        {"json": {"auth_token": secret}},
    ):
        answer = client.get("/api/v1/me", **attempt)
        assert answer.status_code == 401, attempt
        assert answer.json["code"] == "not_signed_in"


def test_a_token_revokes_itself_and_is_over(client, bearer):
    """A leaked token can be ended with itself; used again it is unknown."""
    (listed,) = client.get("/api/v1/tokens", headers=bearer).json["items"]
    assert listed["state"] == "active"
    assert "digest" not in listed
    assert client.delete(f"/api/v1/tokens/{listed['id']}", headers=bearer).status_code == 204
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize("token_id", ["none", "%7B%22$ne%22:null%7D", "5f0000000000000000000009"])
def test_revoking_what_is_not_ones_own_is_not_found(client, bearer, token_id):
    """Unreadable and unknown ids are records that do not exist."""
    assert client.delete(f"/api/v1/tokens/{token_id}", headers=bearer).status_code == 404


def test_a_narrow_token_is_told_that_it_may_not(client, token_for):
    """Without the scope the answer is 403, in Chinese, and me tells what it may do."""
    headers = token_for(Role.MINISTRY_LEAD, scopes=["platforms:read"])
    answer = client.get("/api/v1/tokens", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")
    permissions = client.get("/api/v1/me", headers=headers).json["permissions"]
    assert permissions == ["me:read", "platforms:read"]


def test_a_role_lost_is_lost_to_its_tokens(client, token_for):
    """Scopes that the role no longer carries open nothing, though the token names them."""
    headers = token_for(Role.PROVINCIAL_REVIEWER, scopes=["summary_sheets:accept"])
    permissions = client.get("/api/v1/me", headers=headers).json["permissions"]
    assert permissions == ["me:read"]


def test_options_and_head_tell_no_more_than_get(client, sign_in):
    """HEAD asks for the same permission as GET, and OPTIONS only names methods."""
    assert client.head("/accounts").status_code == 302
    assert sign_in(Role.MINISTRY_LEAD).head("/accounts").status_code == 403
    answer = client.options("/accounts")
    assert answer.status_code == 200
    assert answer.data == b""
    assert client.head("/sign-out").status_code == 405


def test_the_record_of_a_token_is_no_token(client, bearer):
    """Whoever reads the database cannot act with what stands there."""
    stored = ApiToken.objects.first()
    for guess in (stored.digest, stored.prefix, f"rsv_{stored.digest}"):
        headers = {"Authorization": f"Bearer {guess}"}
        assert client.get("/api/v1/me", headers=headers).status_code == 401
