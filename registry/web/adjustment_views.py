"""The adjustment round in words and lines, for its pages and for home."""

from collections.abc import Sequence

from registry.messages import say
from registry.services.round_tasks import HostDeadline
from registry.services.windows import as_told


def round_asks(deadlines: Sequence[HostDeadline]) -> str:
    """Say what a round asks of a host, and each authority's own cut-off."""
    told = [say("asks_round_of_host")]
    told += [
        say("asks_round_until", authority=one.authority, until=as_told(one.times.hosts_until))
        for one in deadlines
        if one.times.has_cut_off
    ]
    if any(one.times.opened_at is None for one in deadlines):
        told.append(say("asks_round_no_notice"))
    return "".join(told)
