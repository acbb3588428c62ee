"""One's own ways to be told, and the operator's page of what did not arrive."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.documents.accounts import Account
from registry.documents.contact_ways import ContactWays
from registry.documents.deliveries import Delivery
from registry.documents.ledger import LedgerEntry
from registry.permissions import Role
from tests.house.delivery_records import Holder, a_dead_letter

PAGE = "/account/contact-ways"
TYPED = {"email": "li.si@example.gov.cn", "phone": "138 0000-0000", "channels": ["email", "sms"]}
SignIn = Callable[..., FlaskClient]


class Whose(Holder):
    """An account of the tests' host."""

    account, host, authority = "5f0000000000000000000008", "host-1", "330000"


def test_a_person_says_where_to_be_told(app: Flask, sign_in: SignIn) -> None:
    """Kept sealed and shown again to the person; the ledger says which ways, never where."""
    client = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert client.post(PAGE, data=TYPED).status_code == 303
    shown = client.get(PAGE).get_data(as_text=True)
    assert "li.si@example.gov.cn" in shown
    assert "13800000000" in shown
    kept = ContactWays.objects.get()
    assert "li.si" not in kept.email
    assert "138" not in kept.phone[:6]
    (entry,) = LedgerEntry.objects(verb="contact_ways.change")
    assert entry.after == {"channels": ["email", "sms"]}
    colleague = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "li.si" not in colleague.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "li.si"}, "请填写一个电子邮箱地址"),
        ({"email": "a@b.cn, c@d.cn"}, "请填写一个电子邮箱地址"),
        ({"email": "a@b.cn\r\nBcc: c@d.cn"}, "请填写一个电子邮箱地址"),
        ({"phone": "12345"}, "请填写 11 位手机号码"),
    ],
)
def test_what_is_no_address_is_refused_beside_its_field(
    sign_in: SignIn, typed: dict[str, object], said: str
) -> None:
    """One plain address and one number, or none."""
    answer = sign_in(Role.PROVINCIAL_LEAD, authority="330000").post(PAGE, data=typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert ContactWays.objects.count() == 0


def test_a_way_without_an_address_is_not_wanted(sign_in: SignIn) -> None:
    """Both ways are offered ticked; who gives an e-mail address alone is told by e-mail."""
    client = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert client.get(PAGE).get_data(as_text=True).count(" checked") == 2
    client.post(PAGE, data=TYPED | {"phone": ""})
    assert ContactWays.objects.get().channels == ["email"]
    assert client.get(PAGE).get_data(as_text=True).count(" checked") == 1


def test_a_host_s_person_lets_the_authority_see_it(sign_in: SignIn) -> None:
    """Never unasked, taken back by saving without it; an office is not asked, nor believed."""
    client = sign_in(Role.HOST_OPERATOR, host="host-1")
    asked = "主管部门可以看到我的邮箱和手机号"
    assert asked in client.get(PAGE).get_data(as_text=True)
    client.post(PAGE, data=TYPED)
    assert not ContactWays.objects.get().to_authority
    client.post(PAGE, data=TYPED | {"to_authority": "1"})
    assert ContactWays.objects.get().to_authority
    assert (
        "checked" in client.get(PAGE).get_data(as_text=True).split('name="to_authority"')[1][:200]
    )
    client.post(PAGE, data=TYPED)
    assert not ContactWays.objects.get().to_authority
    kept = [
        one.after for one in LedgerEntry.objects(verb="contact_ways.change").order_by("sequence")
    ]
    assert [one.get("to_authority") for one in kept] == [None, True, None]
    office = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    assert asked not in office.get(PAGE).get_data(as_text=True)
    office.post(PAGE, data=TYPED | {"to_authority": "1"})
    assert ContactWays.objects(to_authority=True).count() == 0


def test_emptied_fields_are_forgotten(sign_in: SignIn) -> None:
    """Who takes an address away leaves none behind."""
    client = sign_in(Role.HOST_OPERATOR, host="host-1")
    client.post(PAGE, data=TYPED)
    client.post(PAGE, data={"email": "", "phone": ""})
    kept = ContactWays.objects.get()
    assert (kept.email, kept.phone, kept.channels) == ("", "", [])


def test_the_operator_sees_why_and_sends_again(
    sign_in: SignIn, person_of: Callable[..., Account], at: datetime
) -> None:
    """Who was not reached, why, and a button for one and for all; not what was to be said."""
    whose = Whose()
    whose.account = str(person_of(Role.HOST_OPERATOR, host="host-1", name="李思").id)
    letters = [a_dead_letter(whose)["delivery_id"] for _ in range(3)]
    client = sign_in(Role.SYSTEM_ADMINISTRATOR)
    page = client.get("/deliveries").get_data(as_text=True)
    assert page.count("李思") == 3
    assert "邮件服务器拒收这封邮件" in page
    assert client.post(f"/deliveries/{letters[0]}/resending").status_code == 303
    assert Delivery.objects(state="waiting").count() == 1
    client.post("/deliveries/resending", data={"channel": "email"})
    assert Delivery.objects(state="failed").count() == 0
    assert "没有未送达的通知" in client.get("/deliveries").get_data(as_text=True)
    assert client.get("/deliveries?channel=pigeon").status_code == 404


def test_of_a_webhook_the_operator_sees_whose_it_is(sign_in: SignIn) -> None:
    """The office by its name; neither the address nor the label of its system."""
    lead = {"audience": "authority", "recipient": "330000"}
    a_dead_letter(Whose(), channel="webhook", fault="outgoing_silent", **lead)
    client = sign_in(Role.SYSTEM_ADMINISTRATOR)
    page = client.get("/deliveries").get_data(as_text=True)
    assert "浙江" in page
    assert "连不上对方" in page
