"""Codes, registrations and hand-over by page: what is shown once, told alike, kept out."""

import re
from html import unescape

import pytest

from registry.documents.accounts import Account
from registry.documents.activations import Activation
from registry.documents.registrations import Registration
from registry.permissions import Role
from registry.services.passwords import hash_password
from tests.services.account_records import PASSWORD, host_on_record
from tests.services.conftest import credit_code

pytestmark = pytest.mark.usefixtures("quick_passwords")
CODE = re.compile(r'class="slip-code">([^<]+)<')


@pytest.fixture
def lead_page(sign_in):
    """Zhejiang's lead at a browser."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


@pytest.fixture
def visitor(app, sign_in):
    """Somebody who is not signed in, with a right CSRF token."""
    return sign_in(Role.MINISTRY_LEAD, active=False)


def claim(code, ordinal=1, **changes):
    """What somebody types on the activation page."""
    typed = {
        "credit_code": credit_code(ordinal),
        "code": code,
        "name": "李四",
        "username": "li.si",
        "password": PASSWORD,
        "repeat": PASSWORD,
    }
    return typed | changes


def application(ordinal=1, **changes):
    """What somebody types on the registration page."""
    typed = claim(
        "", ordinal, host_name="示例1有限公司", authority="330000", contact="0571-88880000"
    )
    return typed | changes


def issue(client, ordinal=1, **more):
    """Issue a code by its credit code; return the answer."""
    return client.post(
        "/activations", data={"pick": "typed", "codes": credit_code(ordinal), **more}
    )


def test_slips_are_shown_once_and_lead_to_an_account(lead_page, visitor):
    """The printed code opens an account by the page it names; its list shows no code."""
    host_on_record(1)
    page = issue(lead_page)
    assert page.headers["Cache-Control"] == "no-store"
    (code,) = CODE.findall(page.text)
    assert "http://localhost/activate" in page.text
    assert 'src="data:image/svg+xml' in page.text
    assert code not in lead_page.get("/activations/issued").text
    done = visitor.post("/activate", data=claim(code))
    assert done.status_code == 200
    assert "li.si" in done.text
    signed = visitor.post("/sign-in", data={"username": "li.si", "password": PASSWORD})
    assert signed.status_code == 303
    assert visitor.get("/handovers").status_code == 200


def test_the_chosen_or_all_hosts_get_slips(lead_page):
    """Ticked hosts, or all without an account; nobody ticked is said at the list."""
    first = host_on_record(1)
    host_on_record(2)
    page = lead_page.get("/activations")
    assert "共 <strong>2</strong> 家" in page.text
    chosen = lead_page.post("/activations", data={"pick": "chosen", "hosts": [first]})
    assert len(CODE.findall(chosen.text)) == 1
    assert len(CODE.findall(lead_page.post("/activations", data={"pick": "all"}).text)) == 2
    none = lead_page.post("/activations", data={"pick": "chosen"})
    assert (none.status_code, "没有选中任何单位" in none.text) == (422, True)


def test_a_pasted_list_keeps_what_was_typed(lead_page):
    """A wrong line is named, the text stays, and nothing is issued."""
    host_on_record(1)
    typed = f"{credit_code(1)}\n{credit_code(8)}\n<b>错</b>"
    page = lead_page.post("/activations", data={"pick": "typed", "codes": typed})
    assert page.status_code == 422
    assert "第 2 行" in page.text
    assert typed in unescape(page.text)
    assert "<b>错</b>" not in page.text
    assert Activation.objects.count() == 0
    named = lead_page.post(
        "/activations", data={"pick": "typed", "codes": f"{credit_code(8)}\t新来者，研究院"}
    )
    assert "新来者，研究院" in named.text


def test_a_deadline_over_new_year_names_its_year(lead_page, visitor):
    """Of a code, of a registration to decide, and told to the applicant: 2027, not only the day."""
    host_on_record(1)
    issue(lead_page)
    assert "2027年1月27日（周三）" in lead_page.get("/activations/issued").text
    received = visitor.post("/registrations/new", data=application(2)).text
    assert "2027年1月27日（周三）" in lead_page.get("/registrations").text
    (reference,) = re.findall(r"(?:[2-9A-Z]{4} ){3}[2-9A-Z]{4}", received)
    state = visitor.post("/registrations/state", data={"reference": reference}).text
    assert "2027年1月27日（周三） 24:00 前未办理的" in state


def test_a_code_made_void_is_not_called_taken_back(lead_page):
    """The list says of it what the button said."""
    host_on_record(1)
    issue(lead_page)
    one = Activation.objects.get().id
    lead_page.post(f"/activations/{one}/withdrawal")
    page = lead_page.get("/activations/issued").text
    assert ("已作废" in page, "已撤回" in page) == (True, False)


def test_each_wrong_line_of_a_pasted_list_is_an_item(lead_page):
    """One item per line, in the summary and at the field; above, how many lines it is of."""
    host_on_record(1)
    typed = "\n".join([credit_code(1), *[f"wrong {n}" for n in range(12)]])
    page = lead_page.post("/activations", data={"pick": "typed", "codes": typed}).text
    assert "有 12 行需要修改" in page
    summary, field = re.findall(r"<ul>(?:(?!</ul>).)*第 2 行.*?</ul>", page, re.DOTALL)
    assert (summary.count("<li>"), field.count("<li>")) == (11, 11)
    for item in ("第 2 行", "第 11 行", "另有 2 行也需要修改"):
        assert re.search(rf"<li>(<[^>]+>)?{item}", summary)
    assert "第 12 行" not in page


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/activate", ["credit_code", "code", "name", "username", "password", "repeat"]),
        (
            "/registrations/new",
            ["credit_code", "host_name", "authority", "name", "contact", "username", "password",
             "repeat"],
        ),
    ],
)  # fmt: skip
def test_everything_wrong_is_said_at_once_in_the_order_of_the_page(visitor, path, fields):
    """The repeated password with the others; passwords are not said to be kept, nor are they."""
    typed = application() | dict.fromkeys(fields, "") | {"code": "x", "repeat": "another"}
    page = visitor.post(path, data=typed)
    assert page.status_code == 422
    assert re.findall(r'href="#f-([a-z_]+)"', page.text) == fields
    assert page.text.index('id="f-password"') < page.text.index('id="f-repeat"')
    assert "两次输入的密码不一致，请重新输入。" in page.text
    assert "其他内容都保留着；密码请重新输入。" in page.text
    assert "已填内容都保留着" not in page.text
    assert 'value="another"' not in page.text


def test_every_wrong_code_is_answered_alike(lead_page, visitor):
    """Unknown host, unknown code, used code: same status, same page but for what was typed."""
    host_on_record(1)
    (used,) = CODE.findall(issue(lead_page).text)
    visitor.post("/activate", data=claim(used))
    answers = [
        visitor.post("/activate", data=claim(code, ordinal, username="other"))
        for code, ordinal in ((used, 1), ("ABCDEFGHJKMNPQRS", 1), ("ABCDEFGHJKMNPQRS", 7))
    ]
    told = {
        (one.status_code, re.search(r'role="alert">.*?</div></div>', one.text, re.DOTALL)[0])
        for one in answers
    }
    assert len(told) == 1
    assert all(PASSWORD not in one.text for one in answers)


def test_markup_in_what_is_typed_stays_text(lead_page, visitor):
    """A name with tags is shown as typed and runs nowhere; too long a one is refused."""
    script = "<script>alert(1)</script>"
    visitor.post("/registrations/new", data=application(host_name=script, name=script))
    for path in ("/registrations", f"/registrations/{Registration.objects.get().id}"):
        page = lead_page.get(path).text
        assert script not in page
        assert script in unescape(page)
    long = visitor.post("/activate", data=claim("ABCDEFGHJKMNPQRS", name="长" * 100_000))
    assert long.status_code == 422


def test_a_registration_from_form_to_sign_in(lead_page, visitor):
    """Asked for, waiting by reference, confirmed, signed in; the contact is gone afterwards."""
    page = visitor.post("/registrations/new", data=application()).text
    reference = re.search(r'id="reference">([^<]+)<', page)[1]
    username = Registration.objects.get().username
    asked = visitor.post("/registrations/state", data={"reference": reference}).text
    assert "等待浙江省" in asked
    assert username not in asked
    number = str(Registration.objects.get().id)
    assert "0571-88880000" in lead_page.get(f"/registrations/{number}").text
    assert "确认注册申请：1 份" in lead_page.get("/").text
    done = lead_page.post(f"/registrations/{number}/confirmation")
    assert done.status_code == 303
    after = lead_page.get(done.location).text
    assert "0571-88880000" not in after
    assert username in visitor.post("/registrations/state", data={"reference": reference}).text
    again = lead_page.post(f"/registrations/{number}/confirmation")
    assert (again.status_code, "已经办理过" in again.text) == (409, True)
    signed = visitor.post("/sign-in", data={"username": username, "password": PASSWORD})
    assert signed.status_code == 303


def test_a_refused_registration_says_why(lead_page, visitor):
    """Without a reason it is asked for; with one the applicant reads it."""
    page = visitor.post("/registrations/new", data=application()).text
    reference = re.search(r'id="reference">([^<]+)<', page)[1]
    path = f"/registrations/{Registration.objects.get().id}/refusal"
    assert lead_page.post(path, data={"reason": ""}).status_code == 422
    assert lead_page.post(path, data={"reason": "查无此人"}).status_code == 303
    assert "查无此人" in visitor.post("/registrations/state", data={"reference": reference}).text
    unknown = visitor.post("/registrations/state", data={"reference": "<b>x</b>"})
    assert (unknown.status_code, "<b>x</b>" in unknown.text) == (404, False)


def test_the_answer_to_a_registration_tells_nothing(person_of, visitor):
    """With a taken username and a host that has an account: the same page, sign for sign."""
    person_of(Role.HOST_OPERATOR, host=host_on_record(2), username="li.si")
    pages = [
        visitor.post("/registrations/new", data=application(ordinal)).text for ordinal in (1, 2)
    ]
    varying = re.compile(
        r'id="reference">[^<]+<|li\.si-\w{4}|请求编号 <code>\w+</code>'
        r'|name="csrf_token" value="[^"]+"'
    )
    assert len({varying.sub("", page) for page in pages}) == 1


def test_the_same_name_side_by_side(lead_page, visitor, person_of):
    """Another name on record, and accounts there are, stand before the one who decides."""
    person_of(Role.HOST_OPERATOR, host=host_on_record(1), name="老王")
    visitor.post("/registrations/new", data=application(host_name="别的公司"))
    page = lead_page.get(f"/registrations/{Registration.objects.get().id}").text
    assert "在册名称是“示例1有限公司”" in page
    assert "老王" in page


def test_recovery_by_page(lead_page, visitor, person_of):
    """The host, then whose accounts end, why and on what proof; the code ends them."""
    lost = person_of(Role.HOST_OPERATOR, host=host_on_record(1), name="老王")
    assert "老王" in lead_page.get(f"/activations/recovery?credit_code={credit_code(1)}").text
    foreign = lead_page.get(f"/activations/recovery?credit_code={credit_code(5)}").text
    assert "没有找到这个依托单位" in foreign
    given = {"credit_code": credit_code(1), "reason": "离职失联", "proof": "函〔2026〕8号"}
    assert lead_page.post("/activations/recovery", data=given).status_code == 422
    page = lead_page.post("/activations/recovery", data={**given, "ends": [str(lost.id)]})
    (code,) = CODE.findall(page.text)
    assert visitor.post("/activate", data=claim(code)).status_code == 200
    assert not lost.reload().active


def test_handing_over_by_page(sign_in, visitor):
    """Alone one cannot leave; a code makes a successor; then one can, and is signed out."""
    host = host_on_record(1)
    giver = sign_in(Role.HOST_OPERATOR, host=host, password_hash=hash_password(PASSWORD))
    alone = giver.post("/handovers/leaving", data={"sure": "1"})
    assert (alone.status_code, "唯一可用的账号" in alone.text) == (409, True)
    assert giver.post("/handovers", data={"proof": PASSWORD}).status_code == 422
    stranger = giver.post("/handovers", data={"leaving": "no", "proof": "somebody-else"})
    assert (stranger.status_code, Activation.objects.count()) == (422, 0)
    page = giver.get("/handovers").text
    (once,) = re.findall(r'name="once" value="([0-9a-f]{32})"', page)
    asked = {"leaving": "no", "proof": PASSWORD, "once": once}
    (code,) = CODE.findall(giver.post("/handovers", data=asked).text)
    again = giver.post("/handovers", data=asked)
    assert (again.status_code, "这次已经办理过" in again.text) == (409, True)
    assert Activation.objects.count() == 1
    assert visitor.post("/activate", data=claim(code)).status_code == 200
    assert giver.post("/handovers/leaving", data={}).status_code == 422
    left = giver.post("/handovers/leaving", data={"sure": "1"})
    assert (left.status_code, left.location) == (303, "/sign-in")
    assert giver.get("/handovers").status_code == 302
    assert list(Account.objects(host=host, active=True).scalar("username")) == ["li.si"]


def test_the_ministry_chooses_the_authority(sign_in):
    """Without one it is asked; with one it sees and issues for it."""
    ministry = sign_in(Role.MINISTRY_STAFF)
    host_on_record(1, "440000")
    assert "请先选择主管部门" in ministry.get("/activations").text
    assert "示例1有限公司" in ministry.get("/activations?authority=440000").text
    assert issue(ministry).status_code == 422
    assert issue(ministry, authority="440000").status_code == 200
    assert issue(ministry, authority="990000").status_code == 422
    assert "示例1有限公司" in ministry.get("/activations/issued").text


def test_a_province_looks_into_no_other(lead_page):
    """An address that names another authority is answered like one that is not there."""
    host_on_record(1, "440000")
    for path in ("/activations", "/activations/issued", "/registrations", "/activations/new"):
        assert lead_page.get(f"{path}?authority=440000").status_code == 404
    assert issue(lead_page, authority="440000").status_code == 404


def test_disabling_the_last_of_a_host_asks_why(sign_in, person_of):
    """The system administrator gives a reason beside the button; the last lead stays."""
    system = sign_in(Role.SYSTEM_ADMINISTRATOR)
    last = person_of(Role.HOST_OPERATOR, host=host_on_record(1))
    path = f"/accounts/{last.id}/disabling"
    refused = system.post(path)
    assert (refused.status_code, "请写明原因" in refused.text) == (422, True)
    assert system.post(path, data={"reason": "账号被盗用"}).status_code == 303
    only = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    kept = system.post(f"/accounts/{only.id}/disabling", data={"reason": "调离"})
    assert (kept.status_code, "先给接任人建立账号" in kept.text) == (409, True)
    assert "最后一个账号不能停用" in kept.text


def test_guessing_is_limited_at_the_door(visitor):
    """A flood of tries from one address is turned away before anything is looked at."""
    answers = [visitor.post("/activate", data={}).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({422}, 429)
