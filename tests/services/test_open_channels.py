"""Open channels: a sleep loses nothing, and what is switched on late pours nothing out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from registry.documents.accounts import Account
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.gateways.outcomes import SENT
from registry.services import deliveries
from registry.services.delivery_claims import claim, give_up_old, note
from registry.services.delivery_rounds import deliver
from tests.outside import MailHouse
from tests.services.letters import by_mail, post_some
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)


def test_a_channel_that_is_switched_on_during_a_sleep_pours_nothing_out(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Webhooks were on when it was written, e-mail was not; off and on again begins anew."""
    wants_mail("a@example.cn")
    without = replace(by_mail(house.port), mail=None)
    deliver(without, at=at)
    post_some(at + DAY, 5)
    assert deliver(by_mail(house.port), at=at + 7 * DAY) == 0
    deliver(without, at=at + 8 * DAY)
    post_some(at + 9 * DAY, 5)
    post_some(at + 15 * DAY)
    assert deliver(by_mail(house.port), at=at + 16 * DAY) == 1
    assert OutboxMessage.objects(state="inbox_only").count() == 10


def test_after_a_week_asleep_each_message_comes_once(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """What failed before it, what was untried, what was written in it; three wake at once."""
    wants_mail("a@example.cn")
    post_some(at, 5)
    deliver(by_mail(1), at=at)
    post_some(at + DAY, 5)
    awake, channels = at + 7 * DAY, by_mail(house.port)
    at_once(*[lambda: deliver(channels, at=awake)] * 3)
    assert deliver(channels, at=awake + timedelta(minutes=1)) == 0
    assert len({one["Message-ID"] for one in house.letters}) == len(house.letters) == 10
    assert set(Delivery.objects.scalar("state")) == set(OutboxMessage.objects.scalar("state"))
    assert set(Delivery.objects.scalar("state")) == {"sent"}


def test_who_wakes_before_the_network_does_gives_nothing_up(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """The first attempt after a sleep is not the last: the three days begin anew."""
    wants_mail("a@example.cn")
    post_some(at, 3)
    for minute in (0, 1, 2, 7 * 24 * 60):
        deliver(by_mail(1), at=at + timedelta(minutes=minute))
    assert set(Delivery.objects.scalar("state")) == {"waiting"}
    assert deliver(by_mail(house.port), at=at + 7 * DAY + timedelta(hours=1)) == 3


def test_a_clock_that_was_ahead_at_first_keeps_nothing_back(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Set right again, the channel is on since the earlier hour."""
    wants_mail("a@example.cn")
    deliver(by_mail(house.port), at=at + 365 * DAY)
    post_some(at)
    assert deliver(by_mail(house.port), at=at) == 1


def test_what_waits_for_a_channel_that_is_off_is_given_up_untried(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Nothing waits for years for a mail server that was taken away, to pour out by the next."""
    wants_mail("a@example.cn")
    post_some(at, 3)
    deliver(by_mail(1), at=at)
    for day in range(4):
        deliver(replace(by_mail(1), mail=None), at=at + day * DAY)
    assert deliver(by_mail(house.port), at=at + 5 * DAY) == 0
    assert deliveries.queues()["email"].dead == 3


def test_what_another_is_sending_is_not_given_up_meanwhile(
    wants_mail: Callable[..., Account], at: datetime
) -> None:
    """A sweep beside a letter on its way would call dead what arrives."""
    wants_mail("a@example.cn")
    post_some(at)
    deliver(by_mail(1), at=at)
    late = at + 3 * DAY
    on_its_way = claim("email", "another", at=late)
    assert on_its_way is not None
    assert give_up_old(frozenset({"email"}), at=late) == 0
    note(on_its_way, SENT, at=late)
    assert Delivery.objects.get().state == "sent"
