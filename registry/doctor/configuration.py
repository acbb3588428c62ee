"""The settings: what an operator chose, or forgot to."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from config.settings import Settings
from registry.doctor import folder
from registry.doctor.diagnosis import Diagnosis, doubtful, fine, wrong
from registry.gateways.outgoing import Rules, fault_of
from registry.messages import say

_KEYS = ("secret_key", "encryption_key")
# With any of these somebody else may answer in the cluster's place.
_CARELESS = ("tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames")
_LEAST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings, and what they point at.

    ``address`` is the sentence that says why the address cannot be listened on, empty where it
    can; ``serving`` tells whether a service runs on the data directory, which then holds the
    address itself.
    ``hindrance`` is the code of what keeps us from using the data directory, and ``where`` the
    path that is at fault. ``open_files`` are those of the data directory that others may read.
    """

    settings: Settings
    serving: bool
    address: str
    hindrance: str
    where: Path
    open_files: tuple[str, ...]
    kept_keys: frozenset[str]
    made_up: bool


def look_at(settings: Settings, *, serving: bool, address: str) -> Configuration:
    """Gather what the settings point at; nothing is changed."""
    data = settings.data
    kept = frozenset(name for name in _KEYS if folder.is_there(data / name))
    hindrance, where = folder.hindrance(data)
    private = [data, *(data / name for name in sorted(kept))]
    return Configuration(
        settings=settings,
        serving=serving,
        address=address,
        hindrance=hindrance,
        where=where,
        open_files=tuple(str(path) for path in private if folder.is_open(path)),
        kept_keys=kept,
        made_up=folder.is_made_up(data),
    )


def examine(found: Configuration) -> Iterator[Diagnosis]:
    """Judge the settings as for a service that real filings go to."""
    yield _address(found)
    yield _front(found)
    yield _public_url(found)
    yield _data(found)
    yield _keys(found)
    yield _training(found)
    yield _second_factor(found)
    yield _database(found)
    yield _threads(found)
    yield _sms(found)


def _address(found: Configuration) -> Diagnosis:
    if found.serving or not found.address:
        return fine("address")
    return wrong("address", "doctor_address", reason=found.address)


def _front(found: Configuration) -> Diagnosis:
    settings = found.settings
    if settings.training:
        return fine("front")
    if not settings.secure_cookies:
        return wrong("front", "doctor_cookies")
    if settings.trusted_proxies:
        return fine("front")
    beyond = not _is_loopback(settings.host)
    return wrong("front", "doctor_no_front") if beyond else doubtful("front", "doctor_front")


def _public_url(found: Configuration) -> Diagnosis:
    """Without it printed codes and calendars lead wherever a request said it was asked at."""
    settings = found.settings
    if settings.training or settings.public_url:
        return fine("public_url")
    return doubtful("public_url", "doctor_public_url")


def _data(found: Configuration) -> Diagnosis:
    if found.hindrance:
        return wrong("data", found.hindrance, data=found.settings.data, path=found.where)
    if found.open_files:
        return wrong("data", "doctor_open", paths="、".join(found.open_files))
    return fine("data")


def _keys(found: Configuration) -> Diagnosis:
    settings = found.settings
    given = {"secret_key": settings.secret_key, "encryption_key": settings.encryption_keys}
    if settings.secret_key and len(settings.secret_key) < _LEAST_SECRET:
        return wrong("keys", "doctor_secret_short", least=_LEAST_SECRET)
    missing = [name for name in _KEYS if not given[name] and name not in found.kept_keys]
    if missing and settings.mongodb_uri:
        return doubtful("keys", "doctor_keys_apart", names="、".join(missing))
    return fine("keys")


def _training(found: Configuration) -> Diagnosis:
    if found.made_up and not found.settings.training:
        return wrong("training", "doctor_made_up", data=found.settings.data)
    if found.settings.training:
        return doubtful("training", "doctor_training")
    return fine("training")


def _second_factor(found: Configuration) -> Diagnosis:
    if found.settings.second_factor == "off":
        return doubtful("second_factor", "doctor_second_factor")
    return fine("second_factor")


def _database(found: Configuration) -> Diagnosis:
    settings = found.settings
    if not settings.mongodb_uri:
        return fine("cluster") if settings.training else doubtful("cluster", "doctor_embedded")
    # By hand: a URL's own parser stumbles over what a password may hold.
    address, _, query = settings.mongodb_uri.partition("?")
    options = {name.lower(): values[-1] for name, values in parse_qs(query).items()}
    if "@" not in address and "authmechanism" not in options:
        return wrong("cluster", "doctor_cluster_password")
    tls = options.get("tls", options.get("ssl", ""))
    if tls != "true" and not address.startswith("mongodb+srv:"):
        return wrong("cluster", "doctor_cluster_tls")
    if careless := [name for name in _CARELESS if options.get(name.lower()) == "true"]:
        return wrong("cluster", "doctor_cluster_careless", options="、".join(careless))
    return fine("cluster")


def _threads(found: Configuration) -> Diagnosis:
    least = 2
    if found.settings.threads < least:
        return doubtful("threads", "doctor_threads", read=found.settings.threads, least=least)
    return fine("threads")


def _sms(found: Configuration) -> Diagnosis:
    settings = found.settings
    rules = Rules(plain=settings.outgoing_http, any_network=True)
    fault = fault_of(settings.sms_url, rules) if settings.sms_url else ""
    return wrong("sms", "doctor_sms_address", reason=say(fault)) if fault else fine("sms")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
