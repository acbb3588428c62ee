"""Claiming 认领 applications for review, giving them back, and a lead's taking over.

One person holds an application at a time: of two who claim it at once one does, and the
other is told who.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.reviews import Review, ReviewHolder
from registry.errors import Invalid, NotFound, Refusal
from registry.insertion import insert_all
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.application_states import ApplicationState, move
from registry.policy.reviews import carried, judged
from registry.services.ledger import Act, record, record_all
from registry.services.outbox import post, post_all
from registry.services.pre_reviews import offices_not_heard
from registry.services.review_notices import notice
from registry.services.review_texts import stated
from registry.services.reviews import answers_of, readable, reviewed_before

MOST = 200
_STATE = ApplicationState
_LINE = (
    "number", "platform_name", "host_name", "state", "claimed_by", "claimed_by_name",
    "period", "version", "authority", "host", "division", "pre_review",
)  # fmt: skip


class ReviewHeldByOther(Refusal):
    """Another reviewer holds the application."""

    code = "review_held_by_other"
    status = 409


class ReviewNotOpen(Refusal):
    """The application is not under review: not claimed, decided, or back with its host."""

    code = "review_not_open"
    status = 409


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to hold applications: an account and the name it goes by."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Claimable:
    """One application somebody wants to act on; ``code`` says why not, empty where it can be.

    ``held_by`` is its holder's account, ``holder`` the name.
    """

    number: str
    platform_name: str
    host_name: str
    code: str = ""
    holder: str = ""
    held_by: str = ""


def preview(numbers: Collection[str], *, by: Actor) -> list[Claimable]:
    """Return what claiming these would do: each in words, before anything is done.

    What is another authority's is left out, as if it did not exist.
    """
    require(by, "applications:review")
    check_count(numbers)
    return [_claimable(one, by) for one in found_of(numbers, by)]


def claim(numbers: Collection[str], *, by: Actor, at: datetime) -> list[Claimable]:
    """Claim what can be claimed of these, all in one act; return how each fared.

    Raises Invalid for none or more than ``MOST``.
    """
    require(by, "applications:review")
    check_count(numbers)

    def work() -> list[Claimable]:
        found = list(found_of(numbers, by))
        told = [_claimable(one, by) for one in found]
        free = [one for one, its in zip(found, told, strict=True) if _is_free(one) and not its.code]
        if free:
            take(free, Holder(by.account, by.name), by=by, at=at)
        return told

    return transact(work)


def claim_one(number: str, *, by: Actor, at: datetime) -> None:
    """Claim one application; who holds it already keeps it.

    Raises NotFound, ReviewHeldByOther, ReviewNotOpen.
    """
    readable(number, "applications:review", by)
    found = claim([number], by=by, at=at)
    if not found:
        raise NotFound
    told = found[0]
    if told.code == ReviewHeldByOther.code:
        raise ReviewHeldByOther(name=told.holder)
    if told.code:
        raise ReviewNotOpen


def release(number: str, reason: str = "", *, by: Actor, at: datetime) -> None:
    """Give an application back to the queue: its holder, or a lead with a reason.

    What was answered stays. Raises ReviewNotOpen, ReviewHeldByOther, Invalid.
    """
    application = readable(number, "applications:review", by)
    if application.state != _STATE.IN_REVIEW:
        raise ReviewNotOpen
    own = application.claimed_by == by.account
    why = "" if own else _lead_s_reason(application, reason, by)

    def work() -> None:
        held = _change(
            application, _STATE.SUBMITTED, claimed_by="", claimed_by_name="", claimed_at=None, at=at
        )
        end_hold(held, why, at=at)
        after = {"state": held.state, "holder": ""}
        _record("application.release", application, after, why, by=by, at=at)
        post(notice("notice_application_released", held), at=at)

    transact(work)


def take_over(number: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Let a lead hold what another reviewer holds, with a reason; nothing answered is lost.

    Raises ReviewNotOpen, Invalid without a reason.
    """
    application = readable(number, "applications:reassign", by)
    if application.state != _STATE.IN_REVIEW or application.claimed_by == by.account:
        raise ReviewNotOpen
    why = stated("reason", reason, "review_reassign_reason_wanted")
    transact(lambda: hand_over(application, Holder(by.account, by.name), why, by=by, at=at))


