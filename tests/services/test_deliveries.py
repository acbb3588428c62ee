"""Deliveries: each message once to each address, to whom it is for, and nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.accounts import Account
from registry.documents.deliveries import Delivery
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.errors import NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import deliveries, outbox
from registry.services.delivery_rounds import deliver
from registry.services.outbox import Notice, post
from tests.outside import MailHouse
from tests.services.letters import SUBJECT, by_mail, post_some
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Actor(account="s", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
DAY = timedelta(days=1)


def told(house: MailHouse) -> list[str]:
    """To whom letters came, in order."""
    return [str(one["To"]) for one in house.letters]


def test_a_message_goes_once_to_each_who_wants_it(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Two runs, one letter each; another host's people, the disabled and who left get none."""
    wants_mail("a@example.cn")
    wants_mail("b@example.cn")
    wants_mail("other@example.cn", host="host-2")
    wants_mail("gone@example.cn", active=False)  # type: ignore[arg-type]
    wants_mail("lead@example.cn", Role.PROVINCIAL_LEAD, authority="330000")
    post_some(at)
    assert [deliver(by_mail(house.port), at=at) for _ in range(2)] == [2, 0]
    assert sorted(told(house)) == ["a@example.cn", "b@example.cn"]
    assert outbox.deliveries_to("host", "host-1", SUBJECT)[0].state == "sent"


