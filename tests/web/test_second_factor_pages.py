"""Two-step sign-in by page: half a session opens nothing, forced setting up, the sensitive acts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from mongoengine.connection import get_db
from passlib.totp import TOTP

from registry.app import create_app
from registry.clock import Clock
from registry.documents.accounts import Account
from registry.documents.second_factors import SecondFactor
from registry.limits import limiter
from registry.permissions import Role
from registry.services import accounts as desk
from registry.services import second_factors
from registry.services.accounts import NewAccount
from registry.services.grants import Grant
from registry.services.proofs import Present
from registry.services.second_factor_codes import CodeJudge
from registry.services.sign_in import actor_of
from tests.conftest import with_session
from tests.house.listed_routes import LINES

PASSWORD = "四叶草-lantern-7731"
PAGES = [
    one["on"].removeprefix("GET ")
    for one in LINES
    if one["on"].startswith("GET /") and "<" not in one["on"] and one["wants"] != "public"
]

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def strict(app, settings, at) -> Flask:
    """The service where ministry and administrators must have a second factor."""
    built = create_app(replace(settings, second_factor="required"), Clock(at))
    built.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    limiter.reset()
    return built


def clock(app: Flask) -> Clock:
    """The service's clock."""
    return app.extensions["reserve"].clock


class Person:
    """Somebody with a browser and a phone."""

    def __init__(self, app: Flask, username: str) -> None:
        self.app, self.username, self.client = app, username, app.test_client()
        self.totp: TOTP | None = None

    def csrf(self, path: str) -> str:
        """Load a page and return the token in its form."""
        return re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).text)[1]

    def post(self, path: str, page: str = "", **form: str):
        """Post a form as the page has it."""
        return self.client.post(path, data={"csrf_token": self.csrf(page or path), **form})

    def gives_password(self):
        """Take the first step."""
        form = {"username": self.username, "password": PASSWORD, "next": "/account"}
        return self.post("/sign-in", **form)

    def gives_code(self, code: str):
        """Take the second step."""
        return self.post("/sign-in/code", code=code, next="/account")

    def code(self, steps: int = 0) -> str:
        """What the phone shows, by the wall clock."""
        return str(
            self.totp.generate(time=clock(self.app).wall() + timedelta(seconds=30 * steps)).token
        )


@pytest.fixture
def somebody(console, at):
    """``somebody(app, role, enrolled=False) -> Person``: an account, with a phone if wanted."""

    def made(app: Flask, role: Role, *, enrolled: bool = False, authority: str = "") -> Person:
        username = f"{role.value}.x"
        new = NewAccount(username, "周敏", Grant(role, authority=authority), password=PASSWORD)
        created = desk.create_account(new, by=console, at=at)
        person = Person(app, username)
        if enrolled:
            by = actor_of(Account.objects.get(id=created.id), door="page", request_id="")
            vault, early = app.extensions["reserve"].vault, at - timedelta(days=400)
            second_factors.begin(Present(by.account), vault=vault, by=by, at=early)
            secret = second_factors.pending(vault=vault, by=by, at=early).secret
            person.totp = TOTP(key=secret)
            first = str(person.totp.generate(time=early).token)
            person.recovery = second_factors.confirm(
                first, keep="", judge=CodeJudge(vault, early), by=by, at=early
            )
        return person

    return made


def test_signing_in_asks_for_a_code_and_then_lets_in(strict, somebody):
    """Password, then code, then the page asked for; the header names who is there."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    first = zhou.gives_password()
    assert (first.status_code, first.location) == (303, "/sign-in/code?next=/account")
    assert "周敏" not in zhou.client.get("/sign-in/code").text
    done = zhou.gives_code(zhou.code())
    assert (done.status_code, done.location) == (303, "/account")
    assert "周敏" in zhou.client.get("/account").text


def test_a_wrong_and_a_used_code_are_answered_alike(strict, somebody):
    """The page says the same of both, with status 401, and offers the field again."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    code = zhou.code()
    assert zhou.gives_code(code).status_code == 303
    thief = Person(strict, zhou.username)
    thief.gives_password()
    pages = []
    for typed in (code, "000000"):
        answer = thief.gives_code(typed)
        said = re.search(r"没有登录成功</h2>\s*<p>([^<]+)</p>", answer.text)[1]
        pages.append((answer.status_code, said))
    assert pages[0] == pages[1]
    assert pages[0][0] == 401


@pytest.mark.parametrize("path", PAGES)
def test_half_a_session_opens_no_page(strict, somebody, path):
    """With the password alone every page of the service leads to signing in."""
    zhou = somebody(strict, Role.MINISTRY_LEAD, enrolled=True)
    zhou.gives_password()
    answer = zhou.client.get(path)
    if path.startswith("/api/"):
        assert answer.status_code == 401
    else:
        assert (answer.status_code, answer.location[:9]) == (302, "/sign-in?")


