"""Keeping answers by Idempotency-Key: a repeated POST gets the first answer again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mongoengine import Q

from registry.documents.idempotency import KeptAnswer, claim
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
    if claim(account, key, fingerprint, begun_at=at):
        return None
    return _earlier(account, key, fingerprint, at=at)


def finish(account: str, key: str, answer: Answer) -> bool:
    """Keep the answer given under a claimed key; False where the claim is not seen.

    Inside a transaction it is kept with the act, or not at all. What a transaction sees may
    be a moment older than the claim: then the answer is to be kept after it. Index
    account_1_key_1.
    """
    kept = {"status": answer.status, "body": answer.body, "headers": answer.headers}
    done = KeptAnswer._get_collection().update_one(  # noqa: SLF001 - three values need no mapper
        {"account": account, "key": key}, {"$set": kept}
    )
    return done.matched_count == 1


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
