"""Open channels 已开通的渠道: since when each is on, and that a sleep is no outage.

What was written since a channel was on is sent by it, however long nobody sent anything; what was
written long before is not. The three days of trying are days in which somebody tried.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from registry.documents.deliveries import Delivery, OpenChannel

# Nobody looked for longer than this: the machine was off, or its jobs were.
_ASLEEP = timedelta(days=1)


def look(on: frozenset[str], *, at: datetime) -> Mapping[str, datetime]:
    """Note which channels are on, and return since when each is.

    After a sleep what waits begins its three days anew: it was not failing, nobody tried it.
    """
    OpenChannel.objects(id__nin=sorted(on)).delete()
    kept = {one.id: one for one in OpenChannel.objects}
    since = {}
    for channel in sorted(on):
        before = kept.get(channel)
        if before and at - before.looked_at > _ASLEEP:
            # Before the look is noted: who is killed in between does it again.
            Delivery.objects(channel=channel, state="waiting").update(set__since=at)
        # The earlier one: a clock that was ahead at first must not put everything before it.
        OpenChannel.objects(id=channel).update_one(upsert=True, min__since=at, set__looked_at=at)
        since[channel] = min(before.since, at) if before else at
    return since
