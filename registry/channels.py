"""By what this service sends outward: e-mail, text messages, webhooks, as the settings say."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from config.settings import Settings
from registry.encryption import Vault
from registry.gateways.outgoing import Rules
from registry.gateways.sms import TextGateway
from registry.gateways.smtp import MailServer

EMAIL, SMS, WEBHOOK = "email", "sms", "webhook"
CHANNELS = (EMAIL, SMS, WEBHOOK)


@dataclass(frozen=True, slots=True)
class Channels:
    """What can be sent by: None is switched off.

    ``rules`` bind webhooks, ``sms_rules`` the gateway, whose address the operator chose.
    ``vault`` opens addresses and secrets, ``wall`` tells the real instant, which signatures carry.
    """

    mail: MailServer | None
    sms: TextGateway | None
    rules: Rules
    sms_rules: Rules
    link: str
    training: bool
    vault: Callable[[], Vault]
    wall: Callable[[], datetime]

    @property
    def on(self) -> frozenset[str]:
        """Return which channels are switched on; webhooks always are."""
        named = {EMAIL: self.mail, SMS: self.sms, WEBHOOK: self.rules}
        return frozenset(name for name, way in named.items() if way is not None)


def channels_of(
    settings: Settings, *, vault: Callable[[], Vault], wall: Callable[[], datetime]
) -> Channels:
    """Return what the settings switch on."""
    rules = rules_of(settings)
    return Channels(
        mail=_mail(settings),
        sms=_sms(settings),
        rules=rules,
        sms_rules=Rules(plain=rules.plain, any_network=True, authorities=rules.authorities),
        link=settings.public_url,
        training=settings.training,
        vault=vault,
        wall=wall,
    )


def rules_of(settings: Settings) -> Rules:
    """Return where webhooks may go."""
    return Rules(
        networks=tuple(ip_network(one) for one in settings.outgoing_networks),
        ports=frozenset(int(one) for one in settings.outgoing_ports),
        plain=settings.outgoing_http,
        authorities=settings.outgoing_authorities,
    )


def _mail(settings: Settings) -> MailServer | None:
    if not settings.smtp_host:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.smtp_from,
        authorities=settings.outgoing_authorities,
    )


def _sms(settings: Settings) -> TextGateway | None:
    if not settings.sms_url:
        return None
    return TextGateway(
        url=settings.sms_url,
        body=json.loads(settings.sms_body),
        success=json.loads(settings.sms_success),
        header=settings.sms_header,
        secret=settings.sms_secret,
    )
