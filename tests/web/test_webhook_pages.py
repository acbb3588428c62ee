"""Webhooks by page and API: the secret once, the state plain, another's not there."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.deliveries import Delivery
from registry.documents.idempotency import KeptAnswer
from registry.documents.webhooks import Webhook
from registry.permissions import Role
from tests.house.delivery_records import Holder, a_webhook_delivery

FORM = {"label": "办公系统", "url": "https://hooks.example.cn/a?key=1", "kinds": ["application"]}
SignIn = Callable[..., FlaskClient]


class Whose(Holder):
    """The tests' host."""

    account, host, authority = "", "host-1", "330000"


def test_an_address_is_registered_and_its_secret_shown_once(sign_in: SignIn) -> None:
    """Sent again by a reload the form makes no second one, and shows the secret no more."""
    client = sign_in(Role.HOST_OPERATOR, host="host-1")
    form = FORM | {"once": "0" * 32}
    shown = client.post("/webhooks", data=form).get_data(as_text=True)
    assert "whs_" in shown
    assert "whs_" not in client.post("/webhooks", data=form).get_data(as_text=True)
    found = Webhook.objects.get()
    for path in ("/webhooks", f"/webhooks/{found.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "办公系统" in page
        assert "whs_" not in page
    renewed = client.post(f"/webhooks/{found.id}/secret", data={"once": "1" * 32})
    assert "whs_" in renewed.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "https://10.0.0.1/"}, "地址指向本机、内网或保留网段"),
        ({"url": "http://hooks.example.cn/"}, "地址不是 https"),
        ({"url": "https://a:b@hooks.example.cn/"}, "地址里不能带用户名和密码"),
        ({"kinds": []}, "请至少选择一种消息"),
        ({"label": ""}, "请写明推送给哪个系统"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, typed: dict[str, object], said: str
) -> None:
    """The typed values stay, and nothing is kept."""
    answer = sign_in(Role.PROVINCIAL_LEAD, authority="330000").post("/webhooks", data=FORM | typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert Webhook.objects.count() == 0


def test_what_came_to_nothing_is_shown_and_sent_again(sign_in: SignIn) -> None:
    """Why, how often, and a button; paused and removed as told."""
    made = a_webhook_delivery(Whose())
    client, where = sign_in(Role.HOST_OPERATOR, host="host-1"), f"/webhooks/{made['webhook_id']}"
    page = client.get(where).get_data(as_text=True)
    assert "未送达" in page
    assert "连不上对方" in page
    client.post(f"{where}/deliveries/{made['delivery_id']}/resending")
    assert Delivery.objects.get().state == "waiting"
    client.post(f"{where}/state", data={"state": "paused"})
    assert "已暂停" in client.get(where).get_data(as_text=True)
    client.post(f"{where}/state", data={"state": "active"})
    assert Webhook.objects.get().state == "active"
    client.post(f"{where}/removal")
    assert "还没有推送地址" in client.get("/webhooks").get_data(as_text=True)


def test_the_page_of_messages_leads_there_for_who_may(sign_in: SignIn) -> None:
    """A host and a lead find the way; a reviewer is not shown what they may not do."""
    for role, place, there in (
        (Role.HOST_OPERATOR, {"host": "host-1"}, True),
        (Role.PROVINCIAL_REVIEWER, {"authority": "330000"}, False),
    ):
        page = sign_in(role, **place).get("/messages").get_data(as_text=True)
        assert ('href="/webhooks"' in page) is there


def test_a_program_does_the_same_and_no_kept_answer_holds_the_secret(
    client: FlaskClient, token_for: Callable[..., dict[str, str]]
) -> None:
    """Register, list, renew, pause, remove; an Idempotency-Key keeps nothing here."""
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000") | {"Idempotency-Key": "a" * 16}
    made = client.post("/api/v1/webhooks", json=FORM, headers=headers)
    assert made.status_code == 201
    assert made.json["secret"].startswith("whs_")
    where = made.headers["Location"]
    shown = client.get(where, headers=headers).json
    assert "secret" not in shown
    assert client.get("/api/v1/webhooks", headers=headers).json["items"] == [shown]
    renewed = client.post(f"{where}/secret", headers=headers).json
    assert renewed["secret"] != made.json["secret"]
    assert client.post(f"{where}/pause", headers=headers).json["state"] == "paused"
    assert client.post(f"{where}/resumption", headers=headers).json["state"] == "active"
    assert client.get(f"{where}/deliveries", headers=headers).json["items"] == []
    assert KeptAnswer.objects.count() == 0
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(where, headers=other).status_code == 404
    assert client.delete(where, headers=other).status_code == 404
    assert client.delete(where, headers=headers).status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        {"url": {"$ne": ""}},
        {"kinds": [{"$gt": ""}]},
        {"kinds": "application"},
        {"url": "https://[::ffff:7f00:1]/"},
        {"secret": "mine"},
    ],
)
def test_operators_and_strange_bodies_are_refused(
    client: FlaskClient, token_for: Callable[..., dict[str, str]], change: dict[str, object]
) -> None:
    """Text is text, a list a list, and nobody brings a secret of their own."""
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    assert client.post("/api/v1/webhooks", json=FORM | change, headers=headers).status_code == 422
    assert Webhook.objects.count() == 0
