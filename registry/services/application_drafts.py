"""The draft of an application 申报: begun by its host, typed into, withdrawn; never lost.

A draft is working paper: saving leaves no ledger entry. Beginning and withdrawing do, because
a number is given and taken out of use.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.applications import Application
from registry.documents.counters import take_number
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.encryption import Vault
from registry.errors import Invalid, NotFound, Refusal
from registry.forms import application_form
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.application_forms import ApplicationForm
from registry.policy.application_states import MOVES, ApplicationState, move
from registry.policy.application_values import MOST_TYPED, read_entry
from registry.policy.applications import editable_sections
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_rows import name_key
from registry.policy.typed_text import seen
from registry.services.application_contacts import sealed
from registry.services.application_copies import NOTHING, content_of, first_values
from registry.services.application_desensitising import clean_values, withheld_fields
from registry.services.application_forms import (
    Desk,
    OpenApplication,
    open_application,
    own_application,
    state_shown,
    typed_values,
)
from registry.services.authorities import authorities, authority_name
from registry.services.hosts import host_on_record
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post

_LONGEST_PLACE = 60
# With its host: nobody else waits for it or works on it.
# Until somebody claims it, a host takes back what it sent.
_WITHDRAWABLE = frozenset(
    state for state, moves in MOVES.items() if ApplicationState.WITHDRAWN in moves
)


class AlreadyApplying(Refusal):
    """The host has a live application for this platform; ``params["number"]`` names it."""

    code = "application_already_there"
    status = 409


class AlreadyInLibrary(Refusal):
    """The platform is in the library already: there is nothing to apply for."""

    code = "application_already_in_library"
    status = 409


class NameTaken(Refusal):
    """Another live application of the host is for a platform of this name."""

    code = "application_name_taken"
    status = 422


class NotEditable(Refusal):
    """The application is frozen, submitted or ended: nothing is typed into it."""

    code = "application_not_editable"
    status = 409


class SectionNotReturned(Refusal):
    """Only the returned sections can be typed in."""

    code = "application_section_not_returned"
    status = 409


class ApplicationMoved(Refusal):
    """Somebody saved the application since it was read; nothing was overwritten."""

    code = "application_moved"
    status = 412


class NotWithdrawable(Refusal):
    """The application is with its authority, or has ended."""

    code = "application_not_withdrawable"
    status = 409


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an application begins with; ``authority`` may be left out where the place tells it.

    ``source`` names an ended application of the host whose content it begins with, if any.
    """

    platform_name: str
    place: str
    authority: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, by field key; fields left out stay. ``revision`` is what it is on.

    Where it was typed in one ``section``, only changes of that one since are in its way.
    """

    values: Mapping[str, str]
    revision: int
    section: str = ""


def begin(
    given: Beginning, *, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> Application:
    """Begin an application, and give it its number.

    A ban does not keep anybody from it (ruling 21). Raises Invalid for a name or place that
    is none, an authority that is not the place's, a source that has not ended; NotFound for
    another's; AlreadyApplying, AlreadyInLibrary.
    """
    require(by, "applications:draft", host=by.host)
    form = application_form()
    name = read_entry(form.field("platform_name"), given.platform_name)
    place = " ".join(seen(given.place).split())
    faults = {} if name.value else {"platform_name": say("application_name_wanted")}
    if not place or len(place) > _LONGEST_PLACE:
        faults["place"] = say("application_place_wanted")
    authority, fault = _authority(given.authority.strip(), place)
    if fault and "place" not in faults:
        faults["authority"] = fault
    if faults:
        raise Invalid(fields=faults)
    given = Beginning(str(name.value), place, authority, given.source)
    desk = Desk(by, at, rulebook, vault)
    return transact(lambda: _begin(given, desk))


def save(
    number: str, typed: Typed, *, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> OpenApplication:
    """Keep what was typed, valid or not, and return the application with what is found in it.

    A field with a secrecy mark stays as it was, which ``withheld`` tells. Raises
    ApplicationMoved where it was changed since ``revision``, overwriting nothing; Invalid
    for a field the form does not have; NotEditable, SectionNotReturned, NameTaken.
    """
    desk = Desk(by, at, rulebook, vault)
    return beside_others(lambda: _save(number, typed, desk), typed.section)


def beside_others(save: Callable[[], OpenApplication], section: str) -> OpenApplication:
    """Save a section; once more where another section was saved in that very moment."""
    try:
        return save()
    except ApplicationMoved:
        if not section:
            raise
    return save()


def _save(number: str, typed: Typed, desk: Desk) -> OpenApplication:
    by, vault = desk.by, desk.vault
    application = own_application(number, "applications:draft", by, rows=False)
    form = application_form()
    was = typed_values(application, vault)
    withheld = withheld_fields(known_values(typed.values, form))
    values = clean_values(typed.values, was)
    changed = {key: text for key, text in values.items() if text != was.get(key, "")}
    refuse_locked(application, {form.section_of(key) for key in changed or values}, form)
    refuse_moved(application, typed.revision, typed.section)
    if not changed:
        return replace(open_application(application, desk), withheld=withheld)
    change = {f"values.{key}": text for key, text in sealed(changed, number, vault).items()}
    try:
        sections = {form.section_of(key) for key in changed}
        write(application, change | _head(changed, form), by=by, at=desk.at, sections=sections)
    except NotUniqueError as error:
        fields = {"platform_name": say(NameTaken.code)}
        raise NameTaken(fields=fields) from error
    fresh = own_application(number, "applications:draft", by, rows=False)
    return replace(open_application(fresh, desk), withheld=withheld)


def is_withdrawable(state: ApplicationState) -> bool:
    """Say whether its host may still withdraw an application: nobody has claimed it."""
    return state in _WITHDRAWABLE


def not_withdrawable(state: ApplicationState) -> NotWithdrawable:
    """Return why an application in this state stays as it is."""
    return NotWithdrawable(state=say(f"state_{state_shown(state)}"))


def withdraw(number: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Application:
    """Withdraw an application that nobody has claimed; what was typed is kept.

    The authority is told where it had seen a version. Raises NotWithdrawable.
    """
    return transact(lambda: _withdraw(number, by=by, at=at, rulebook=rulebook))


def number_series(authority: str, year: int) -> str:
    """Return the series that an authority's applications of a year take their numbers from."""
    return f"application:{authority}:{year}"


