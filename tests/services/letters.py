"""A mail server, people who want e-mail, and messages to them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from ipaddress import ip_network

import pytest
from cryptography.fernet import Fernet

from registry.channels import Channels
from registry.clock import Clock
from registry.documents.accounts import Account
from registry.encryption import Vault
from registry.gateways.outgoing import Rules
from registry.gateways.smtp import MailServer
from registry.permissions import Role
from registry.services import contact_ways
from registry.services.contact_ways import Ways
from registry.services.outbox import Notice, post_all
from registry.services.sign_in import actor_of
from tests.outside import MailHouse, running

VAULT = Vault([Fernet.generate_key().decode()])
SUBJECT = "platform:330000-2026-0001"


@pytest.fixture
def house() -> Iterator[MailHouse]:
    """A mail server on the loopback."""
    with running(MailHouse()) as server:
        yield server


def by_mail(port: int) -> Channels:
    """E-mail alone is switched on."""
    server = MailServer("127.0.0.1", port, "none", "", "", "reserve@miit.example.cn")
    rules = Rules(networks=(ip_network("127.0.0.0/8"),), plain=True)
    return Channels(
        mail=server, sms=None, rules=rules, sms_rules=rules, link="https://reserve.example.cn",
        training=False, vault=lambda: VAULT, wall=Clock().wall,
    )  # fmt: skip


@pytest.fixture
def wants_mail(person_of: Callable[..., Account], at: datetime) -> Callable[..., Account]:
    """``wants_mail(email, role=…, host=…) -> Account``: a person who wants e-mail."""

    def made(email: str, role: Role = Role.HOST_OPERATOR, **more: str) -> Account:
        account = person_of(
            role, **({"host": "host-1"} if role is Role.HOST_OPERATOR else {}) | more
        )
        by = actor_of(account, door="page", request_id="")
        contact_ways.change(Ways(email, "", frozenset({"email"})), vault=VAULT, by=by, at=at)
        return account

    return made


def post_some(at: datetime, count: int = 1, **more: str) -> None:
    """Write messages to the host."""
    to = {"audience": "host", "recipient": "host-1", "code": "messages_none_unread"} | more
    post_all([Notice(subject=SUBJECT, **to) for _ in range(count)], at=at)
