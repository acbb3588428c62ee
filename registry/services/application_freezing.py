"""Freezing 定稿: an application's content fixed for printing and stamping, and its stamped scan.

Possible on any day: a seal takes days (ruling 11). What is frozen is what the printed form
shows and its code names; to change it, it is taken up again, and its scan is void.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.applications import Application, FrozenContent, stored
from registry.encryption import Vault
from registry.errors import Refusal
from registry.forms import application_form
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_states import ApplicationState, move
from registry.policy.applications import Judged
from registry.policy.printed_codes import PrintedCode
from registry.policy.quarterly_update_values import plain
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Severity
from registry.services import stamped_scans
from registry.services.application_contacts import sealed
from registry.services.application_drafts import moved, write
from registry.services.application_forms import Desk, judged_whole, own_application, state_shown
from registry.services.ledger import Act, record
from registry.services.stamped_scans import Look, ScanUpload

FORM = "application"
PERMISSION = "applications:submit"
_EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})


class ApplicationUnfinished(Refusal):
    """Something blocks; ``judged`` holds everything that was found, at once."""

    code = "application_unfinished"
    status = 422

    def __init__(self, judged: Judged) -> None:
        """Keep what was found, for the page that says it all."""
        blocking = [one for one in judged.findings if one.severity is Severity.BLOCKING]
        super().__init__(clause=application_form().clause, count=len(blocking))
        self.judged = judged


class NotFreezable(Refusal):
    """Only a draft, or what was returned, can be frozen."""

    code = "application_not_freezable"
    status = 409


class NotFrozen(Refusal):
    """The application is not frozen: there is nothing to print, stamp or send."""

    code = "application_not_frozen"
    status = 409


@dataclass(frozen=True, slots=True)
class FrozenApplication:
    """A frozen application, the code its printed form carries, and its scan as read by now."""

    application: Application
    code: PrintedCode
    look: Look | None


def freeze(
    number: str, *, revision: int, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> Application:
    """Fix the content as it stands. Nothing that blocks may be left in it.

    Raises ApplicationUnfinished, NotFreezable, ApplicationMoved where ``revision`` is no
    longer the record's.
    """
    desk = Desk(by, at, rulebook, vault)

    def work() -> Application:
        application = _at_revision(number, revision, by)
        if ApplicationState(application.state) not in _EDITABLE:
            raise NotFreezable(state=say(f"state_{state_shown(application.state)}"))
        judged = judged_whole(application, desk)
        if not judged.is_complete:
            raise ApplicationUnfinished(judged)
        frozen = _frozen(application, judged, desk)
        state = move(ApplicationState(application.state), ApplicationState.FROZEN)
        change = {"state": state.value, "frozen": frozen.to_mongo(), "scan": None}
        write(application, change, by=desk.by, at=desk.at)
        _record("application.freeze", application, desk, {"digest": frozen.digest})
        return _fresh(number)

    return transact(work)


def unfreeze(
    number: str, *, revision: int, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> Application:
    """Take the content up again for editing; the frozen form and its scan are void.

    Raises NotFrozen, ApplicationMoved.
    """
    desk = Desk(by, at, rulebook, vault)

    def work() -> Application:
        application = _frozen_at(number, revision, by)
        to = ApplicationState.RETURNED if application.returned else ApplicationState.DRAFT
        state = move(ApplicationState.FROZEN, to)
        change = {"state": state.value, "frozen": None, "scan": None}
        write(application, change, by=by, at=at)
        voided = {"digest": application.frozen.digest}
        if application.scan:
            voided["scan"] = application.scan.digest
        _record("application.unfreeze", application, desk, voided)
        return _fresh(number)

    return transact(work)


def attach_scan(
    number: str,
    upload: ScanUpload,
    *,
    revision: int,
    vault: Vault,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Application:
    """Keep the stamped scan of the frozen form; a later one replaces it. Any day.

    The scan is kept whatever its code says: how it fits is told, and asked for at submission.
    Raises NotFrozen, ApplicationMoved, ScanError, DeclarationMissing.
    """
    desk = Desk(by, at, rulebook, vault)
    application = _frozen_at(number, revision, by)
    subject = f"application:{number}"
    scan = stamped_scans.take(upload, code_of(application), subject=subject, by=by, at=at)

    def work() -> Application:
        current = _frozen_at(number, revision, by)
        stamped_scans.refer_to(
            scan, subject=subject, authority=current.authority, host=current.host, at=at
        )
        write(current, {"scan": scan.to_mongo()}, by=desk.by, at=desk.at)
        told = {"scan": scan.digest, "digest": current.frozen.digest, "pages": scan.pages}
        _record("application.attach_scan", current, desk, told)
        return _fresh(number)

    return transact(work)


def read_frozen(number: str, *, by: Actor, at: datetime) -> FrozenApplication:
    """Return a host's frozen application with its scan. Raises NotFrozen, NotFound."""
    application = own_application(number, PERMISSION, by, rows=True)
    if application.frozen is None:
        raise NotFrozen(state=say(f"state_{state_shown(application.state)}"))
    subject = f"application:{number}"
    look = None
    if application.scan:
        look = stamped_scans.look(application.scan, subject=subject, at=at)
    return FrozenApplication(application, code_of(application), look)


def is_aged(application: Application, desk: Desk) -> bool:
    """Say whether what was frozen would not freeze so today: a year or a condition moved on."""
    judged = judged_whole(application, desk)
    return (
        not judged.is_complete or content_digest(application, judged) != application.frozen.digest
    )


def code_of(application: Application) -> PrintedCode:
    """Return the code that the printed form of a frozen application carries."""
    return PrintedCode(FORM, application.number, application.frozen.digest)


def content_digest(application: Application, judged: Judged) -> str:
    """Return the SHA-256 digest of what the printed form shows, contacts and evidence included."""
    shown = {
        "number": application.number,
        "form_version": application_form().version,
        "content": _texts(judged.content),
        "equipment": [_texts(row) for row in judged.equipment.rows],
        "attachments": [[one.digest, one.supports] for one in application.attachments],
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _texts(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, tuple) else plain(value)
        for key, value in content.items()
    }


def _frozen(application: Application, judged: Judged, desk: Desk) -> FrozenContent:
    return FrozenContent(
        digest=content_digest(application, judged),
        form_version=application_form().version,
        rulebook=desk.rulebook.version,
        content=stored(sealed(judged.content, application.number, desk.vault)),
        equipment=[stored(row) for row in judged.equipment.rows],
        frozen_at=desk.at,
        account_name=desk.by.name,
    )


def _at_revision(number: str, revision: int, by: Actor) -> Application:
    application = own_application(number, PERMISSION, by, rows=True)
    if application.revision != revision:
        raise moved(application)
    return application


def _frozen_at(number: str, revision: int, by: Actor) -> Application:
    """Return a frozen application that still stands at a revision; says first if it is frozen."""
    application = own_application(number, PERMISSION, by, rows=True)
    if application.state != ApplicationState.FROZEN.value:
        raise NotFrozen(state=say(f"state_{state_shown(application.state)}"))
    if application.revision != revision:
        raise moved(application)
    return application


def _fresh(number: str) -> Application:
    return Application.objects.get(number=number)


def _record(verb: str, application: Application, desk: Desk, after: Mapping[str, Any]) -> None:
    act = Act(
        verb,
        f"application:{application.number}",
        before={"state": application.state},
        after=after,
        clause=application_form().clause,
        rulebook=desk.rulebook.version,
    )
    record(act, by=desk.by, at=desk.at)
