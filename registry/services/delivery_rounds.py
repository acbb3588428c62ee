"""A round of deliveries: what is due is sent by its channel, for some seconds at most.

E-mail goes over one connection a round, and one failure of the way ends the round: while a
mail server is down each round costs one attempt of one message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from registry.channels import EMAIL, SMS, Channels
from registry.clock import stopwatch
from registry.documents.accounts import Account
from registry.documents.contact_ways import ContactWays
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.gateways import sms
from registry.gateways.outcomes import Outcome
from registry.gateways.smtp import Letter, MailAwayError, Mailer
from registry.messages import say
from registry.services.contact_ways import opened
from registry.services.delivery_claims import claim, drop, forget_old, give_up_old, note
from registry.services.fan_out import fan_out, reaches
from registry.services.leases import new_holder
from registry.services.open_channels import look
from registry.services.outward_words import Outward, outward
from registry.services.webhook_rounds import send_webhooks

_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery with what it says and where to."""

    delivery: Delivery
    words: Outward
    address: str


def deliver(channels: Channels, *, at: datetime) -> int:
    """Fan out what was written, send what is due, give up what waited too long.

    Returns how many were sent.
    """
    fan_out(look(channels.on, at=at), at=at)
    sent = sum(send(channels, at=at) for send in (send_mail, send_texts, send_webhooks))
    give_up_old(channels.on, at=at)
    forget_old(at=at)
    return sent


def send_mail(channels: Channels, *, at: datetime) -> int:
    """Send the e-mail that is due; return how many were handed in."""
    if channels.mail is None:
        return 0
    round_, sent = _Round(EMAIL, channels, at), 0
    told = round_.next()
    while told:
        taken = 0
        try:
            with Mailer(channels.mail) as mailer:
                while told:
                    outcome = mailer.send(_letter(told, training=channels.training))
                    note(told.delivery, outcome, at=at)
                    taken += not outcome.fault
                    told = round_.next()
        except MailAwayError as away:
            if told:
                note(told.delivery, Outcome(away.fault, away=True), at=at)
            # A server that takes so many a connection is no server that is away.
            told = round_.next() if taken else None
        sent += taken
    return sent


def send_texts(channels: Channels, *, at: datetime) -> int:
    """Send the text messages that are due; return how many the gateway took."""
    if channels.sms is None:
        return 0
    round_, sent = _Round(SMS, channels, at), 0
    while told := round_.next():
        values = {
            "phone": told.address,
            "text": _text(told.words, training=channels.training),
            "id": str(told.delivery.id),
        }
        outcome = sms.send(channels.sms, values, channels.sms_rules)
        note(told.delivery, outcome, at=at)
        sent += not outcome.fault
        if outcome.away:
            break
    return sent


class _Round:
    """Claims the deliveries of one channel, while there is time."""

    def __init__(self, channel: str, channels: Channels, at: datetime) -> None:
        self._channel, self._channels, self._at = channel, channels, at
        self._holder, self._began = new_holder(), stopwatch()

    def next(self) -> Told | None:
        """Return the next that somebody still waits for; None where none is, or no time is left."""
        while stopwatch() - self._began < _SECONDS:
            delivery = claim(self._channel, self._holder, at=self._at)
            if delivery is None:
                return None
            message = OutboxMessage.objects(id=delivery.message).first()
            address = _address(delivery, self._channels) if message else ""
            if address:
                return Told(delivery, outward(message, self._channels.link), address)
            drop(delivery, at=self._at)
        return None


def _address(delivery: Delivery, channels: Channels) -> str:
    """Return where a person is told today; empty where they are not any more.

    Between message and attempt somebody may have left, or changed the address.
    """
    account = Account.objects(id=ObjectId(delivery.address), active=True).first()
    ways = ContactWays.objects(id=delivery.address, channels=delivery.channel).first()
    if account is None or ways is None:
        return ""
    its: dict[str, Any] = {name: account[name] for name in ("role", "host", "authority")}
    if not reaches(its, delivery.audience, delivery.recipient):
        return ""
    found = opened(ways, channels.vault())
    read: dict[str, Callable[[], str]] = {EMAIL: lambda: found.email, SMS: lambda: found.phone}
    return read[delivery.channel]()


def _letter(told: Told, *, training: bool) -> Letter:
    subject = say("outward_subject_training" if training else "outward_subject")
    link = told.words.link or say("outward_without_link")
    text = say("outward_letter", text=told.words.text, link=link)
    return Letter(str(told.delivery.id), told.address, subject, text)


def _text(words: Outward, *, training: bool) -> str:
    line = f"{words.text} {words.link}".strip()
    return say("outward_training", text=line) if training else line
