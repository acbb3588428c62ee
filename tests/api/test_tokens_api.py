"""The API's door: bearer tokens and nothing else."""

from registry.permissions import Role


def test_me_tells_whose_the_token_is(client, token_for):
    """A token speaks for its account, role and authority."""
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    answer = client.get("/api/v1/me", headers=headers)
    assert answer.status_code == 200
    assert answer.json["role"] == "provincial_lead"
    assert answer.json["authority"] == "330000"


def test_a_cookie_does_not_speak_on_the_api(sign_in):
    """A signed-in browser is a visitor to the API."""
    assert sign_in(Role.MINISTRY_LEAD).get("/api/v1/me").status_code == 401
