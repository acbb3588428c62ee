"""Outgoing requests 外发请求: to addresses that are allowed, within time and size, and no further.

The name is looked up where the connection is made, what it leads to is judged there, and that
very address is connected to: a name that leads elsewhere a moment later gains nothing. Host and
TLS name stay the name's own. No redirect, no proxy, no .netrc, no cookie.
"""

import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from registry.gateways.deadlines import Deadline
from registry.gateways.outcomes import Outcome

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

LONGEST_URL = 500
_CONNECT, _READ, _TOTAL = 5.0, 8.0, 10.0
_MOST_READ = 16 * 1024
_MISLEADING = frozenset(' \\"<>')
_PORTS = {"https": 443, "http": 80}
# Beyond what ipaddress calls private: ways to write or wrap a v4 address, old local ranges.
_NEVER = tuple(
    ip_network(one)
    for one in (
        "192.0.0.0/24", "192.88.99.0/24", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23",
        "2002::/16", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
_TAKEN, _REDIRECTED, _ANSWERED_NO = range(200, 300), range(300, 400), 400


@dataclass(frozen=True, slots=True)
class Rules:
    """Where requests may go besides the public internet: the operator's choice.

    ``plain`` allows http. ``any_network`` is for an address that the operator set themselves.
    ``authorities`` is a file of certificates to trust; empty are the usual ones.
    """

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset({443})
    plain: bool = False
    any_network: bool = False
    authorities: str = ""
    seconds: float = _TOTAL


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended, and the beginning of what was answered."""

    outcome: Outcome
    content: bytes = b""


class AddressRefusedError(Exception):
    """A name leads to an address that we do not connect to."""


def fault_of(url: str, rules: Rules) -> str:
    """Return the code of what keeps us from sending to an address, empty where nothing shows.

    Asks nobody: a name that leads to a forbidden place is refused when it is connected to.
    """
    parts = _parts(url)
    if parts is None:
        return "outgoing_unreadable"
    if parts.username is not None or parts.password is not None:
        return "outgoing_credentials"
    if parts.scheme != "https" and not (rules.plain and parts.scheme == "http"):
        return "outgoing_not_https"
    if (parts.port or _PORTS[parts.scheme]) not in rules.ports and not rules.any_network:
        return "outgoing_port"
    return "" if _may_be_allowed(str(parts.hostname), rules) else "outgoing_forbidden"


def _parts(url: str) -> SplitResult | None:
    """Take an address apart; None for what is none, or is written to mislead a reader of it."""
    if (
        len(url) > LONGEST_URL
        or not (url.isascii() and url.isprintable())
        or _MISLEADING & set(url)
    ):
        return None
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.port != 0 and not parts.fragment
    except ValueError:
        return None
    return parts if whole else None


def post(url: str, body: bytes, headers: Mapping[str, str], rules: Rules) -> Answer:
    """Send a body; never raises for what the network or the other side does."""
    if fault := fault_of(url, rules):
        return Answer(Outcome(fault))
    with Deadline(rules.seconds) as deadline, requests.Session() as session:
        session.trust_env = False
        session.adapters.clear()
        session.mount("https://", _Adapter(rules, deadline))
        if rules.plain:
            session.mount("http://", _Adapter(rules, deadline))
        session.verify = rules.authorities or True
        try:
            answer = _asked(session, url, body, headers)
        except AddressRefusedError:
            return Answer(Outcome("outgoing_forbidden"))
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # ValueError: a name that no name server could be asked for, such as one too long.
            return Answer(Outcome(_reason(error, late=deadline.passed), away=True))
        # A head that we cut off reads like a whole one.
        return Answer(Outcome("outgoing_slow", away=True)) if deadline.passed else answer


def is_allowed(address: Address, rules: Rules) -> bool:
    """Tell whether an address may be connected to."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if rules.any_network or any(address in network for network in rules.networks):
        return True
    beyond = address.is_multicast or any(address in network for network in _NEVER)
    return address.is_global and not beyond


def _asked(session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    with session.post(
        url,
        data=body,
        headers={**headers, "Accept-Encoding": "identity", "Connection": "close"},
        timeout=(_CONNECT, _READ),
        allow_redirects=False,
        stream=True,
    ) as answer:
        status = answer.status_code
        # A refusal needs no reading; what is over the limit is left unread.
        content = answer.raw.read(_MOST_READ, decode_content=False) if status in _TAKEN else b""
    if status in _TAKEN:
        return Answer(Outcome(status=status), content)
    fault = "outgoing_redirected" if status in _REDIRECTED else "outgoing_answered"
    return Answer(Outcome(fault, status, away=status >= _ANSWERED_NO))


def _reason(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, requests.Timeout):
        return "outgoing_slow"
    if isinstance(error, requests.exceptions.SSLError):
        return "outgoing_certificate"
    return "outgoing_silent"


def _may_be_allowed(host: str, rules: Rules) -> bool:
    """Judge a host written as an address, in whichever way; a name is judged when it is used."""
    try:
        address: Address = ip_address(host.partition("%")[0])
    except ValueError:
        try:
            address = IPv4Address(socket.inet_aton(host))  # 127.1, 0x7f000001, 017700000001
        except OSError:
            return True
    return is_allowed(address, rules)


class _Adapter(HTTPAdapter):
    """Opens its connections by ``_opened`` alone."""

    def __init__(self, rules: Rules, deadline: Deadline) -> None:
        self._open = partial(_opened, rules=rules, deadline=deadline)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as requests has it
        """Make the pools' connections ours."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "https": _pool(HTTPSConnectionPool, _SecureConnection, self._open),
            "http": _pool(HTTPConnectionPool, _PlainConnection, self._open),
        }


Opener = Callable[[HTTPConnection], socket.socket]


def _pool(kind: type[HTTPConnectionPool], connection: type[Any], opener: Opener) -> Any:  # noqa: ANN401 - urllib3 calls it like a class
    def made(host: str, port: int | None = None, **context: Any) -> HTTPConnectionPool:  # noqa: ANN401 - urllib3's own
        pool = kind(host, port, **context)
        pool.ConnectionCls = partial(connection, opener)  # type: ignore[assignment, misc] # called alike
        return pool

    return made


class _PlainConnection(HTTPConnection):
    """A connection that is opened by us."""

    def __init__(self, opener: Opener, **given: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(**given)
        self._opener = opener

    def _new_conn(self) -> socket.socket:
        return self._opener(self)


class _SecureConnection(HTTPSConnection):
    """The same, with TLS; certificate and SNI go by the name in the address."""

    def __init__(self, opener: Opener, **given: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__(**given)
        self._opener = opener

    def _new_conn(self) -> socket.socket:
        return self._opener(self)


def _opened(asked: HTTPConnection, *, rules: Rules, deadline: Deadline) -> socket.socket:
    """Look the name up once, judge all that it leads to, and connect to the first that answers.

    Raises AddressRefusedError where any of it is forbidden: a name that leads to a public and a
    private address is trying something.
    """
    found = deadline.look_up(asked.host, asked.port)
    if not found or not all(
        is_allowed(ip_address(str(place[0]).partition("%")[0]), rules) for *_, place in found
    ):
        raise AddressRefusedError
    return deadline.connect(found, _CONNECT)


def trusted(authorities: str) -> ssl.SSLContext:
    """Return what checks the other side's certificate: the usual authorities, or the given."""
    return ssl.create_default_context(cafile=authorities or None)
