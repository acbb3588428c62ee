"""Signing in by page, and the account pages of people and administrators."""

import re
from pathlib import Path

import pytest
from mongoengine.connection import get_db

from registry.cursors import make_cursor
from registry.documents.accounts import Account
from registry.documents.ledger import LedgerEntry
from registry.limits import limiter
from registry.messages import sentences
from registry.permissions import Role
from registry.services import accounts as desk
from registry.services.accounts import NewAccount
from registry.services.grants import Grant
from registry.web.accounts import device
from registry.web.sign_in import safe_target

PASSWORD = "四叶草-lantern-7731"

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def wang(app, console, at):
    """Wang, lead of Zhejiang's department, with a password of her own."""
    limiter.reset()
    grant = Grant(Role.PROVINCIAL_LEAD, authority="330000")
    new = NewAccount("wang.fang", "王芳", grant, password=PASSWORD)
    return desk.create_account(new, by=console, at=at)


def csrf_of(client, path="/sign-in") -> str:
    """Load a page and return the token in its form."""
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[1]


def post_sign_in(client, username="wang.fang", password=PASSWORD, **more):
    """Sign in through the form."""
    form = {"username": username, "password": password, "csrf_token": csrf_of(client), **more}
    return client.post("/sign-in", data=form)


def test_a_visitor_is_led_to_sign_in_and_back(client, wang):
    """A page that wants somebody signed in leads to the form, and the form back to the page."""
    answer = client.get("/account?tab=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=%2Faccount%3Ftab%3D1"
    page = client.get(answer.location)
    assert 'name="next" value="/account?tab=1"' in page.text
    signed_in = post_sign_in(client, next="/account?tab=1")
    assert signed_in.status_code == 303
    assert signed_in.location == "/account?tab=1"
    assert "王芳" in client.get("/account").text


def test_refusals_are_the_same_for_known_and_unknown_names(client, wang):
    """Page and status of a refusal do not tell whether an account exists."""
    pages = []
    for username in ("wang.fang", "nobody"):
        answer = post_sign_in(client, username, "wrong")
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
        text = text.replace(username, "")
        pages.append((answer.status_code, re.sub(r"<code>[0-9a-f]{16}</code>", "", text)))
    assert pages[0] == pages[1]
    assert pages[0][0] == 401
    assert "用户名或密码不正确" in pages[0][1]


def test_what_was_typed_is_kept_but_the_password(client, wang):
    """After a refusal the username stands in the form again, the password nowhere."""
    page = post_sign_in(client, "<b>wang", "wrong-password-77").text
    assert 'value="&lt;b&gt;wang"' in page
    assert "wrong-password-77" not in page


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/a\nb", "/\tevil", "evil", "", "/sign-in", "/sign-out",
        "https:/evil", "///evil.example", "//[", "//a\u2100b",
    ],
)  # fmt: skip
def test_no_open_redirect(target):
    """Whatever is asked for, one only goes on to a page of this service."""
    assert safe_target(target) == "/"


@pytest.mark.parametrize("target", ["/", "/accounts?role=", "/sign-ins", "/platforms/1?on=2026"])
def test_pages_of_ours_are_gone_on_to(target):
    """A path of this service is kept with its query."""
    assert safe_target(target) == target


def test_a_session_is_not_fixed_beforehand(client, wang, app):
    """A cookie planted before signing in holds nothing afterwards."""
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by an attacker"
        before = cookie["csrf_token"]
    post_sign_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before


def test_a_copied_cookie_ends_with_sign_out(client, wang, app):
    """Signing out ends the session in the record: a copy of the cookie opens nothing."""
    post_sign_in(client)
    cookie = client.get_cookie("reserve_session").value
    assert client.post("/sign-out", data={"csrf_token": csrf_of(client, "/account")}).location
    thief = app.test_client()
    thief.set_cookie("reserve_session", cookie)
    assert thief.get("/account").status_code == 302
    results = [one["result"] for one in get_db().sign_ins.find().sort("_id", 1)]
    assert results == ["signed_in", "signed_out"]


