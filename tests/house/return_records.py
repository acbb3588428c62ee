"""What the routes of returned updates and of requests for support name: how to make each."""

from collections.abc import Callable
from typing import Any

from tests.house.sheet_records import SERIAL, Holder
from tests.update_return_makers import a_request, a_return

_NO_RETURN = {"number": "TH-330000-1999-0001"}
_NO_REQUEST = {"number": "ZC-330000-1999-0001"}


def _of(holder: Holder) -> dict[str, str]:
    serial = next(SERIAL)
    platform = f"{holder.authority}-2024-{serial:04}"
    return {"authority": holder.authority, "host": holder.host, "platform": platform}


def an_update_return(holder: Holder) -> dict[str, Any]:
    """Keep a return that nobody answered."""
    made = a_return(f"TH-{holder.authority}-2026-{next(SERIAL):04}", **_of(holder))
    return {"number": made.number}


def a_support_request(state: str, step: str = "") -> Callable[[Holder], dict[str, Any]]:
    """Keep a request in this state, and name the step that is asked for, if any."""

    def make(holder: Holder) -> dict[str, Any]:
        number = f"ZC-{holder.authority}-2026-{next(SERIAL):04}"
        made = a_request(number, state=state, **_of(holder))
        return {"number": made.number, **({"step": step} if step else {})}

    return make


OF_RETURNS: dict[str, tuple[Any, ...]] = {
    "update_return": (an_update_return, _NO_RETURN, "place"),
    "support_request": (a_support_request("asked"), _NO_REQUEST, "place"),
    "support_in_hand": (a_support_request("in_hand"), _NO_REQUEST, "place"),
    "support_answered": (a_support_request("answered"), _NO_REQUEST, "place"),
    "support_to_handle": (a_support_request("asked", "take"), _NO_REQUEST | {"step": "take"},
                          "place"),
    "support_to_follow": (a_support_request("answered", "settle"),
                          _NO_REQUEST | {"step": "settle"}, "place"),
}  # fmt: skip
