"""How a setting's text is read: each reader names the variable and what it wants instead."""

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from json import JSONDecodeError, loads
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_KEY_BYTES = 32
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_NAME = 63
_NOT_IN_NAMES = frozenset('/\\. "$\0')
_MONGODBS_OWN = ("admin", "config", "local")

Reader = Callable[[str, str], object]


class SettingsError(Exception):
    """An environment variable says something the service cannot run on; the text says which."""


def text(_variable: str, given: str) -> str:
    """Take a text as it is."""
    return given.strip()


def address(_variable: str, given: str) -> str:
    """Take the address of a service, without the stroke at its end."""
    return given.strip().rstrip("/")


def web_address(variable: str, given: str) -> str:
    """Read the address of a service as people open it, without the stroke at its end."""
    found = given.strip().rstrip("/")
    if re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", found):
        return found
    message = f"{variable} 应为 https://reserve.example.gov.cn 这样的地址，读到的是 {given!r}。"
    raise SettingsError(message)


def path(_variable: str, given: str) -> Path:
    """Take a folder, from here where it is not absolute."""
    return Path(given).resolve()


def database_name(variable: str, given: str) -> str:
    """Read a name that MongoDB takes for a database of ours."""
    name = given.strip()
    fits = name and len(name.encode()) <= _LONGEST_NAME and not _NOT_IN_NAMES.intersection(name)
    if fits and name not in _MONGODBS_OWN:
        return name
    message = (
        f"{variable} 应为数据库名，如 reserve：不超过 {_LONGEST_NAME} 字节，"
        f'不含空格和 / \\ . " $，也不是 {"、".join(_MONGODBS_OWN)}，读到的是 {given!r}。'
    )
    raise SettingsError(message)


def flag(variable: str, given: str) -> bool:
    """Read 0 or 1."""
    if given in {"0", "1"}:
        return given == "1"
    message = f"{variable} 应为 0 或 1，读到的是 {given!r}。"
    raise SettingsError(message)


def number(least: int = 0, most: int = 1000) -> Reader:
    """Return a reader of whole numbers within limits, both included."""

    def read(variable: str, given: str) -> int:
        if given.isascii() and given.isdecimal() and least <= int(given) <= most:
            return int(given)
        message = f"{variable} 应为 {least} 到 {most} 的整数，读到的是 {given!r}。"
        raise SettingsError(message)

    return read


def one_of(*words: str) -> Reader:
    """Return a reader of one of some words."""

    def read(variable: str, given: str) -> str:
        if given in words:
            return given
        message = f"{variable} 应为 {'、'.join(words)} 之一，读到的是 {given!r}。"
        raise SettingsError(message)

    return read


def keys(variable: str, given: str) -> tuple[str, ...]:
    """Read keys, the newest first; what was read is a secret and is not repeated."""
    found = tuple(one.strip() for one in given.split(",") if one.strip())
    for ordinal, key in enumerate(found, start=1):
        try:
            fits = len(urlsafe_b64decode(key.encode())) == _KEY_BYTES
        except (Base64Error, ValueError):
            fits = False
        if not fits:
            message = (
                f"{variable} 的第 {ordinal} 个密钥不是 32 字节的 URL 安全 Base64"
                "（44 个字符）。多个密钥用英文逗号分隔，最新的在前。"
            )
            raise SettingsError(message)
    return found


def moment(variable: str, given: str) -> datetime:
    """Read an instant, in Asia/Shanghai unless it says otherwise."""
    try:
        read = datetime.fromisoformat(given)
    except ValueError as error:
        message = f"{variable} 应为 2026-12-28T09:00 这样的时刻，读到的是 {given!r}。"
        raise SettingsError(message) from error
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def seconds(variable: str, given: str) -> float:
    """Read seconds since the epoch."""
    try:
        return float(given)
    except ValueError as error:
        message = f"{variable} 应为自 1970 年起的秒数，读到的是 {given!r}。"
        raise SettingsError(message) from error


def networks(variable: str, given: str) -> tuple[str, ...]:
    """Read networks such as 10.0.0.0/8, by comma."""
    found = tuple(one.strip() for one in given.split(",") if one.strip())
    for one in found:
        try:
            ip_network(one)
        except ValueError as error:
            message = f"{variable} 应为网段，如 10.1.0.0/16，多个用英文逗号分隔，读到的是 {one!r}。"
            raise SettingsError(message) from error
    return found


def ports(variable: str, given: str) -> tuple[str, ...]:
    """Read ports, by comma."""
    found = tuple(one.strip() for one in given.split(",") if one.strip())
    read = number(1, 65535)
    for one in found:
        read(variable, one)
    return found


def fields(variable: str, given: str) -> str:
    """Read a JSON object and keep it as it was written."""
    try:
        fits = isinstance(loads(given), dict)
    except (JSONDecodeError, RecursionError):
        fits = False
    if fits:
        return given
    message = f'{variable} 应为 JSON 对象，如 {{"mobile": "{{phone}}"}}，读到的是 {given!r}。'
    raise SettingsError(message)


def header(variable: str, given: str) -> str:
    """Read the name of a request header."""
    name = given.strip()
    if name and name.isascii() and name.replace("-", "").isalnum():
        return name
    message = f"{variable} 应为请求头的名称，如 Authorization，读到的是 {given!r}。"
    raise SettingsError(message)


def hidden_line(variable: str, given: str) -> str:
    """Read a secret that travels in one line; what was read is not repeated."""
    secret = given.strip()
    if secret.isprintable() and secret.isascii():
        return secret
    message = f"{variable} 只能含可见的 ASCII 字符，不能换行。"
    raise SettingsError(message)


def mail_address(variable: str, given: str) -> str:
    """Read an e-mail address."""
    found = given.strip()
    if _MAIL_ADDRESS.fullmatch(found):
        return found
    message = f"{variable} 应为电子邮箱地址，如 reserve@example.gov.cn，读到的是 {given!r}。"
    raise SettingsError(message)