def test_half_a_session_posts_nothing(strict, somebody):
    """Neither a form nor the API takes anything between the two steps."""
    zhou = somebody(strict, Role.MINISTRY_LEAD, enrolled=True)
    zhou.gives_password()
    token = zhou.csrf("/sign-in/code")
    for path in ("/account/password", "/account/tokens", "/account/second-factor/secret"):
        assert zhou.client.post(path, data={"csrf_token": token}).status_code == 401
    for path in ("/api/v1/bans", "/api/v1/summary-sheets"):
        assert zhou.client.post(path, json={}).status_code == 401


def test_the_secret_of_a_half_session_is_no_session(strict, somebody):
    """Put where a session's secret stands, it opens nothing."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    with zhou.client.session_transaction() as cookie:
        secret = cookie["half"]
        assert "_user_id" not in cookie
    assert with_session(strict, secret).get("/account").status_code == 302


def test_no_session_is_fixed_over_either_step(strict, somebody):
    """What a browser brought along is gone after each step, its CSRF token too."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.client.get("/sign-in")
    with zhou.client.session_transaction() as cookie:
        cookie["planted"] = "by an attacker"
        before = cookie["csrf_token"]
    zhou.gives_password()
    with zhou.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before
        cookie["planted"] = "again"
    zhou.gives_code(zhou.code())
    with zhou.client.session_transaction() as cookie:
        assert not {"planted", "half"} & set(cookie)


def test_without_a_first_step_there_is_no_second(strict, somebody):
    """The code's page leads back; a code posted, or a planted half, is refused."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    assert zhou.client.get("/sign-in/code").location == "/sign-in?next=/"
    for half in ("", "made up", {"$ne": None}, ["x"]):
        with zhou.client.session_transaction() as cookie:
            cookie["half"] = half
        token = zhou.csrf("/sign-in")
        with zhou.client.session_transaction() as cookie:
            cookie["half"] = half
        answer = zhou.client.post("/sign-in/code", data={"csrf_token": token, "code": zhou.code()})
        assert answer.status_code == 401
        assert "请重新输入用户名和密码" in answer.text


def test_no_open_redirect_over_two_steps(strict, somebody):
    """A foreign address asked for at either step leads to the first page."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    form = {"username": zhou.username, "password": PASSWORD, "next": "//evil.example"}
    assert zhou.post("/sign-in", **form).location == "/sign-in/code?next=/"
    assert zhou.post("/sign-in/code", code=zhou.code(), next="https://evil").location == "/"


def test_a_recovery_code_is_told_on_the_next_page(strict, somebody):
    """Who came in by a recovery code reads how many are left and what to do."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    assert zhou.gives_code(zhou.recovery[0]).status_code == 303
    page = zhou.client.get("/account").text
    assert "还剩 9 个" in page
    assert "用恢复码登录成功" in page


@pytest.mark.parametrize(
    "path", ["/", "/platforms", "/account", "/account/tokens", "/account/password", "/windows/2026"]
)
def test_who_must_set_up_does_that_first(strict, somebody, path):
    """Without a second factor the ministry's staff get to no other page."""
    zhou = somebody(strict, Role.MINISTRY_STAFF)
    assert zhou.gives_password().location == "/account"
    assert zhou.client.get(path).location == "/account/second-factor"
    assert zhou.client.get("/static/css/site.css").status_code == 200


def test_others_sign_in_with_their_password(strict, somebody):
    """A province's reviewer is not obliged and sees no demand."""
    li = somebody(strict, Role.PROVINCIAL_REVIEWER, authority="330000")
    li.gives_password()
    assert li.client.get("/account").status_code == 200


def test_setting_up_from_sign_in_to_recovery_codes(strict, somebody):
    """QR code and key, a wrong code, the right one, ten codes once, and then the service."""
    zhou = somebody(strict, Role.MINISTRY_STAFF)
    zhou.gives_password()
    page = "/account/second-factor"
    assert "您的角色必须两步登录" in zhou.client.get(page).text
    assert zhou.post(f"{page}/secret", page).location == page
    shown = zhou.client.get(page).text
    assert 'src="data:image/svg+xml' in shown
    key = re.search(r'id="secret-key">([^<]+)<', shown)[1]
    assert all(len(group) == 4 for group in key.split(" "))
    zhou.totp = TOTP(key=key.replace(" ", ""))
    wrong = zhou.post(f"{page}/confirmation", page, code="000000")
    assert wrong.status_code == 422
    assert key in wrong.text
    done = zhou.post(f"{page}/confirmation", page, code=zhou.code())
    codes = re.findall(r"<li><code>([a-z0-9-]{14})</code></li>", done.text)
    assert len(set(codes)) == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert codes[0] not in zhou.client.get(page).text
    assert zhou.client.get("/").status_code == 200