def known_values(values: Mapping[str, str], form: ApplicationForm) -> dict[str, str]:
    """Return the texts of the form's own fields. Raises Invalid for others, or endless ones."""
    labels = {one.key: one.label for one in form.fields if one.is_typed}
    faults = {
        key: say("update_typed_too_long", label=labels[key])
        if key in labels
        else say("application_field_unknown", read=key[:40])
        for key, text in values.items()
        if key not in labels or len(text) > MOST_TYPED
    }
    if faults:
        raise Invalid(fields=faults)
    return dict(values)


def refuse_locked(application: Application, sections: set[str], form: ApplicationForm) -> None:
    """Refuse where any of the sections cannot be typed in now."""
    state = ApplicationState(application.state)
    returned = [one.section for one in application.returned]
    editable = editable_sections(form, state, returned)
    if not editable:
        raise NotEditable(state=say(f"state_{state_shown(state)}"))
    if locked := sections - editable:
        titles = [one.title for one in form.sections if one.key in editable]
        shut = [one.title for one in form.sections if one.key in locked]
        raise SectionNotReturned(sections="、".join(titles), shut="、".join(shut))


def refuse_moved(application: Application, revision: int, section: str = "") -> None:
    """Raise ApplicationMoved where an application, or only its ``section``, was changed since."""
    now = application.revision
    since = application.section_revisions.get(section, 1) if section else now
    if not since <= revision <= now:
        raise moved(application)


def write(
    application: Application,
    change: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    sections: Collection[str] = (),
) -> None:
    """Write a change, of ``sections``, on top of the revision it was made on, in one step.

    Raises ApplicationMoved where somebody was faster, also by freezing or withdrawing.
    """
    saved: dict[str, Any] = {"saved_by": by.name, "saved_at": at, "changed_at": at}
    saved |= {f"section_revisions.{one}": application.revision + 1 for one in sections}
    found = Application.objects(
        id=application.id, revision=application.revision, state=application.state
    ).update_one(__raw__={"$set": {**change, **saved}, "$inc": {"revision": 1}})
    if not found:
        fresh = Application.objects(id=application.id).only("saved_by", "saved_at").first()
        raise moved(fresh or application)


