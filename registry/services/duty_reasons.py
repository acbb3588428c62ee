"""Why a duty 应报事项 stands as it does, in a sentence with its days: for pages and the API."""

from datetime import date, datetime, timedelta

from registry.clock import SHANGHAI
from registry.messages import say
from registry.policy.duties import Reason, ReasonCode
from registry.services.review_notices import day_words

_MOMENT = timedelta(microseconds=1)


def told_reason(reason: Reason) -> str:
    """Return the sentence of a reason: days in Asia/Shanghai, an end as the last day before it."""
    until = reason.until if reason.code is ReasonCode.AWAY else reason.until - _MOMENT
    return say(
        f"duty_reason_{reason.code}",
        since=day_words(_day(reason.since)),
        until=day_words(_day(until)),
        under=say("duty_reason_under", number=reason.reference) if reason.reference else "",
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
