"""Pre-review 市县初审 on the desk: offices switched on by a lead, opinions given by them.

An office sees what was submitted from its division, and says what it thinks of it. That
never keeps the province from claiming: who did not wait is on record.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mongoengine import Q
from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.pre_reviews import DivisionOffice, PreReview
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.application_states import ApplicationState
from registry.policy.pre_reviews import PreOpinion, covers, is_division, prefix_of
from registry.policy.reviews import Judged, judged
from registry.policy.typed_text import seen
from registry.services.authorities import authorities
from registry.services.by_time import Order, page_by_time
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post
from registry.services.review_texts import stated

_OPEN = (ApplicationState.SUBMITTED.value, ApplicationState.IN_REVIEW.value)
LONGEST_NAME = 80
MOST_COVERED = 50
_SUBMITTED = Order("submitted_at", "number", str)
_LINE = (
    "number",
    "platform_name",
    "host_name",
    "division",
    "state",
    "version",
    "submitted_at",
    "pre_review",
)
_SEPARATORS = re.compile(r"[\s,;，；、]+")


class OfficeExists(Refusal):
    """The division has an office already."""

    code = "division_office_exists"
    status = 409


class OpinionGiven(Refusal):
    """The version has an opinion; it is not changed."""

    code = "pre_review_given"
    status = 409


class PreReviewMoved(Refusal):
    """The host sent another version than the one that was read."""

    code = "pre_review_moved"
    status = 412


class PreReviewClosed(Refusal):
    """The application was decided, returned or taken back meanwhile."""

    code = "pre_review_closed"
    status = 409


@dataclass(frozen=True, slots=True)
class NewOffice:
    """An office as a lead writes it down; ``covers`` are codes as typed."""

    name: str
    division: str
    covers: str = ""


@dataclass(frozen=True, slots=True)
class OpenPreReview:
    """One submitted version as the office of its division sees it."""

    application: Application
    version: ApplicationVersion
    criteria: tuple[Judged, ...]
    given: PreReview | None

    @property
    def may_write(self) -> bool:
        """Say whether an opinion can still be given."""
        return self.given is None and self.application.state in _OPEN


def offices(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[DivisionOffice], list[str]]:
    """Return a page of the offices of one's authority, by division, and where the next begins."""
    require(by, "division_offices:read")
    beyond = {"division__gt": after[0]} if after else {}
    found = DivisionOffice.objects(authority=by.authority, **beyond).order_by("division")
    page = list(found.limit(limit + 1))  # index authority_1_division_1
    return page[:limit], [page[limit - 1].division] if len(page) > limit else []


def office_of(division: str, permission: str, by: Actor) -> DivisionOffice:
    """Return the office of a division to its authority. Raises NotAllowed, NotFound."""
    require(by, permission)
    found: DivisionOffice | None = DivisionOffice.objects(
        authority=by.authority, division=division
    ).first()  # index authority_1_division_1
    if found is None:
        raise NotFound
    return found