def hand_over(application: Application, to: Holder, why: str, *, by: Actor, at: datetime) -> None:
    """Let another hold what somebody holds, inside the caller's transaction."""
    held = _change(
        application, _STATE.IN_REVIEW, claimed_by=to.account, claimed_by_name=to.name,
        claimed_at=at, at=at,
    )  # fmt: skip
    end_hold(held, why, at=at)
    holder = ReviewHolder(account=to.account, account_name=to.name, since=at)
    Review.objects(application=held.number, version=held.version).update_one(push__holders=holder)
    verb = "application.take_over" if to.account == by.account else "application.assign"
    _record(verb, application, {"holder": to.name}, why, by=by, at=at)


def _lead_s_reason(application: Application, reason: str, by: Actor) -> str:
    try:
        require(by, "applications:reassign", authority=application.authority)
    except Refusal as refused:
        raise ReviewHeldByOther(name=application.claimed_by_name) from refused
    return stated("reason", reason, "review_reassign_reason_wanted")


def check_count(numbers: Collection[str]) -> None:
    """Refuse an act on none, or on more than ``MOST``, with Invalid."""
    if not 1 <= len(numbers) <= MOST:
        raise Invalid(fields={"numbers": say("review_numbers_wanted", most=MOST)})


def found_of(numbers: Collection[str], by: Actor) -> Sequence[Application]:
    """Return the submitted applications of an office among these; another's are not there."""
    found: Sequence[Application] = (
        Application.objects(number__in=list(numbers), authority=by.authority, version__gte=1)
        .only(*_LINE)
        .order_by("number")
    )  # index number_1
    return found


def _is_free(application: Application) -> bool:
    return bool(application.state == _STATE.SUBMITTED)


def _claimable(application: Application, by: Actor) -> Claimable:
    """Say whether an application can be claimed; one's own already is."""
    code = ""
    if application.state == _STATE.IN_REVIEW and application.claimed_by != by.account:
        code = ReviewHeldByOther.code
    elif application.state not in {_STATE.SUBMITTED, _STATE.IN_REVIEW}:
        code = ReviewNotOpen.code
    return told_of(application, code)


def told_of(application: Application, code: str) -> Claimable:
    """Return an application as a bulk act tells of it."""
    return Claimable(
        application.number, application.platform_name, application.host_name, code,
        application.claimed_by_name, application.claimed_by,
    )  # fmt: skip


def take(free: Sequence[Application], to: Holder, *, by: Actor, at: datetime) -> None:
    """Let somebody hold these, inside the caller's transaction: two who do so at once conflict.

    Somebody else than ``by`` where a lead gives them out.
    """
    numbers = [one.number for one in free]
    for one in free:
        move(_STATE(one.state), _STATE.IN_REVIEW)
    Application.objects(number__in=numbers).update(
        set__state=_STATE.IN_REVIEW.value, set__claimed_by=to.account, set__claimed_by_name=to.name,
        set__claimed_at=at, set__changed_at=at, inc__revision=1,
    )  # fmt: skip
    _open_reviews(free, to, authority=by.authority, at=at)
    after = {"state": _STATE.IN_REVIEW.value, "holder": to.name}
    verb = "application.claim" if to.account == by.account else "application.assign"
    acts = [
        Act(verb, f"application:{one.number}", before={"state": one.state},
            after=after)
        for one in free
    ]  # fmt: skip
    record_all(acts, by=by, at=at)
    post_all([notice("notice_application_claimed", one) for one in free], at=at)


