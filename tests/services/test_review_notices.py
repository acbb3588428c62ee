"""What a host is told of its application, and how far each message has come."""

from datetime import timedelta

import pytest

from registry.documents.applications import Application
from registry.documents.outbox import OutboxMessage
from registry.errors import NotFound
from registry.permissions import Actor, Role
from registry.services.review_claims import claim_one
from registry.services.review_notices import told_to_host
from tests.review_makers import a_submitted

pytestmark = pytest.mark.usefixtures("database")

NUMBER = "SB-330000-2026-0001"
HOST = Actor(account="host", name="高远", role=Role.HOST_OPERATOR, host="host-1")


def test_delivery_is_written_then_seen(reviewer, at):
    """A message waits to be sent; once the host looked it is delivered, at the first time."""
    a_submitted()
    claim_one(NUMBER, by=reviewer, at=at)
    application = Application.objects.get()
    assert [one.delivery.state for one in told_to_host(application, by=reviewer)] == ["to_be_sent"]
    assert told_to_host(application, by=reviewer, at=at)[0].delivery.read_at is None
    seen = at + timedelta(hours=1)
    (told,) = told_to_host(application, by=HOST, at=seen)
    assert (told.delivery.state, told.delivery.read_at) == ("delivered", seen)
    (told,) = told_to_host(application, by=HOST, at=seen + timedelta(hours=1))
    assert told.delivery.read_at == seen
    OutboxMessage.objects.update(set__state="failed", unset__read_at=1)
    assert told_to_host(application, by=reviewer)[0].delivery.state == "undelivered"
    OutboxMessage.objects.update(set__state="sent", set__sent_at=at)
    assert told_to_host(application, by=reviewer)[0].delivery.state == "sent"
    foreign = Actor(account="h2", name="乙", role=Role.HOST_OPERATOR, host="host-2")
    with pytest.raises(NotFound):
        told_to_host(application, by=foreign)
