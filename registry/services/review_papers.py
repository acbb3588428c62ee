"""The evidence of a submitted version, handed out to who reviews it."""

from registry.documents.applications import ApplicationVersion
from registry.errors import NotFound
from registry.permissions import DIVISION, Actor
from registry.services.attachments import attachment_out
from registry.services.files import FileOut
from registry.services.pre_reviews import read_pre_review
from registry.services.reviews import readable


def paper_out(
    number: str, version: int, paper: str, *, by: Actor, preview: bool = False
) -> FileOut:
    """Return one paper of a version (0 the latest) as it came, or a picture of its first page.

    To the authority and the ministry, and to the office of the division. Raises NotFound, also
    where the application is another's.
    """
    filed = _version(number, version, by)
    found = next((one for one in filed.attachments if one.id == paper), None)
    if found is None:
        raise NotFound
    return attachment_out(found, preview=preview)


def _version(number: str, version: int, by: Actor) -> ApplicationVersion:
    if by.role in DIVISION:
        opened = read_pre_review(number, by=by)
        if version not in {0, opened.version.version}:
            raise NotFound
        return opened.version
    application = readable(number, "reviews:read", by)
    found: ApplicationVersion | None = ApplicationVersion.objects(
        application=number, version=version or application.version
    ).first()  # index application_1_version_1
    if found is None:
        raise NotFound
    return found
