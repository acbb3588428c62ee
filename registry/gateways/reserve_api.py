"""A running service, called from the command line over its API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from urllib3 import encode_multipart_formdata

from registry.errors import Refusal
from registry.messages import say

_SECONDS = (10, 180)
_PIECE = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Progress = Callable[[int], None]


class ServiceAway(Refusal):
    """Nobody answers at that address."""

    code = "service_away"
    status = 503


class ServiceInsecure(Refusal):
    """The token would travel in the clear."""

    code = "service_insecure"
    status = 400


class ServiceUnreadable(Refusal):
    """What answered is not this service."""

    code = "service_answer_unreadable"
    status = 502


class ServiceRefused(Refusal):
    """The service said no; its own sentence is passed on."""

    code = "service_refused"
    status = 422


@dataclass(frozen=True, slots=True)
class Upload:
    """A summary sheet on its way: where to, for whom, and the key that makes a repeat harmless."""

    authority: str
    period: str
    filename: str
    content: bytes
    key: str


@dataclass(frozen=True, slots=True)
class StampedUpload:
    """A stamped scan on its way; ``declared``: a person looked through it for secrets."""

    filename: str
    content: bytes
    declared: bool


class _Pieces:
    """A request body that tells how much of it was read; its length is known beforehand."""

    def __init__(self, body: bytes, progress: Progress) -> None:
        self._body, self._progress = body, progress

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), _PIECE):
            piece = self._body[start : start + _PIECE]
            yield piece
            self._progress(len(piece))


def upload_sheet(url: str, token: str, upload: Upload, progress: Progress) -> dict[str, Any]:
    """Send a summary sheet; return the service's answer.

    ``progress`` is told the bytes sent since it was last told. Raises ServiceInsecure,
    ServiceAway, ServiceUnreadable or ServiceRefused, which carries the service's sentence.
    """
    _check_address(url)
    body, media_type = encode_multipart_formdata(
        {
            "authority": upload.authority,
            "period": upload.period,
            "file": (upload.filename, upload.content, "application/octet-stream"),
        }
    )
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": media_type,
        "Content-Length": str(len(body)),
        "Idempotency-Key": upload.key,
    }

    def post(session: requests.Session) -> requests.Response:
        return session.post(
            f"{url}/api/v1/summary-sheets",
            data=_Pieces(body, progress),
            headers=headers,
            timeout=_SECONDS,
            allow_redirects=False,
        )

    return _asked(url, post)


def write_sheet(url: str, token: str, authority: str, period: str, *, key: str) -> dict[str, Any]:
    """Have the service write a sheet of its own records; raises as ``upload_sheet``."""
    _check_address(url)

    def post(session: requests.Session) -> requests.Response:
        return session.post(
            f"{url}/api/v1/written-sheets",
            json={"authority": authority, "period": period},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
            timeout=_SECONDS,
            allow_redirects=False,
        )

    return _asked(url, post)


def read_reconciliation(
    url: str, token: str, number: str, *, pile: str, cursor: str = ""
) -> dict[str, Any]:
    """Return a page of one pile of a sheet beside the applications; raises as ``upload_sheet``."""
    _check_address(url)

    def get(session: requests.Session) -> requests.Response:
        return session.get(
            f"{url}/api/v1/summary-sheets/{quote(number, safe='')}/reconciliation",
            params={"pile": pile, "limit": "200"} | ({"cursor": cursor} if cursor else {}),
            headers={"Authorization": f"Bearer {token}"},
            timeout=_SECONDS,
            allow_redirects=False,
        )

    return _asked(url, get)


def fetch_file(url: str, token: str, path: str) -> bytes:
    """Return a file that the service hands out at a path; raises as ``upload_sheet``."""
    _check_address(url)

    def get(session: requests.Session) -> requests.Response:
        return session.get(
            f"{url}/api/v1/{path}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_SECONDS,
            allow_redirects=False,
        )

    answer = _answered(url, get)
    if not answer.ok or answer.headers.get("Content-Type") != XLSX:
        _read(url, answer)
        raise ServiceUnreadable(url=url, status=answer.status_code)
    return answer.content


def act_on_sheet(
    url: str, token: str, number: str, act: str, scan: StampedUpload | None, *, key: str
) -> dict[str, Any]:
    """Bring the scan of a sheet (``scan``) or accept it (``acceptance``), as it stands now.

    Raises as ``upload_sheet``; where somebody changes the sheet meanwhile, the service refuses.
    """
    _check_address(url)
    sheet = f"{url}/api/v1/summary-sheets/{quote(number, safe='')}"
    headers = {"Authorization": f"Bearer {token}"}

    def get(session: requests.Session) -> requests.Response:
        return session.get(sheet, headers=headers, timeout=_SECONDS, allow_redirects=False)

    seen = _answered(url, get)
    _read(url, seen)
    parts: dict[str, Any] = {"declared": "true" if scan and scan.declared else "false"}
    if scan:
        parts["scan"] = (scan.filename, scan.content, "application/octet-stream")
    body, media_type = encode_multipart_formdata(parts)

    def post(session: requests.Session) -> requests.Response:
        return session.post(
            f"{sheet}/{act}",
            data=body,
            headers=headers
            | {
                "Content-Type": media_type,
                "If-Match": seen.headers.get("ETag", ""),
                "Idempotency-Key": key,
            },
            timeout=_SECONDS,
            allow_redirects=False,
        )

    return _asked(url, post)


def _asked(url: str, ask: Callable[[requests.Session], requests.Response]) -> dict[str, Any]:
    return _read(url, _answered(url, ask))


def _answered(url: str, ask: Callable[[requests.Session], requests.Response]) -> requests.Response:
    """Ask the service, without a proxy or .netrc: the token goes to this address alone."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return ask(session)
    except requests.RequestException as error:
        slow = isinstance(error, requests.Timeout)
        reason = say("service_slow" if slow else "service_silent")
        raise ServiceAway(url=url, reason=reason) from error


def _read(url: str, answer: requests.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except requests.JSONDecodeError as error:
        raise ServiceUnreadable(url=url, status=answer.status_code) from error
    if not isinstance(content, dict):
        raise ServiceUnreadable(url=url, status=answer.status_code)
    if not answer.ok:
        raise ServiceRefused(message=content.get("message") or content.get("code") or "")
    return content


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return
    if parts.scheme == "http" and (host == "localhost" or _is_loopback(host)):
        return
    raise ServiceInsecure(url=url)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
