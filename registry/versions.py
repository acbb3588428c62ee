"""Which version of a record a change was made against: by ETag, or a form's hidden field."""

import re
from collections.abc import Mapping

from flask import request

from registry.errors import VersionConflict, VersionRequired

_VERSION = re.compile(r'"([0-9]{1,9})"')
_IN_FORM = re.compile(r"[0-9]{1,9}")


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def expected_version() -> int:
    """Return the version named by If-Match.

    Raises VersionRequired without the header, VersionConflict for one we never gave out.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionRequired
    if (found := _VERSION.fullmatch(given)) is None:
        raise VersionConflict
    return int(found[1])


def version_in_form(form: Mapping[str, str]) -> int:
    """Return the version a form was made of; 0 for what we never gave out."""
    given = form.get("version", "").strip()
    return int(given) if _IN_FORM.fullmatch(given) else 0
