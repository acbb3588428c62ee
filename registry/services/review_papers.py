"""The evidence of a submitted version, handed out to who reviews it."""

from registry.documents.applications import ApplicationVersion
from registry.errors import NotFound
from registry.permissions import DIVISION, Actor
from registry.services import stamped_scans
from registry.services.attachments import attachment_out
from registry.services.files import FileOut
from registry.services.pre_reviews import read_pre_review
from registry.services.reviews import readable

_MOST = 10**6


def paper_out(
    number: str, version: int, paper: str, *, by: Actor, preview: bool = False
) -> FileOut:
    """Return one paper of a version as it came, or the small picture of its first page.

    To the authority and the ministry, and to the office of the division. Raises NotFound, also
    where the application is another's.
    """
    return _out(_version(number, version, by), paper, preview=preview)


def scan_out(number: str, version: int, *, by: Actor) -> FileOut:
    """Return the stamped scan of a version, to the authority and the ministry. Raises NotFound."""
    readable(number, "reviews:read", by)
    scan = _version(number, version, by).scan
    if scan is None:
        raise NotFound
    return stamped_scans.file_of(scan)


def paper_to_office(number: str, paper: str, *, by: Actor) -> FileOut:
    """Return one paper of the latest version as it came, to the office of its division alone."""
    return _out(read_pre_review(number, by=by).version, paper)


def _out(filed: ApplicationVersion, paper: str, *, preview: bool = False) -> FileOut:
    found = next((one for one in filed.attachments if one.id == paper), None)
    if found is None:
        raise NotFound
    return attachment_out(found, preview=preview)


def _version(number: str, version: int, by: Actor) -> ApplicationVersion:
    if by.role in DIVISION:
        opened = read_pre_review(number, by=by)
        if opened.version.version != version:
            raise NotFound
        return opened.version
    readable(number, "reviews:read", by)
    if version >= _MOST:
        raise NotFound
    found: ApplicationVersion | None = ApplicationVersion.objects(
        application=number, version=version
    ).first()  # index application_1_version_1
    if found is None:
        raise NotFound
    return found
