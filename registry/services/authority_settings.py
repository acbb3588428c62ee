"""An authority's own settings on the desk: read by its people, changed by its lead."""

from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.authority_settings import AuthoritySettings
from registry.errors import VersionConflict
from registry.permissions import Actor, require
from registry.services import ledger, outbox


def settings_of(authority: str) -> AuthoritySettings:
    """Return how an authority works: as it decided, else the defaults; one query."""
    found: AuthoritySettings | None = AuthoritySettings.objects(authority=authority).first()
    return found or AuthoritySettings(authority=authority)  # index authority_1


def read_settings(*, by: Actor) -> AuthoritySettings:
    """Return the settings of the actor's own authority."""
    require(by, "authority_settings:read", authority=by.authority)
    return settings_of(by.authority)


def change_settings(*, four_eyes: bool, version: int, by: Actor, at: datetime) -> AuthoritySettings:
    """Decide whether who prepared a sheet may accept it; the authority's people are told.

    Raises VersionConflict where it was changed meanwhile. What changes nothing is not written.
    """
    require(by, "authority_settings:change", authority=by.authority)
    standing = settings_of(by.authority)
    if standing.version != version:
        raise VersionConflict
    if standing.four_eyes == four_eyes:
        return standing

    def work() -> AuthoritySettings:
        made = _write(by.authority, four_eyes=four_eyes, version=version, by=by, at=at)
        _tell(made, before=standing.four_eyes, by=by, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise VersionConflict from error


def _write(
    authority: str, *, four_eyes: bool, version: int, by: Actor, at: datetime
) -> AuthoritySettings:
    if version == 0:
        made: AuthoritySettings = AuthoritySettings(
            authority=authority, four_eyes=four_eyes, version=1, account_name=by.name,
            changed_at=at,
        ).save(force_insert=True)  # fmt: skip
        return made
    changed: AuthoritySettings | None = AuthoritySettings.objects(
        authority=authority, version=version
    ).modify(
        new=True, set__four_eyes=four_eyes, set__account_name=by.name, set__changed_at=at,
        inc__version=1,
    )  # fmt: skip
    if changed is None:
        raise VersionConflict
    return changed


def _tell(made: AuthoritySettings, *, before: bool, by: Actor, at: datetime) -> None:
    subject = f"authority:{made.authority}"
    act = ledger.Act(
        "authority_settings.change",
        subject,
        before={"four_eyes": before},
        after={"four_eyes": made.four_eyes},
    )
    ledger.record(act, by=by, at=at)
    code = f"notice_four_eyes_{'on' if made.four_eyes else 'off'}"
    outbox.post(outbox.Notice("authority", made.authority, code, subject, {"name": by.name}), at=at)
