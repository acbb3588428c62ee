"""Registering webhooks: how many at a time and a day, and what follows when its maker leaves."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import pytest

from registry.documents.accounts import Account
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.errors import Invalid
from registry.permissions import Actor, Role
from registry.services import accounts
from registry.services import webhooks as desk
from registry.services.sign_in import actor_of
from tests.outside import Receiver, running
from tests.services.simultaneous import at_once
from tests.services.test_webhooks import HOST, HOUR, OTHER, registered

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The owner's own system."""
    with running(Receiver()) as taking:
        yield taking


def test_of_two_at_once_the_fifth_is_one_and_a_surplus_is_shown(
    receiver: Receiver, at: datetime
) -> None:
    """The one tried again counts the other; what stands beyond the five stands in the list."""
    for _ in range(desk.MOST - 1):
        registered(receiver, at)
    given = at_once(lambda: registered(receiver, at), lambda: registered(receiver, at))
    assert sorted(type(one).__name__ for one in given) == ["Invalid", "MadeWebhook"]
    assert Webhook.objects.count() == desk.MOST
    kept = Webhook.objects.first().to_mongo()
    del kept["_id"]
    Webhook._get_collection().insert_one(kept)
    assert len(desk.list_webhooks(by=HOST)) == desk.MOST + 1


def test_registering_and_removing_has_an_end_each_day(receiver: Receiver, at: datetime) -> None:
    """Ten a day for one owner, each told to its people; the next day goes on, another host now."""
    for _ in range(desk.MOST_A_DAY):
        desk.remove(str(registered(receiver, at).webhook.id), by=HOST, at=at)
    with pytest.raises(Invalid) as refused:
        registered(receiver, at)
    assert "明天" in refused.value.fields["url"]
    registered(receiver, at, OTHER)
    registered(receiver, at + 24 * HOUR)
    told = OutboxMessage.objects(recipient="host-1", code="notice_webhook_registered")
    assert told.count() == desk.MOST_A_DAY + 1


def test_its_people_hear_when_who_registered_it_leaves(
    receiver: Receiver, at: datetime, person_of: Callable[..., Account], console: Actor
) -> None:
    """Disabled or in another role; the webhook stays, and another's leaving tells nothing."""
    lead = partial(person_of, Role.PROVINCIAL_LEAD, authority="330000")
    lead()
    for act in (
        lambda key: accounts.disable_account(key, "离职", by=console, at=at),
        lambda key: accounts.change_grant(key, None, by=console, at=at),
    ):
        OutboxMessage.objects.delete()
        maker, other = lead(), lead()
        registered(receiver, at, actor_of(maker, door="page", request_id=""))
        for account in (other, maker):
            act(str(account.id))
        told = OutboxMessage.objects.get(code="notice_webhook_maker_left")
        assert (told.audience, told.recipient) == ("authority", "330000")
    assert Webhook.objects(state="active").count() == 2
