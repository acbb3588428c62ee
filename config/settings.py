"""Settings, typed; the only reader of the environment."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from config import setting_readers as read
from config.setting_readers import SHANGHAI, Reader, SettingsError

__all__ = ["CONFIG", "ROOT", "SHANGHAI", "Settings", "SettingsError", "load_settings"]

CONFIG = Path(__file__).parent
ROOT = CONFIG.parent


def _setting(
    variable: str,
    reader: Reader = read.text,
    default: Any = MISSING,  # noqa: ANN401 - of whatever type the field has
    *,
    secret: bool = False,
    handed_on: bool = True,
) -> Any:  # noqa: ANN401 - what ``field`` returns
    """Declare a setting: its variable, how it is read, and what it is without a word.

    ``handed_on`` ones go to worker processes; ``secret`` ones are shown nowhere. What each
    means stands in ``registry/messages/settings.py``.
    """
    metadata = {"variable": variable, "reader": reader, "secret": secret, "handed_on": handed_on}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose; docs/configuration.md is made from it.

    ``training_clock`` is the instant a training service starts its clock at; it is
    refused outside training mode, so that no real filing is ever dated by a made-up clock.
    ``clock_anchor`` is the wall clock's second it started at; the service hands it to its
    workers. ``service_url`` and ``token`` are for commands that call a running service.
    """

    data: Path = _setting("RESERVE_DATA", read.path)  # noqa: RUF009 - it returns a field
    mongodb_uri: str = _setting("RESERVE_MONGODB_URI", default="", secret=True)
    database: str = _setting("RESERVE_DATABASE", read.database_name, "reserve")
    host: str = _setting("RESERVE_HOST", default="127.0.0.1")
    port: int = _setting("RESERVE_PORT", read.number(1, 65535), 8080)
    workers: int = _setting("RESERVE_WORKERS", read.number(1), 2)
    threads: int = _setting("RESERVE_THREADS", read.number(1), 4)
    trusted_proxies: int = _setting("RESERVE_TRUSTED_PROXIES", read.number(), 0)
    secure_cookies: bool = _setting("RESERVE_SECURE_COOKIES", read.flag, default=True)
    second_factor: str = _setting(
        "RESERVE_SECOND_FACTOR", read.one_of("required", "everyone", "off"), "required"
    )
    secret_key: str = _setting("RESERVE_SECRET_KEY", default="", secret=True)
    encryption_keys: tuple[str, ...] = _setting(
        "RESERVE_ENCRYPTION_KEY", read.keys, (), secret=True
    )
    log_level: str = _setting(
        "RESERVE_LOG_LEVEL", read.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"
    )
    metrics_token: str = _setting("RESERVE_METRICS_TOKEN", default="", secret=True)
    public_url: str = _setting("RESERVE_PUBLIC_URL", read.web_address, "")
    smtp_host: str = _setting("RESERVE_SMTP_HOST", default="")
    smtp_port: int = _setting("RESERVE_SMTP_PORT", read.number(1, 65535), 587)
    smtp_security: str = _setting(
        "RESERVE_SMTP_SECURITY", read.one_of("starttls", "tls", "none"), "starttls"
    )
    smtp_user: str = _setting("RESERVE_SMTP_USER", default="")
    smtp_password: str = _setting("RESERVE_SMTP_PASSWORD", default="", secret=True)
    smtp_from: str = _setting("RESERVE_SMTP_FROM", read.mail_address, "")
    sms_url: str = _setting("RESERVE_SMS_URL", default="")
    sms_body: str = _setting(
        "RESERVE_SMS_BODY", read.fields, '{"mobile": "{phone}", "content": "{text}", "id": "{id}"}'
    )
    sms_success: str = _setting("RESERVE_SMS_SUCCESS", read.fields, "{}")
    sms_header: str = _setting("RESERVE_SMS_HEADER", read.header, "Authorization")
    sms_secret: str = _setting("RESERVE_SMS_SECRET", read.hidden_line, "", secret=True)
    outgoing_networks: tuple[str, ...] = _setting("RESERVE_OUTGOING_NETWORKS", read.networks, ())
    outgoing_ports: tuple[str, ...] = _setting("RESERVE_OUTGOING_PORTS", read.ports, ("443",))
    outgoing_http: bool = _setting("RESERVE_OUTGOING_HTTP", read.flag, default=False)
    outgoing_authorities: str = _setting("RESERVE_OUTGOING_AUTHORITIES", default="")
    training: bool = _setting("RESERVE_TRAINING", read.flag, default=False)
    training_clock: datetime | None = _setting("RESERVE_CLOCK", read.moment, None)  # noqa: RUF009 - as above
    clock_anchor: float | None = _setting("RESERVE_CLOCK_ANCHOR", read.seconds, None)
    service_url: str = _setting(
        "RESERVE_URL", read.address, "http://127.0.0.1:8080", handed_on=False
    )
    token: str = _setting("RESERVE_TOKEN", default="", secret=True, handed_on=False)


def load_settings(
    environ: Mapping[str, str] | None = None, *, training: bool | None = None
) -> Settings:
    """Read the settings from the environment; ``training`` is of the caller where it is given.

    Raises SettingsError naming the variable and what was read.
    """
    env = dict(os.environ) if environ is None else environ  # noqa: TID251 - this is the one reader
    given: dict[str, Any] = {"data": ROOT / "data"}
    for one in declared():
        if written := env.get(one.metadata["variable"], ""):
            given[one.name] = one.metadata["reader"](one.metadata["variable"], written)
    if training is None:
        training = given.get("training", False)
    # A demo signs in at once, on a plain connection to its own machine.
    relaxed = {"secure_cookies": False, "second_factor": "off"} if training else {}
    settings = Settings(**{**relaxed, **given, "training": training})
    _refuse_training_only(settings)
    _refuse_halves(settings)
    return settings


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables from which a worker process reads these settings again.

    Empty ones are among them: a worker shall not find the master's own surroundings instead.
    What only the command line uses is not handed on.
    """
    return {
        one.metadata["variable"]: written(getattr(settings, one.name))
        for one in declared()
        if one.metadata["handed_on"]
    }


def declared() -> Iterator[Field[Any]]:
    """Give the settings as declared, in the order a reader would go through them."""
    yield from fields(Settings)


def written(value: object) -> str:
    """Return a value as it would be written into its variable."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.isoformat()
        case tuple():
            return ",".join(value)
    return str(value)


def _refuse_halves(settings: Settings) -> None:
    """Refuse a mail server without the address that e-mail comes from."""
    if settings.smtp_host and not settings.smtp_from:
        raise SettingsError("设置了 RESERVE_SMTP_HOST 时，须同时设置 RESERVE_SMTP_FROM。")


def _refuse_training_only(settings: Settings) -> None:
    if settings.training:
        return
    if settings.training_clock:
        message = "RESERVE_CLOCK 只用于演练：请设置 RESERVE_TRAINING=1，或取消 RESERVE_CLOCK。"
        raise SettingsError(message)
    if settings.second_factor == "off":
        message = (
            "RESERVE_SECOND_FACTOR=off 只用于演练：正式环境中部级账号和三类管理员必须两步登录。"
            "请改为 required 或 everyone，或取消这项设置。"
        )
        raise SettingsError(message)