def add_office(new: NewOffice, *, by: Actor, at: datetime) -> DivisionOffice:
    """Let an office of a division look first; its people get their accounts as everybody does.

    Raises Invalid naming every field at fault, OfficeExists.
    """
    require(by, "division_offices:change")
    name, covered = seen(new.name), _covered(new)
    faults = {}
    if not 1 <= len(name) <= LONGEST_NAME:
        faults["name"] = say("division_office_name_wanted")
    if not _is_own(new.division, by):
        faults["division"] = say("division_office_code_wanted")
    if wrong := next((one for one in covered if not _is_own(one, by)), ""):
        faults["covers"] = say("division_office_covers_wanted", read=wrong[:20])
    if len(covered) > MOST_COVERED:
        faults["covers"] = say("division_office_covers_many", most=MOST_COVERED)
    if faults:
        raise Invalid(fields=faults)

    def work() -> DivisionOffice:
        made: DivisionOffice = DivisionOffice(
            authority=by.authority,
            division=new.division,
            name=name,
            covers=covered,
            account_name=by.name,
            recorded_at=at,
        ).save(force_insert=True)
        after = {"authority": by.authority, "name": name, "covers": covered}
        record(Act("division_office.add", _subject(made), after=after), by=by, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise OfficeExists from error


def switch_office(
    division: str, *, on: bool, version: int, by: Actor, at: datetime
) -> DivisionOffice:
    """Switch an office on or off; off, its people see nothing, by page or by token.

    What changes nothing is not written. Raises NotFound, VersionConflict.
    """
    require(by, "division_offices:change")

    def work() -> DivisionOffice:
        # Read in the transaction: of two at once the second begins anew and finds it changed.
        office = office_of(division, "division_offices:change", by)
        if office.version != version:
            raise VersionConflict
        if office.active is on:
            return office
        office.active, office.version = on, version + 1
        office.save()
        before, after = {"active": not on}, {"active": on}
        act = Act("division_office.switch", _subject(office), before=before, after=after)
        record(act, by=by, at=at)
        return office

    return transact(work)


def waiting_for(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[Application], list[str]]:
    """Return a page of what one's office has to look at, what waits longest first.

    Raises NotFound where the office was switched off, CursorForged for another list's key.
    """
    found = _of_office(_office_of("pre_reviews:read", by)).only(*_LINE)
    # index authority_1_state_1_submitted_at_1
    return page_by_time(found, after, limit, order=_SUBMITTED, oldest_first=True)


def count_waiting(*, by: Actor) -> int:
    """Return how many applications of an office's division have no opinion yet."""
    require(by, "pre_reviews:read")
    office = _office_or_none(by)
    return 0 if office is None else int(_of_office(office).filter(pre_review="").count())


def read_pre_review(number: str, *, by: Actor) -> OpenPreReview:
    """Return the latest submitted version to the office of its division. Raises NotFound."""
    _, application = within_office(number, "pre_reviews:read", by)
    key = {"application": number, "version": application.version}
    version: ApplicationVersion | None = ApplicationVersion.objects(**key).first()
    if version is None:
        raise NotFound
    given: PreReview | None = PreReview.objects(**key).first()
    return OpenPreReview(application, version, judged(version.assessments), given)


def within_office(number: str, permission: str, by: Actor) -> tuple[DivisionOffice, Application]:
    """Return one's office and a submitted application of its division, or refuse.

    Raises NotAllowed, and NotFound also where the application is of another division, or the
    office was switched off.
    """
    office = _office_of(permission, by)
    application: Application | None = Application.objects(
        number=number, authority=office.authority, version__gte=1
    ).first()  # index number_1
    if application is None or not covers(office.covers, application.division):
        raise NotFound
    return office, application


def give_opinion(
    number: str, opinion: str, reason: str, *, version: int, by: Actor, at: datetime
) -> PreReview:
    """Say what an office thinks of the version it read, once; the province is told and decides.

    Raises NotFound, Invalid, PreReviewMoved, OpinionGiven, PreReviewClosed.
    """
    office, application = within_office(number, "applications:pre_review", by)
    if application.version != version:
        raise PreReviewMoved(version=application.version)
    if opinion not in {one.value for one in PreOpinion}:
        raise Invalid(fields={"opinion": say("pre_review_opinion_wanted")})
    why = stated("reason", reason, "pre_review_reason_wanted")

    def work() -> PreReview:
        made: PreReview = PreReview(
            application=number,
            version=version,
            authority=office.authority,
            division=office.division,
            office=office.name,
            opinion=opinion,
            reason=why,
            account=by.account,
            account_name=by.name,
            given_at=at,
        ).save(force_insert=True)
        _tell(made, by=by, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise OpinionGiven from error


def _tell(made: PreReview, *, by: Actor, at: datetime) -> None:
    """Mark the application and write ledger and message, inside the caller's transaction."""
    changed: Application | None = Application.objects(
        number=made.application, version=made.version, state__in=_OPEN
    ).modify(set__pre_review=made.opinion, set__changed_at=at, inc__revision=1)
    if changed is None:
        raise PreReviewClosed
    subject = f"application:{made.application}"
    after = {"opinion": made.opinion, "version": made.version, "office": made.office}
    act = Act("application.pre_review", subject, after=after, reason=made.reason)
    record(act, by=by, at=at)
    params = {
        "number": made.application,
        "name": changed.platform_name,
        "office": made.office,
        "opinion": say(f"pre_review_{made.opinion}"),
    }
    post(Notice("authority", made.authority, "notice_pre_review_given", subject, params), at=at)


def opinion_on(application: str, version: int) -> PreReview | None:
    """Return what was said of a version. Who may see it is for the use-case to say."""
    found: PreReview | None = PreReview.objects(application=application, version=version).first()
    return found  # index application_1_version_1


def offices_not_heard(applications: Iterable[Any], authority: str) -> Mapping[str, str]:
    """Return by application the office whose opinion is not there yet; one query for all."""
    looking = list(DivisionOffice.objects(authority=authority, active=True))
    return {
        one.number: office.name
        for one in applications
        for office in looking
        if not one.pre_review and covers(office.covers, one.division)
    }


def queue_marks(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what a submitted version is found by in the queues, not looked at by anybody yet."""
    return {
        "taxonomy_field": str(content.get("taxonomy_field") or ""),
        "division": division_of(content),
        "pre_review": "",
    }


def division_of(content: Mapping[str, Any]) -> str:
    """Return the division of a submitted content: its code, or that of the place it names."""
    code = str(content.get("division") or "")
    return code or authorities().division_called(str(content.get("place") or ""))


def _covered(new: NewOffice) -> list[str]:
    typed = [one for one in _SEPARATORS.split(seen(new.covers)) if one]
    return list(dict.fromkeys(typed)) or [new.division]


def _is_own(code: str, by: Actor) -> bool:
    return is_division(code) and authorities().of_division(code) == by.authority


def _office_of(permission: str, by: Actor) -> DivisionOffice:
    require(by, permission)
    office = _office_or_none(by)
    if office is None:
        raise NotFound
    return office


def _office_or_none(by: Actor) -> DivisionOffice | None:
    """Return the office one acts for; None where it was switched off."""
    if not by.authority or not by.division:
        return None
    office: DivisionOffice | None = DivisionOffice.objects(
        authority=by.authority, division=by.division, active=True
    ).first()  # index authority_1_division_1
    return office


def _of_office(office: DivisionOffice) -> Any:  # noqa: ANN401 - a QuerySet
    within = Q()
    for code in office.covers:
        within |= Q(division__startswith=prefix_of(code))
    return Application.objects(within, authority=office.authority, state__in=_OPEN, version__gte=1)


def _subject(office: DivisionOffice) -> str:
    return f"division_office:{office.division}"
