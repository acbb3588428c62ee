"""Withdrawal 撤回 of what was sent and is not decided yet: the reason one has to give."""

from registry.errors import Invalid
from registry.messages import say
from registry.policy.typed_text import seen

_LONGEST_REASON = 500


def stated_reason(typed: str) -> str:
    """Return the reason on one line. Raises Invalid where there is none, or too much of it."""
    stated = " ".join(seen(typed).split())
    if not stated or len(stated) > _LONGEST_REASON:
        raise Invalid(fields={"reason": say("withdrawal_reason_wanted", most=_LONGEST_REASON)})
    return stated
