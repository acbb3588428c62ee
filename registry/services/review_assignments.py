"""Several applications in one act: given back to the queue, or given to a named reviewer.

Each is done or left by itself: what cannot be done is named with its reason, and keeps nobody
from the rest.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.applications import Application
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import PROVINCE, Actor, may, require
from registry.policy.application_states import ApplicationState
from registry.services.review_claims import (
    Claimable,
    Holder,
    ReviewHeldByOther,
    ReviewNotOpen,
    check_count,
    found_of,
    hand_over,
    release,
    take,
    told_of,
)
from registry.services.review_texts import stated
from registry.services.reviews import readable

_STATE = ApplicationState
_OPEN = frozenset({_STATE.SUBMITTED, _STATE.IN_REVIEW})
_REVIEW = "applications:review"


def reviewers_of(by: Actor) -> list[Holder]:
    """Return who reviews for an authority, by name: to whom its lead may give applications."""
    require(by, "applications:reassign")
    found = Account.objects(
        role__in=sorted(one.value for one in PROVINCE), authority=by.authority, active=True
    ).only("name", "username")  # index role_1_username_1
    return sorted((Holder(str(one.id), one.name) for one in found), key=lambda one: one.name)


def preview_release(numbers: Collection[str], *, by: Actor) -> list[Claimable]:
    """Return what giving these back would do: a lead gives back what others hold, too."""
    require(by, _REVIEW)
    check_count(numbers)
    leads = may(by, "applications:reassign")
    return [told_of(one, _no_release(one, by, leads=leads)) for one in found_of(numbers, by)]


def release_several(
    numbers: Collection[str], reason: str, *, by: Actor, at: datetime
) -> list[Claimable]:
    """Give back what can be given back of these; return how each fared.

    Raises Invalid for none, too many, or without a reason where somebody else holds one.
    """
    told = preview_release(numbers, by=by)
    if is_another_s(told, by):
        stated("reason", reason, "review_reassign_reason_wanted")
    return [_done(one, lambda number: _give_back(number, reason, by, at)) for one in told]


def preview_assignment(numbers: Collection[str], *, by: Actor) -> list[Claimable]:
    """Return what giving these to a reviewer would do: what is decided stays decided."""
    require(by, "applications:reassign")
    check_count(numbers)
    return [
        told_of(
            one, "" if one.state in {_STATE.SUBMITTED, _STATE.IN_REVIEW} else ReviewNotOpen.code
        )
        for one in found_of(numbers, by)
    ]


def assign_several(
    numbers: Collection[str], account: str, reason: str, *, by: Actor, at: datetime
) -> list[Claimable]:
    """Give these to one reviewer of the authority; return how each fared.

    Raises Invalid for none or too many, for nobody of the authority's reviewers, and without a
    reason where somebody else holds one.
    """
    told = preview_assignment(numbers, by=by)
    to = next((one for one in reviewers_of(by) if one.account == account), None)
    if to is None:
        raise Invalid(fields={"reviewer": say("review_reviewer_wanted")})
    why = reason
    if any(one.held_by not in {"", account} and not one.code for one in told):
        why = stated("reason", reason, "review_reassign_reason_wanted")
    return [_done(one, lambda number: _assign(number, to, why, by=by, at=at)) for one in told]


def is_another_s(told: Collection[Claimable], by: Actor) -> bool:
    """Tell whether somebody else holds one of these that the act would touch."""
    return any(one.held_by not in {"", by.account} and not one.code for one in told)


def _assign(number: str, to: Holder, why: str, *, by: Actor, at: datetime) -> None:
    application = readable(number, "applications:reassign", by)
    if application.state == _STATE.SUBMITTED:

        def work() -> None:
            now = Application.objects.get(number=number)
            if now.state != _STATE.SUBMITTED:
                raise ReviewNotOpen
            take([now], to, by=by, at=at)

        transact(work)
    elif application.state != _STATE.IN_REVIEW:
        raise ReviewNotOpen
    elif application.claimed_by != to.account:
        if not why:  # claimed since it was looked at
            raise ReviewHeldByOther(name=application.claimed_by_name)
        transact(lambda: hand_over(application, to, why, by=by, at=at))


def _give_back(number: str, reason: str, by: Actor, at: datetime) -> None:
    try:
        release(number, reason, by=by, at=at)
    except Invalid as refused:  # claimed by another since it was looked at
        raise ReviewHeldByOther(name=readable(number, _REVIEW, by).claimed_by_name) from refused


def _no_release(application: Application, by: Actor, *, leads: bool) -> str:
    if application.state != _STATE.IN_REVIEW:
        return ReviewNotOpen.code
    return "" if leads or application.claimed_by == by.account else ReviewHeldByOther.code


def _done(one: Claimable, act: Callable[[str], None]) -> Claimable:
    """Do an act on one; where it changed since it was looked at, say why it was left."""
    if one.code:
        return one
    try:
        act(one.number)
    except (ReviewNotOpen, NotFound):
        return replace(one, code=ReviewNotOpen.code)
    except ReviewHeldByOther as refused:
        return replace(one, code=refused.code, holder=str(refused.params["name"]))
    return one