def test_each_side_is_told_what_is_for_it(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """An authority's own people, the ministry's; what is for the desk goes nowhere."""
    wants_mail("lead@example.cn", Role.PROVINCIAL_LEAD, authority="330000")
    wants_mail("elsewhere@example.cn", Role.PROVINCIAL_LEAD, authority="440000")
    wants_mail("ministry@example.cn", Role.MINISTRY_STAFF)
    for audience, recipient in (
        ("authority", "330000"), ("ministry", "ministry"), ("desk", "330000"),
    ):  # fmt: skip
        post_some(at, audience=audience, recipient=recipient)
    deliver(by_mail(house.port), at=at)
    assert sorted(told(house)) == ["lead@example.cn", "ministry@example.cn"]
    assert OutboxMessage.objects.get(audience="desk").state == "pending"


def test_a_letter_says_the_sentence_and_where_to_read_on(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """What somebody typed stays inside; the subject is always the same."""
    wants_mail("a@example.cn")
    params = {"reason": "王五电话13800000000\r\nBcc: x@example.cn", "number": "HZ-1"}
    post(Notice("host", "host-1", "notice_sheet_withdrawn", SUBJECT, params), at=at)
    deliver(by_mail(house.port), at=at)
    (letter,) = house.letters
    text = letter.get_content()
    assert "汇总表 HZ-1 已撤回" in text
    assert f"https://reserve.example.cn/messages/{OutboxMessage.objects.get().id}" in text
    assert "王五" not in text
    assert "Bcc" not in letter.as_string()
    assert letter["Subject"] == "【国家储备中试平台管理服务】您有一条新消息"


def test_a_message_without_words_holds_up_no_other(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """One that another release wrote says that there is something to read; the next follows."""
    wants_mail("a@example.cn")
    post_some(at, code="notice_of_tomorrow")
    post_some(at + timedelta(seconds=1))
    assert deliver(by_mail(house.port), at=at + timedelta(minutes=1)) == 2
    assert "您有一条新消息。" in house.letters[0].get_content()


def test_old_messages_are_not_poured_out(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """What was written long before anybody delivered stays in the inbox, and says so."""
    wants_mail("a@example.cn")
    post_some(at - 4 * DAY, 50)
    post_some(at - DAY)
    assert deliver(by_mail(house.port), at=at) == 1
    assert OutboxMessage.objects(state="inbox_only").count() == 50


def test_who_wants_nothing_is_told_in_the_inbox_alone(house: MailHouse, at: datetime) -> None:
    """A message that nobody wants by another way is done with; switching on later sends none."""
    post_some(at)
    deliver(by_mail(house.port), at=at)
    assert outbox.deliveries_to("host", "host-1", SUBJECT)[0].state == "inbox_only"
    assert Delivery.objects.count() == 0


def test_who_leaves_before_it_is_sent_is_not_told(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Between message and attempt an account was disabled, or given another role."""
    account = wants_mail("a@example.cn")
    post_some(at)
    away = by_mail(1)
    deliver(away, at=at)
    account.modify(host="host-2")
    deliver(by_mail(house.port), at=at + timedelta(hours=1))
    assert told(house) == []
    assert Delivery.objects.get().state == "dropped"


def test_a_day_without_the_mail_server_loses_nothing(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """One attempt a round while it is away; when it is back each letter comes once."""
    wants_mail("a@example.cn")
    away = by_mail(1)
    for hour in range(24):
        post_some(at + timedelta(hours=hour))
        assert deliver(away, at=at + timedelta(hours=hour)) == 0
    assert sum(Delivery.objects.scalar("attempts")) == 24
    back = at + timedelta(hours=26)
    assert deliver(by_mail(house.port), at=back) == 24
    assert deliver(by_mail(house.port), at=back + DAY) == 0
    assert len({one["Message-ID"] for one in house.letters}) == len(house.letters) == 24


def test_a_server_that_takes_few_a_connection_is_asked_again(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """The round goes on over a new connection; the letter it broke on follows, each comes once."""
    wants_mail("a@example.cn")
    house.most_a_connection = 5
    post_some(at, 12)
    deliver(by_mail(house.port), at=at)
    deliver(by_mail(house.port), at=at + timedelta(minutes=1))
    assert len(house.letters) == len({one["Message-ID"] for one in house.letters}) == 12


def test_what_is_refused_for_good_is_a_dead_letter_at_once(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """An address that does not exist is not tried for days; a person sends it again, on record."""
    wants_mail("a@example.cn")
    house.refused["a@example.cn"] = "550 no such user"
    post_some(at)
    deliver(by_mail(house.port), at=at)
    ((dead,), _) = deliveries.dead_letters("email", limit=10, by=SYSTEM)
    assert (dead.fault, dead.answer_status, dead.attempts) == ("mail_refused", 550, 1)
    assert outbox.deliveries_to("host", "host-1", SUBJECT)[0].state == "undelivered"
    house.refused.clear()
    deliveries.resend(dead.id, by=SYSTEM, at=at)
    with pytest.raises(NotFound):
        deliveries.resend(dead.id, by=SYSTEM, at=at)
    assert deliver(by_mail(house.port), at=at) == 1
    assert outbox.deliveries_to("host", "host-1", SUBJECT)[0].state == "sent"
    assert [one.verb for one in LedgerEntry.objects(subject=f"delivery:{dead.id}")] == [
        "delivery.resend"
    ]


def test_after_three_days_it_is_given_up_and_all_can_be_sent_again(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """All that were tried, not the one that no round has reached; one button sends them again."""
    wants_mail("a@example.cn")
    post_some(at, 5)
    away = by_mail(1)
    for day in range(4):
        deliver(away, at=at + day * DAY)
    assert sorted(Delivery.objects.scalar("attempts", "state")) == [
        (0, "waiting"), *[(1, "failed")] * 4,
    ]  # fmt: skip
    assert deliver(by_mail(house.port), at=at + 4 * DAY) == 1
    assert deliveries.resend_all("email", by=SYSTEM, at=at + 4 * DAY) == 4
    assert deliver(by_mail(house.port), at=at + 4 * DAY) == 4


def test_two_workers_send_each_letter_once(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Two schedulers at once share the work; no letter comes twice."""
    wants_mail("a@example.cn")
    post_some(at, 20)
    channels = by_mail(house.port)
    sent = at_once(*[lambda: deliver(channels, at=at)] * 2)
    assert sum(sent) == len(house.letters) == 20
    assert len({one["Message-ID"] for one in house.letters}) == 20
    assert Delivery.objects.count() == 20


def test_a_letter_sent_and_not_noted_comes_again_under_its_number(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Who dies between sending and noting costs a second letter, recognisably the same."""
    wants_mail("a@example.cn")
    post_some(at)
    deliver(by_mail(house.port), at=at)
    Delivery.objects.update(set__state="waiting", unset__sent_at=True)
    deliver(by_mail(house.port), at=at)
    first, again = house.letters
    assert first["Message-ID"] == again["Message-ID"]
    assert Delivery.objects.count() == 1


def test_nothing_of_an_address_stands_in_record_ledger_or_log(
    house: MailHouse,
    wants_mail: Callable[..., Account],
    at: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Addresses are sealed with their person, and named nowhere else."""
    wants_mail("zhang.san@example.cn")
    post_some(at)
    deliver(by_mail(house.port), at=at)
    kept = [str(one) for name in get_db().list_collection_names() for one in get_db()[name].find()]
    assert len(kept) > 4
    assert not [one for one in kept if "zhang" in one]
    told_ = capsys.readouterr()
    assert "zhang" not in told_.out + told_.err


def test_what_is_done_with_is_forgotten_after_half_a_year(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """Its row goes, its message stays and is not sent again; a dead letter waits for a person."""
    wants_mail("a@example.cn")
    post_some(at, 2)
    deliver(by_mail(house.port), at=at)
    Delivery.objects.first().modify(state="failed")
    assert deliver(by_mail(house.port), at=at + 179 * DAY) == 0
    assert Delivery.objects.count() == 2
    assert deliver(by_mail(house.port), at=at + 181 * DAY) == 0
    assert Delivery.objects.get().state == "failed"
    assert len(house.letters) == OutboxMessage.objects.count() == 2


def test_only_the_operator_sees_dead_letters(lead: Actor, at: datetime) -> None:
    """No office and no host looks at other people's post."""
    for act in (
        lambda: deliveries.dead_letters("email", limit=5, by=lead),
        lambda: deliveries.resend_all("email", by=lead, at=at),
        lambda: deliveries.resend("5f0000000000000000000009", by=lead, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_service_of_made_up_data_says_so(
    house: MailHouse, wants_mail: Callable[..., Account], at: datetime
) -> None:
    """A letter of an exercise cannot be taken for a real one."""
    wants_mail("a@example.cn")
    post_some(at)
    deliver(replace(by_mail(house.port), training=True), at=at)
    assert house.letters[0]["Subject"].startswith("【演练】")