def test_signing_in_anew_ends_the_session_before(client, wang, app):
    """A browser that signs in again leaves no open session behind."""
    post_sign_in(client)
    before = client.get_cookie("reserve_session").value
    token = csrf_of(client, "/account")
    form = {"username": "wang.fang", "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 303
    assert client.get("/account").status_code == 200
    thief = app.test_client()
    thief.set_cookie("reserve_session", before)
    assert thief.get("/account").status_code == 302


def test_a_forged_cookie_opens_nothing(app, client):
    """A cookie signed with another key, or with operators in it, is a visitor's."""
    with client.session_transaction() as cookie:
        cookie["_user_id"] = {"$ne": None}
    assert client.get("/account").status_code == 302
    client.set_cookie("reserve_session", "eyJfdXNlcl9pZCI6ImEifQ.aaaa.bbbb")
    assert client.get("/account").status_code == 302


def test_pages_are_not_kept_by_a_browser(client, wang):
    """What was shown while signed in does not come back from a cache afterwards."""
    post_sign_in(client)
    assert client.get("/account").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    ["[]", '"x"', "null", '{"username": {"$ne": null}, "password": {"$ne": null}}', "{", ""],
)
def test_json_to_sign_in_is_no_fault_of_ours(client, wang, body):
    """JSON of any shape is refused, never answered by a 500."""
    answer = client.post("/sign-in", data=body, content_type="application/json")
    assert answer.status_code == 400
    token = csrf_of(client)
    answer = client.post(
        "/sign-in", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 401


def test_operators_in_a_form_are_only_text(client, wang):
    """Field names and values with operators reach no query."""
    form = {"username[$ne]": "x", "password[$ne]": "x", "csrf_token": csrf_of(client)}
    assert client.post("/sign-in", data=form).status_code == 401
    assert post_sign_in(client, '{"$ne": null}', '{"$gt": ""}').status_code == 401


def test_a_huge_password_is_refused_and_not_hashed_whole(client, wang):
    """A password of a million characters costs no more than another wrong one."""
    assert post_sign_in(client, password="a" * 1_000_000).status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-out", "/account/password", "/account/sessions", "/account/tokens"],
)
def test_a_form_without_its_token_is_refused(sign_in, path):
    """No form of ours is accepted without the CSRF token."""
    client = sign_in(Role.MINISTRY_LEAD)
    del client.environ_base["HTTP_X_CSRFTOKEN"]
    answer = client.post(path, data={})
    assert answer.status_code == 400
    assert "这次提交没有接受" in answer.text


def test_too_many_sign_ins_from_one_address_are_turned_away(client, wang):
    """Beyond thirty tries a minute an address is told to come again later."""
    token = csrf_of(client)
    for _ in range(30):
        answer = client.post("/sign-in", data={"csrf_token": token})
        assert answer.status_code in {401, 429}
    answer = client.post("/sign-in", data={"csrf_token": token})
    limiter.reset()
    assert answer.status_code == 429
    assert "操作太频繁" in answer.text


def test_a_first_password_comes_before_everything(sign_in):
    """With a first password every page leads to the form for a new one."""
    client = sign_in(Role.MINISTRY_LEAD, must_change_password=True)
    assert client.get("/account").location == "/account/password"
    assert "初始密码" in client.get("/account/password").text
    assert client.post("/account/tokens", data={}).location == "/account/password"


def test_changing_ones_password(client, wang):
    """Each fault is said at its field; a good password is taken and said so."""
    post_sign_in(client)
    form = {"csrf_token": csrf_of(client, "/account/password"), "current": PASSWORD}
    weak = client.post("/account/password", data={**form, "new": "12345", "repeat": "12345"})
    assert weak.status_code == 422
    assert "密码至少 10 个字符" in weak.text
    differs = client.post("/account/password", data={**form, "new": "a", "repeat": "b"})
    assert "两次输入的新密码不一致" in differs.text
    new = "竹影-harbor-5520"
    done = client.post("/account/password", data={**form, "new": new, "repeat": new})
    assert done.location == "/account"
    assert "密码已更换" in client.get("/account").text


def test_from_a_new_account_to_its_first_sign_in(sign_in, app):
    """One administrator makes the account, another grants the role, its owner signs in."""
    limiter.reset()
    system, security = sign_in(Role.SYSTEM_ADMINISTRATOR), sign_in(Role.SECURITY_ADMINISTRATOR)
    made = system.post(
        "/accounts", data={"username": "Zhao.Min", "name": "赵敏", "role": "ministry_lead"}
    )
    password = re.search(r'id="first-password">([^<]+)<', made.text)[1]
    account = Account.objects.get(username="zhao.min")
    assert account.role == ""  # a role in the form is not taken
    page = f"/accounts/{account.id}"
    assert "更改授权" not in system.get(page).text
    assert "更改授权" in security.get(page).text
    wrong = security.post(f"{page}/grant", data={"role": "provincial_lead", "authority": "33"})
    assert wrong.status_code == 422
    assert "没有代码为 33 的主管部门" in wrong.text
    good = security.post(f"{page}/grant", data={"role": "provincial_lead", "authority": "330000"})
    assert good.status_code == 303
    zhao = app.test_client()
    assert post_sign_in(zhao, "zhao.min", password).status_code == 303
    assert zhao.get("/account").location == "/account/password"