def _open_reviews(free: Sequence[Application], to: Holder, *, authority: str, at: datetime) -> None:
    """Begin the review of each version that has none; four queries, however many.

    Where an office of the division has not said its opinion yet, that is written down.
    """
    numbers = [one.number for one in free]
    versions = {
        (one.application, one.version): one
        for one in ApplicationVersion.objects(application__in=numbers).only(
            "number", "application", "version", "rulebook", "assessments"
        )
    }  # index application_1_version_1
    reviews = {
        (one.application, one.version): one for one in Review.objects(application__in=numbers)
    }
    unheard = offices_not_heard(free, authority)
    held = {"account": to.account, "account_name": to.name, "since": at, "reason": ""}
    new, again = [], defaultdict(list)
    for one in free:
        office = unheard.get(one.number, "")
        if (one.number, one.version) in reviews:
            again[office].append(reviews[one.number, one.version].number)
        else:
            holder = {**held, "before_opinion": office}
            new.append(_begun(one, versions, reviews, holder, at))
    for office, begun in again.items():
        Review.objects(number__in=begun).update(
            push__holders=ReviewHolder(**held, before_opinion=office), inc__revision=1
        )
    insert_all(Review, new)


def _begun(
    application: Application,
    versions: Mapping[tuple[str, int], ApplicationVersion],
    reviews: Mapping[tuple[str, int], Review],
    holder: Mapping[str, Any],
    at: datetime,
) -> dict[str, Any]:
    """Return the review of a version nobody looked at yet."""
    now = versions.get((application.number, application.version))
    if now is None:
        raise NotFound
    own = [version for number, version in reviews if number == application.number]
    earlier = (application.number, reviewed_before(application.version, own))
    return {
        "number": now.number,
        "application": application.number,
        "version": application.version,
        "authority": application.authority,
        "host": application.host,
        "period": application.period,
        "rulebook": now.rulebook,
        "revision": 1,
        "state": "open",
        "holders": [holder],
        "answers": _carried(now, versions.get(earlier), reviews.get(earlier)),
        "notes": {},
        "began_at": at,
        "saved_at": at,
    }


def _carried(
    now: ApplicationVersion, before: ApplicationVersion | None, earlier: Review | None
) -> list[dict[str, Any]]:
    """Return what of the earlier version's review is put before its next reviewer."""
    names = {one.criterion: one for one in earlier.answers} if earlier else {}
    kept = carried(
        answers_of(earlier), judged(before.assessments) if before else (), judged(now.assessments)
    )
    return [
        {
            "criterion": criterion,
            "answer": one.answer.value if one.answer else "",
            "reason": one.reason,
            "account_name": names[criterion].account_name,
            "answered_at": names[criterion].answered_at,
        }
        for criterion, one in kept.items()
    ]


def _change(
    application: Application,
    to: ApplicationState,
    *,
    at: datetime,
    **values: Any,  # noqa: ANN401 - what the fields take
) -> Application:
    """Change an application that its holder still holds, or refuse."""
    if to != application.state:
        move(_STATE(application.state), to)
    sets = {f"set__{name}": value for name, value in values.items()}
    changed: Application | None = Application.objects(
        number=application.number, state=application.state, claimed_by=application.claimed_by
    ).modify(new=True, set__state=to.value, set__changed_at=at, inc__revision=1, **sets)
    if changed is None:
        raise ReviewNotOpen
    return changed


def end_hold(application: Application, reason: str, *, at: datetime) -> None:
    """Write down until when the last holder held it, inside the caller's transaction."""
    review = Review.objects(application=application.number, version=application.version).first()
    if review is None or not review.holders:
        raise NotFound
    last = len(review.holders) - 1
    Review.objects(number=review.number, revision=review.revision).update_one(
        inc__revision=1,
        **{f"set__holders__{last}__until": at, f"set__holders__{last}__reason": reason},
    )


def _record(
    verb: str,
    application: Application,
    after: dict[str, Any],
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    before = {"state": application.state, "holder": application.claimed_by_name}
    subject = f"application:{application.number}"
    record(Act(verb, subject, before=before, after=after, reason=reason), by=by, at=at)
