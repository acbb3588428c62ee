"""Refusals: what raises when somebody may not do this. Everything else is a finding.

Each class is one refusal: one status, one code; its Chinese sentence stands in
``registry.messages`` under the same code.
"""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """A use-case says no. ``params`` fill the sentence; ``fields`` maps field paths to codes."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    # Seconds after which the same request may well be answered; 0 where waiting changes nothing.
    retry_after: ClassVar[int] = 0

    def __init__(
        self, *, clause: str = "", fields: Mapping[str, str] | None = None, **params: object
    ) -> None:
        """Keep what the sentence needs: the clause, the fields at fault and the parameters."""
        super().__init__(self.code)
        self.clause = clause
        self.fields = dict(fields or {})
        self.params = params


class NotSignedIn(Refusal):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    code = "not_signed_in"
    status = 401


class NotAllowed(Refusal):
    """The role does not carry this permission."""

    code = "not_allowed"
    status = 403


class NotFound(Refusal):
    """There is no such record, or it is another's: the answer does not tell which."""

    code = "not_found"
    status = 404


class Invalid(Refusal):
    """Fields hold what cannot be read; ``fields`` says which, by path."""

    code = "invalid"
    status = 422


class VersionConflict(Refusal):
    """The record changed since it was read (ETag), or another got there first."""

    code = "version_conflict"
    status = 412


class VersionRequired(Refusal):
    """A change must name the version it was made against (If-Match)."""

    code = "version_required"
    status = 428


class IdempotencyReused(Refusal):
    """The same Idempotency-Key came with another content."""

    code = "idempotency_reused"
    status = 422


class IdempotencyInProgress(Refusal):
    """The first request under this Idempotency-Key is still at work."""

    code = "idempotency_in_progress"
    status = 409
    retry_after = 5


class DatabaseAway(Refusal):
    """The database does not answer, or has no primary, just now."""

    code = "database_away"
    status = 503
    retry_after = 5


class CursorForged(Refusal):
    """A cursor that this service did not give out."""

    code = "cursor_forged"
    status = 400


class InvalidJson(Refusal):
    """A body that cannot be read as JSON, or holds what no record can."""

    code = "invalid_json"
    status = 400


class BodyTooLarge(Refusal):
    """A JSON body larger than any that this service asks for."""

    code = "body_too_large"
    status = 413


class SecrecyMark(Refusal):
    """What was sent carries a secrecy mark (ruling 29); ``fields`` says where."""

    code = "secrecy_mark"
    status = 422
