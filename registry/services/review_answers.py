"""Saving what a reviewer writes, as it is typed, until the decision."""

from dataclasses import replace
from datetime import datetime

from registry.database import transact
from registry.documents.applications import Application
from registry.documents.reviews import Review, ReviewAnswer
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_states import ApplicationState
from registry.policy.reviews import Answer, Answered, Judged
from registry.services.review_claims import ReviewHeldByOther, ReviewNotOpen
from registry.services.review_desensitising import Typed, withheld_of, without_secrets
from registry.services.review_forms import section_titles
from registry.services.review_texts import written
from registry.services.reviews import OpenReview, read_review, readable


class ReviewMoved(Refusal):
    """The review was saved elsewhere since it was read; nothing was overwritten."""

    code = "review_moved"
    status = 409


def save(number: str, typed: Typed, *, by: Actor, at: datetime) -> OpenReview:
    """Keep what the holder of an application has typed so far; return the review with it.

    A text with a secrecy mark is left as it stood and said in ``withheld``. Raises
    ReviewHeldByOther, ReviewNotOpen, ReviewMoved, and Invalid at what cannot be kept.
    """
    readable(number, "applications:review", by)
    opened = read_review(number, by=by)
    require_holder(opened.application, by)
    withheld = withheld_of(typed, opened)
    answers, notes, opinion = _checked(without_secrets(typed, opened), opened)

    def work() -> None:
        require_holder(Application.objects.get(number=number), by)
        review = Review.objects(application=number, version=opened.version.version).first()
        if review is None or review.state != "open":
            raise ReviewNotOpen
        kept = {one.criterion: one for one in review.answers}
        for criterion, answered in answers.items():
            _keep(kept, criterion, answered, by=by, at=at)
        changed = Review.objects(number=review.number, revision=typed.revision).modify(
            new=True,
            set__answers=list(kept.values()),
            set__notes={**review.notes, **notes},
            set__opinion=review.opinion if opinion is None else opinion,
            set__saved_at=at,
            inc__revision=1,
        )
        if changed is None:
            raise ReviewMoved

    transact(work)
    return replace(read_review(number, by=by), withheld=withheld)


def require_holder(application: Application, by: Actor) -> None:
    """Let the one who holds an application under review pass, or refuse."""
    if application.state != ApplicationState.IN_REVIEW:
        raise ReviewNotOpen
    if application.claimed_by != by.account:
        raise ReviewHeldByOther(name=application.claimed_by_name)


def _keep(
    kept: dict[str, ReviewAnswer], criterion: str, answered: Answered, *, by: Actor, at: datetime
) -> None:
    """Put an answer in its place; one that did not change keeps its name and time."""
    answer = answered.answer.value if answered.answer else ""
    was = kept.get(criterion)
    if was and (was.answer, was.reason) == (answer, answered.reason):
        return
    if not answer and not answered.reason:
        kept.pop(criterion, None)
        return
    kept[criterion] = ReviewAnswer(
        criterion=criterion,
        answer=answer,
        reason=answered.reason,
        account_name=by.name,
        answered_at=at,
    )


def _checked(
    typed: Typed, opened: OpenReview
) -> tuple[dict[str, Answered], dict[str, str], str | None]:
    """Return what was typed in its kept form. Raises Invalid for what the version has not."""
    criteria = {one.id: one for one in opened.criteria}
    sections = section_titles()
    answers, faults = {}, {}
    for criterion, (answer, reason) in typed.answers.items():
        asked = criteria.get(criterion)
        if asked is None or not _can_answer(asked, answer):
            faults[f"answer-{criterion}"] = say("review_answer_unknown")
        else:
            chosen = Answer(answer) if answer else None
            answers[criterion] = Answered(chosen, written(f"reason-{criterion}", reason))
    for section in typed.notes:
        if section not in sections:
            faults[f"note-{section}"] = say("review_section_unknown")
    if faults:
        raise Invalid(fields=faults)
    notes = {key: written(f"note-{key}", text) for key, text in typed.notes.items()}
    opinion = None if typed.opinion is None else written("opinion", typed.opinion)
    return answers, notes, opinion


def _can_answer(asked: Judged, answer: str) -> bool:
    return bool(asked.choices) and (not answer or answer in {one.value for one in asked.choices})
