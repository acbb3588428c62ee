"""Keeping answers by Idempotency-Key: a repeated POST gets the first answer again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mongoengine import Q
from mongoengine.errors import NotUniqueError

from registry.documents.idempotency import KeptAnswer, claim
from registry.errors import IdempotencyInProgress, IdempotencyReused
from registry.insertion import insert_all

# A request that has not answered for this long was cut off: a file's reading and a
# transaction together take less. The same key may try again; the acts themselves recognise
# content that is already there.
_LEASE = timedelta(seconds=60)


class KeyTaken(Exception):  # noqa: N818 - no fault: the same request was faster
    """An answer was kept under the key meanwhile: the act that comes second ends."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request under a key: whose, which, what it says, and when its work begins.

    That is when its content is here: a long upload must not use up the claim's time.
    """

    account: str
    key: str
    fingerprint: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it is kept: status, body text and the few headers worth repeating."""

    status: int
    body: str
    headers: dict[str, str]


def answer_in(kept: Mapping[str, Any], keyed: Keyed) -> Answer | None:
    """Return the answer in a record; None where its request has not answered yet.

    Raises IdempotencyReused where the key stood for another content.
    """
    if kept["fingerprint"] != keyed.fingerprint:
        raise IdempotencyReused
    if not kept["status"]:
        return None
    return Answer(kept["status"], kept["body"], dict(kept["headers"]))


def begin(keyed: Keyed) -> Answer | None:
    """Claim a key, or return the answer kept under it meanwhile.

    Raises IdempotencyReused where the key stood for another content, IdempotencyInProgress
    where the first request is still at work.
    """
    if claim(keyed.account, keyed.key, keyed.fingerprint, begun_at=keyed.at):
        return None
    if answer := _answer_on_record(keyed):
        return answer
    # What began in the future began before the clock stepped back.
    cut_off = Q(begun_at__lte=keyed.at - _LEASE) | Q(begun_at__gt=keyed.at + _LEASE)
    if _under(keyed).filter(Q(status=0) & cut_off).modify(set__begun_at=keyed.at) is None:
        raise IdempotencyInProgress
    return None


def finish(keyed: Keyed, answer: Answer) -> None:
    """Keep the answer given under a claimed key, unless the claim was taken over meanwhile."""
    _claimed(keyed).update_one(**{f"set__{name}": value for name, value in _said(answer).items()})


def abandon(keyed: Keyed) -> None:
    """Give a claimed key back after a failure of ours, so that the request can be repeated."""
    _claimed(keyed).delete()


def keep(keyed: Keyed, answer: Answer) -> None:
    """Keep an answer under a key nobody claimed, in the transaction of the act it tells of.

    So both are there or neither. Raises KeyTaken where the key was used meanwhile.
    """
    kept = {
        "account": keyed.account,
        "key": keyed.key,
        "fingerprint": keyed.fingerprint,
        "begun_at": keyed.at,
        **_said(answer),
    }
    try:
        insert_all(KeptAnswer, [kept])
    except NotUniqueError as error:
        raise KeyTaken from error


def answered_meanwhile(keyed: Keyed) -> Answer:
    """Return the answer that was kept under a key just now.

    Raises IdempotencyReused where the key stood for another content, IdempotencyInProgress
    where that request has not answered.
    """
    if answer := _answer_on_record(keyed):
        return answer
    raise IdempotencyInProgress


def _answer_on_record(keyed: Keyed) -> Answer | None:
    """Return the answer on record; raises IdempotencyInProgress where the record is gone."""
    kept = _under(keyed).as_pymongo().first()
    if kept is None:
        raise IdempotencyInProgress
    return answer_in(kept, keyed)


def _said(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, "body": answer.body, "headers": answer.headers}


def _claimed(keyed: Keyed) -> Any:  # noqa: ANN401 - as _under
    return _under(keyed).filter(status=0, begun_at=keyed.at)


def _under(keyed: Keyed) -> Any:  # noqa: ANN401 - MongoEngine's query sets carry no types
    return KeptAnswer.objects(account=keyed.account, key=keyed.key)  # index account_1_key_1
