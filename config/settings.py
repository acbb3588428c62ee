"""Settings, typed; the only reader of the environment."""

import os
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

CONFIG = Path(__file__).parent
ROOT = CONFIG.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Whose sign-in takes two steps: ministry and administrators, everybody, or (training) nobody.
SECOND_FACTOR_RULES = ("required", "everyone", "off")
_KEY_BYTES = 32


class SettingsError(Exception):
    """An environment variable says something the service cannot run on; the text says which."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose. Each field names its environment variable in docs/operations.md.

    ``training_clock`` is the instant a training service starts its clock at; it is
    refused outside training mode, so that no real filing is ever dated by a made-up clock.
    ``clock_anchor`` is the wall clock's second it started at; the service hands it to its
    workers. ``service_url`` and ``token`` are for commands that call a running service.
    """

    data: Path
    mongodb_uri: str = field(default="", repr=False)
    database: str = "reserve"
    training: bool = False
    training_clock: datetime | None = None
    clock_anchor: float | None = None
    secret_key: str = field(default="", repr=False)
    secure_cookies: bool = True
    trusted_proxies: int = 0
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    threads: int = 4
    log_level: str = "INFO"
    metrics_token: str = field(default="", repr=False)
    second_factor: str = "required"
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)
    service_url: str = "http://127.0.0.1:8080"
    token: str = field(default="", repr=False)


def load_settings(
    environ: Mapping[str, str] | None = None, *, training: bool | None = None
) -> Settings:
    """Read the settings from the environment; ``training`` is of the caller where it is given.

    Raises SettingsError naming the variable and what was read.
    """
    env = dict(os.environ) if environ is None else environ  # noqa: TID251 - this is the one reader
    if training is None:
        training = _flag(env, "RESERVE_TRAINING", default=False)
    return Settings(
        data=Path(env.get("RESERVE_DATA", str(ROOT / "data"))).resolve(),
        mongodb_uri=env.get("RESERVE_MONGODB_URI", ""),
        database=env.get("RESERVE_DATABASE", "reserve"),
        training=training,
        training_clock=_training_clock(env, training=training),
        clock_anchor=_anchor(env),
        secret_key=env.get("RESERVE_SECRET_KEY", ""),
        secure_cookies=_flag(env, "RESERVE_SECURE_COOKIES", default=not training),
        trusted_proxies=_number(env, "RESERVE_TRUSTED_PROXIES", 0),
        host=env.get("RESERVE_HOST", "127.0.0.1"),
        port=_number(env, "RESERVE_PORT", 8080, least=1, most=65535),
        workers=_number(env, "RESERVE_WORKERS", 2, least=1),
        threads=_number(env, "RESERVE_THREADS", 4, least=1),
        log_level=env.get("RESERVE_LOG_LEVEL", "INFO"),
        metrics_token=env.get("RESERVE_METRICS_TOKEN", ""),
        second_factor=_second_factor(env, training=training),
        encryption_keys=_encryption_keys(env),
        service_url=env.get("RESERVE_URL", "http://127.0.0.1:8080").rstrip("/"),
        token=env.get("RESERVE_TOKEN", "").strip(),
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables from which a worker process reads these settings again.

    Empty ones are among them: a worker shall not find the master's own surroundings instead.
    What only the command line uses (``RESERVE_URL``, ``RESERVE_TOKEN``) is not handed on.
    """
    return {
        "RESERVE_DATA": str(settings.data),
        "RESERVE_MONGODB_URI": settings.mongodb_uri,
        "RESERVE_DATABASE": settings.database,
        "RESERVE_TRAINING": "1" if settings.training else "0",
        "RESERVE_CLOCK": settings.training_clock.isoformat() if settings.training_clock else "",
        "RESERVE_CLOCK_ANCHOR": "" if settings.clock_anchor is None else str(settings.clock_anchor),
        "RESERVE_SECRET_KEY": settings.secret_key,
        "RESERVE_SECURE_COOKIES": "1" if settings.secure_cookies else "0",
        "RESERVE_TRUSTED_PROXIES": str(settings.trusted_proxies),
        "RESERVE_HOST": settings.host,
        "RESERVE_PORT": str(settings.port),
        "RESERVE_WORKERS": str(settings.workers),
        "RESERVE_THREADS": str(settings.threads),
        "RESERVE_LOG_LEVEL": settings.log_level,
        "RESERVE_METRICS_TOKEN": settings.metrics_token,
        "RESERVE_SECOND_FACTOR": settings.second_factor,
        "RESERVE_ENCRYPTION_KEY": ",".join(settings.encryption_keys),
    }


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name, "")
    if text in {"", "0", "1"}:
        return default if text == "" else text == "1"
    message = f"{name} 应为 0 或 1，读到的是 {text!r}。"
    raise SettingsError(message)


def _number(
    env: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 1000
) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    message = f"{name} 应为 {least} 到 {most} 的整数，读到的是 {text!r}。"
    raise SettingsError(message)


def _second_factor(env: Mapping[str, str], *, training: bool) -> str:
    """Read whose sign-in takes two steps; nobody's only in training, where a demo signs in."""
    text = env.get("RESERVE_SECOND_FACTOR", "") or ("off" if training else "required")
    if text not in SECOND_FACTOR_RULES:
        wanted = "、".join(SECOND_FACTOR_RULES)
        message = f"RESERVE_SECOND_FACTOR 应为 {wanted} 之一，读到的是 {text!r}。"
        raise SettingsError(message)
    if text == "off" and not training:
        message = (
            "RESERVE_SECOND_FACTOR=off 只用于演练：正式环境中部级账号和三类管理员必须两步登录。"
            "请改为 required 或 everyone，或取消这项设置。"
        )
        raise SettingsError(message)
    return text


def _encryption_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    """Read the keys, the newest first; what was read is a secret and is not repeated."""
    keys = tuple(
        one.strip() for one in env.get("RESERVE_ENCRYPTION_KEY", "").split(",") if one.strip()
    )
    for ordinal, key in enumerate(keys, start=1):
        try:
            fits = len(urlsafe_b64decode(key.encode())) == _KEY_BYTES
        except (Base64Error, ValueError):
            fits = False
        if not fits:
            message = (
                f"RESERVE_ENCRYPTION_KEY 的第 {ordinal} 个密钥不是 32 字节的 URL 安全 Base64"
                "（44 个字符）。多个密钥用英文逗号分隔，最新的在前。"
            )
            raise SettingsError(message)
    return keys


def _training_clock(env: Mapping[str, str], *, training: bool) -> datetime | None:
    text = env.get("RESERVE_CLOCK", "")
    if not text:
        return None
    if not training:
        message = "RESERVE_CLOCK 只用于演练：请设置 RESERVE_TRAINING=1，或取消 RESERVE_CLOCK。"
        raise SettingsError(message)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"RESERVE_CLOCK 应为 2026-12-28T09:00 这样的时刻，读到的是 {text!r}。"
        raise SettingsError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _anchor(env: Mapping[str, str]) -> float | None:
    text = env.get("RESERVE_CLOCK_ANCHOR", "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        message = f"RESERVE_CLOCK_ANCHOR 应为自 1970 年起的秒数，读到的是 {text!r}。"
        raise SettingsError(message) from error