def moved(application: Application) -> ApplicationMoved:
    """Say who saved an application, and when."""
    return ApplicationMoved(
        name=application.saved_by, saved=application.saved_at.astimezone(SHANGHAI)
    )


def _authority(asked: str, place: str) -> tuple[str, str]:
    """Return the authority of a place, or what is wrong: ruling 17 chooses it by the place."""
    where = authorities().places.of(place)
    if asked and asked not in authorities().codes:
        return "", say("application_authority_unknown")
    if asked and where and asked not in where:
        named = "、".join(authority_name(code) for code in sorted(where))
        return "", say("application_authority_not_of_place", place=place, named=named)
    if not asked and len(where) != 1:
        named = "、".join(authority_name(code) for code in sorted(where))
        code = "application_authority_choose" if where else "application_authority_wanted"
        return "", say(code, place=place, named=named)
    return asked or min(where), ""


def _refuse_second(host: Host, whose: str, key: str, name: str) -> None:
    """Refuse where the host applies for this platform already, or has it in the library."""
    there = Application.objects(host=whose, name_key=key, live=True).only("number").first()
    if there:  # index host_1_name_key_1
        raise AlreadyApplying(number=there.number, name=name)
    admitted = Platform.objects(
        credit_code=host.credit_code, name_key=key, state="in_library"
    ).first()  # index credit_code_1_name_key_1
    if admitted:
        raise AlreadyInLibrary(number=admitted.number, name=name)


def _begin(given: Beginning, desk: Desk) -> Application:
    """Put a draft on record, with what it takes over; the given is read and checked."""
    by, at, name, authority = desk.by, desk.at, given.platform_name, given.authority
    host = host_on_record(by.host)
    if host is None:
        raise NotFound
    key = name_key(name)
    _refuse_second(host, by.host, key, name)
    year, vault = desk.today.year, desk.vault
    taken = content_of(given.source, vault=vault, by=by, year=year) if given.source else NOTHING
    ordinal = take_number(number_series(authority, year))
    number = f"SB-{authority}-{year}-{ordinal:04d}"
    known = first_values(name, given.place, host.kind, year)
    application = Application(
        number=number,
        programme=NATIONAL,
        authority=authority,
        host=by.host,
        host_name=host.name,
        credit_code=host.credit_code,
        platform_name=name,
        name_key=key,
        state=ApplicationState.DRAFT.value,
        revision=1,
        saved_by=by.name,
        saved_at=at,
        changed_at=at,
        to_ministry=_head(taken.values, application_form()).get("to_ministry", False),
        **taken.record(number, known, vault),
    ).save(force_insert=True)
    after = {"platform_name": name, "authority": authority, "place": given.place}
    after |= {"source": given.source} if given.source else {}
    subject, rules = f"application:{number}", desk.rulebook.version
    act = Act("application.begin", subject, after=after, clause="二（一）", rulebook=rules)
    record(act, by=by, at=at)
    return application


def _head(changed: Mapping[str, str], form: ApplicationForm) -> dict[str, Any]:
    """Return what the record's head repeats of the values; a name that is none is left alone."""
    head: dict[str, Any] = {}
    if "platform_name" in changed:
        name = read_entry(form.field("platform_name"), changed["platform_name"]).value
        if name:
            head |= {"platform_name": name, "name_key": name_key(str(name))}
    if "ministry_affiliated" in changed:
        field = form.field("ministry_affiliated")
        head["to_ministry"] = read_entry(field, changed["ministry_affiliated"]).value is True
    return head


def _withdraw(number: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Application:
    application = own_application(number, "applications:draft", by, rows=False)
    before = ApplicationState(application.state)
    if before not in _WITHDRAWABLE:
        raise not_withdrawable(before)
    after = move(before, ApplicationState.WITHDRAWN)
    write(application, {"state": after.value, "live": False}, by=by, at=at)
    subject = f"application:{number}"
    act = Act(
        "application.withdraw",
        subject,
        before={"state": before.value},
        after={"state": after.value},
        clause="二（一）",
        rulebook=rulebook.version,
    )
    record(act, by=by, at=at)
    if application.version:
        named = {"name": application.platform_name, "host": application.host_name}
        params = {"number": number, **named}
        code = "notice_application_withdrawn"
        post(Notice("authority", application.authority, code, subject, params), at=at)
    return own_application(number, "applications:draft", by, rows=False)