def test_giving_it_up_is_refused_to_who_must_and_free_to_others(strict, somebody):
    """The obliged see no button and get 409; a volunteer gives a code and is rid of it."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    zhou.gives_code(zhou.code())
    page = "/account/second-factor"
    assert "停用两步登录" not in zhou.client.get(page).text
    assert zhou.post(f"{page}/removal", page).status_code == 409
    li = somebody(strict, Role.PROVINCIAL_REVIEWER, enrolled=True, authority="330000")
    li.gives_password()
    li.gives_code(li.code())
    assert li.post(f"{page}/removal", page, **{"proof-removal": "000000"}).status_code == 422
    gone = li.post(f"{page}/removal", page, **{"proof-removal": li.code(1)})
    assert gone.status_code == 303
    assert SecondFactor.objects(recovery__size=10).count() == 1


def test_new_recovery_codes_want_a_code(strict, somebody):
    """Wrong evidence shows none; a fresh code shows ten; the one used to sign in does not do."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    used = zhou.code()
    zhou.gives_code(used)
    page = "/account/second-factor"
    for typed in (used, PASSWORD, ""):
        answer = zhou.post(f"{page}/recovery-codes", page, **{"proof-renewal": typed})
        assert answer.status_code == 422
    done = zhou.post(f"{page}/recovery-codes", page, **{"proof-renewal": zhou.code(1)})
    assert len(re.findall(r"<li><code>", done.text)) == 10


def test_a_token_is_made_only_by_who_is_there(strict, somebody):
    """The form asks for the password, or for a code where there is a second factor."""
    form = {"label": "同步", "days": "30", "scopes": "platforms:read"}
    li = somebody(strict, Role.PROVINCIAL_REVIEWER, authority="330000")
    li.gives_password()
    refused = li.post("/account/tokens", **form, proof="wrong")
    assert (refused.status_code, "rsv_" in refused.text) == (422, False)
    assert "rsv_" in li.post("/account/tokens", **form, proof=PASSWORD).text
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    zhou.gives_password()
    zhou.gives_code(zhou.code())
    assert zhou.post("/account/tokens", **form, proof=PASSWORD).status_code == 422
    assert "rsv_" in zhou.post("/account/tokens", **form, proof=zhou.code(1)).text


def test_a_token_waits_for_its_owners_second_factor(strict, app, token_for):
    """A token from before the rule is refused until its owner has set one up."""
    headers = token_for(Role.MINISTRY_STAFF)
    answer = strict.test_client().get("/api/v1/me", headers=headers)
    assert answer.status_code == 403
    assert answer.json["code"] == "second_factor_wanted"
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 200


def test_an_administrator_resets_and_sees_who_has_none(app, sign_in, somebody):
    """By the account's page, with a reason; the list shows each state; the log keeps the act."""
    zhou = somebody(app, Role.MINISTRY_STAFF, enrolled=True)
    account = Account.objects.get(username=zhou.username)
    security: FlaskClient = sign_in(Role.SECURITY_ADMINISTRATOR)
    assert zhou.username in security.get("/second-factors?state=on").text
    assert zhou.username not in security.get("/second-factors?state=off").text
    path = f"/accounts/{account.id}/second-factor/reset"
    assert security.post(path, data={"reason": " "}).status_code == 422
    assert security.post(path, data={"reason": "<b>当面核对"}).status_code == 303
    assert zhou.username in security.get("/second-factors?state=off").text
    page = sign_in(Role.AUDIT_ADMINISTRATOR).get("/ledger?kind=second_factor").text
    assert "重置两步登录" in page
    assert "<b>当面" not in page


def test_a_training_service_says_that_it_obliges_nobody(client):
    """The sign-in page of a training service with the rule off says so."""
    assert "演练环境没有要求两步登录" in client.get("/sign-in").text


def test_the_log_of_a_stolen_password_shows_to_its_owner(strict, somebody):
    """A right password without a code stands among one's own sign-ins."""
    zhou = somebody(strict, Role.MINISTRY_STAFF, enrolled=True)
    Person(strict, zhou.username).gives_password()
    zhou.gives_password()
    zhou.gives_code(zhou.code())
    assert "密码正确，等待验证码" in zhou.client.get("/account").text
    assert get_db().sign_ins.count_documents({"result": "waits_for_code"}) == 2