def test_a_grant_is_changed_or_taken_away_and_never_nothing(sign_in, person_of):
    """Authorities go by name; nothing chosen is a fault at the role and leaves no entry."""
    security = sign_in(Role.SECURITY_ADMINISTRATOR)
    kept = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    person_of(Role.PROVINCIAL_LEAD, authority="330000")
    page = f"/accounts/{kept.id}"
    shown = security.get(page).text
    options = re.search(r'<select[^>]+name="authority".*?</select>', shown, re.DOTALL)[0]
    assert len(re.findall(r'<option value="\d{6}"', options)) == 37
    assert '<option value="330000" selected>浙江省' in options
    same = {"role": "provincial_lead", "authority": "330000"}
    for nothing in ({}, same):
        refused = security.post(f"{page}/grant", data=nothing)
        assert refused.status_code == 422
        assert 'href="#f-role">没有改动。请选择要授予的角色。' in refused.text
    assert LedgerEntry.objects(verb="grant.change").count() == 0
    done = security.post(f"{page}/grant", data={"act": "take_away"})
    assert done.status_code == 303
    assert Account.objects.get(id=kept.id).role == ""
    after = security.get(page).text
    assert ("授权已收回" in after, "收回授权</button>" in after) == (True, False)
    assert security.post(f"{page}/grant", data={"act": "take_away"}).status_code == 422
    assert LedgerEntry.objects(verb="grant.change").count() == 1


def test_administrators_lists_and_logs(sign_in, client, wang):
    """Each administrator's pages show what happened, to that administrator."""
    for _ in range(5):
        post_sign_in(client, password="wrong")
    system, security = sign_in(Role.SYSTEM_ADMINISTRATOR), sign_in(Role.SECURITY_ADMINISTRATOR)
    audit = sign_in(Role.AUDIT_ADMINISTRATOR)
    assert "wang.fang" in system.get("/accounts?q=WANG&role=provincial_lead").text
    assert "没有符合条件的账号" in system.get("/accounts?q=zhang").text
    assert system.get("/accounts?q=%00wang").status_code == 200
    assert "wang.fang" in security.get("/lockouts").text
    lifted = security.post("/lockouts/lifting", data={"key": "account:wang.fang"})
    assert lifted.status_code == 303
    assert "密码不正确" in audit.get("/sign-ins").text
    ledger = audit.get(f"/ledger?subject=account:{wang.id}").text
    assert "建立账号" in ledger
    assert "此对象的记录链完整" in ledger


def test_logs_page_by_cursor(sign_in, client, wang):
    """The log goes on after the last entry shown; a forged cursor is refused."""
    entry = {"result": "signed_in", "recorded_at": Account.objects.get(id=wang.id).recorded_at}
    for number in range(60):
        get_db().sign_ins.insert_one({**entry, "account_name": f"第{number:02}人"})
    audit = sign_in(Role.AUDIT_ADMINISTRATOR)
    first = audit.get("/sign-ins").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = audit.get(following).text
    seen = re.findall(r"第\d\d人", first + second)
    assert len(seen) == len(set(seen)) == 60
    assert audit.get("/sign-ins?cursor=forged").status_code == 400
    of_another_list = make_cursor("tests only", [entry["recorded_at"].isoformat(), "330000-1"])
    assert audit.get(f"/sign-ins?cursor={of_another_list}").status_code == 400


def test_signed_in_pages_cost_two_queries_at_most(sign_in, app, token_for, commands):
    """Finding out who asks takes one query by session, two by token."""
    client, headers = sign_in(Role.MINISTRY_STAFF), token_for(Role.MINISTRY_STAFF)
    with commands() as seen:
        assert client.get("/account/password").status_code == 200
    assert len(seen) <= 2
    with commands() as seen:
        assert app.test_client().get("/api/v1/me", headers=headers).status_code == 200
    assert len(seen) <= 2


def test_every_act_of_the_ledger_has_a_name():
    """Each verb that the desk writes into the ledger is said in Chinese on its page."""
    source = Path(__file__).parents[2] / "registry"
    written = {
        verb
        for path in source.rglob("*.py")
        for verb in re.findall(r'"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
        if re.search(rf'(?:Act\(|change\(\s*account_id,)\s*"{re.escape(verb)}"', path.read_text())
    }
    assert {"account.create", "grant.change", "summary_sheet.receive"} <= written
    assert {f"story_{verb}" for verb in written} <= set(sentences())


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) MicroMessenger", "微信 · iPhone"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_device_is_named_in_words(agent, words):
    """What a browser calls itself is shortened to what its owner would call it."""
    assert device(agent) == words
