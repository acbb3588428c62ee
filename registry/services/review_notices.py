"""What a host is told of its application, and how far each message has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from registry.documents.applications import Application
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.services import outbox
from registry.services.authorities import authority_name
from registry.services.outbox import Delivery, Notice


@dataclass(frozen=True, slots=True)
class Told:
    """One message to the host in words, with its delivery."""

    text: str
    delivery: Delivery


def told_to_host(
    application: Application, *, by: Actor, at: datetime | None = None
) -> tuple[Told, ...]:
    """Return what the host was told of its application, newest first.

    Where the host itself looks (``at`` given), it is noted that the messages arrived. Raises
    NotFound where the application is another's.
    """
    require(by, "applications:read", host=application.host, authority=application.authority)
    subject, recipient = f"application:{application.number}", application.host
    if at is not None and by.role is Role.HOST_OPERATOR:
        outbox.mark_read("host", recipient, subject, at=at)
    return tuple(
        Told(say(one.code, **one.params), one)
        for one in outbox.deliveries_to("host", recipient, subject)
    )


def notice(code: str, application: Application, **more: str) -> Notice:
    """Return a message to the host of an application; its number, name and office fill it too."""
    params: Mapping[str, str] = {
        "number": application.number,
        "name": application.platform_name,
        "office": authority_name(application.authority),
        **more,
    }
    subject = f"application:{application.number}"
    return Notice("host", application.host, code, subject, params)


def day_words(day: date) -> str:
    """Return a day as a message writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
