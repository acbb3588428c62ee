"""Keeping answers by Idempotency-Key: a repeated POST gets the first answer again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mongoengine import Q
from mongoengine.errors import NotUniqueError

from registry.documents.idempotency import KeptAnswer
from registry.errors import IdempotencyInProgress, IdempotencyReused

# A request that has not answered for this long was cut off: a transaction takes less. The
# same key may try again; the acts themselves recognise content that is already there.
_LEASE = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it is kept: status, body text and the few headers worth repeating."""

    status: int
    body: str
    headers: dict[str, str]


def begin(account: str, key: str, fingerprint: str, *, at: datetime) -> Answer | None:
    """Claim a key, or return the answer already kept under it.

    Raises IdempotencyReused where the key stood for another content, IdempotencyInProgress
    where the first request is still at work.
    """
    claim = KeptAnswer(account=account, key=key, fingerprint=fingerprint, begun_at=at)
    try:
        claim.save(force_insert=True)
    except NotUniqueError:
        return _earlier(account, key, fingerprint, at=at)
    return None


def finish(account: str, key: str, answer: Answer) -> None:
    """Keep the answer given under a claimed key."""
    KeptAnswer.objects(account=account, key=key).update_one(
        set__status=answer.status, set__body=answer.body, set__headers=answer.headers
    )


def abandon(account: str, key: str) -> None:
    """Give a claimed key back after a failure of ours, so that the request can be repeated."""
    KeptAnswer.objects(account=account, key=key, status=0).delete()


def _earlier(account: str, key: str, fingerprint: str, *, at: datetime) -> Answer | None:
    kept = KeptAnswer.objects(account=account, key=key).first()
    if kept is None:
        raise IdempotencyInProgress
    if kept.fingerprint != fingerprint:
        raise IdempotencyReused
    if kept.status:
        return Answer(kept.status, kept.body, dict(kept.headers))
    # What began in the future began before the clock stepped back.
    cut_off = Q(begun_at__lte=at - _LEASE) | Q(begun_at__gt=at + _LEASE)
    taken_over = KeptAnswer.objects(Q(account=account, key=key, status=0) & cut_off).modify(
        set__begun_at=at
    )
    if taken_over is None:
        raise IdempotencyInProgress
    return None
