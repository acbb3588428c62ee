"""One entry as it would be typed: a text, a number, true or false, several of them, or null."""

from collections.abc import Mapping
from typing import Any

from registry.messages import say
from schemas.quarterly_updates import TypedText


class TypedTexts(TypedText):
    """As ``TypedText``, and a list of texts too: each on a line of its own."""

    default_error_messages = {"plain": say("application_value_not_plain")}  # noqa: RUF012 - marshmallow's

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - whatever JSON holds
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> str:
        if not isinstance(value, list):
            return super()._deserialize(value, attr, data, **kwargs)
        if not all(isinstance(one, str) for one in value):
            raise self.make_error("plain")
        return "\n".join(value)


def blank(value: str | None) -> str:
    """Return what was given, null being a blank."""
    return value or ""
