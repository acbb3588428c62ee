"""Instants as the API gives them: always Beijing time, with its offset."""

from datetime import datetime
from typing import Any

from marshmallow import fields

from registry.clock import SHANGHAI


def moment(value: datetime) -> str:
    """Return an aware instant as ISO 8601 in Asia/Shanghai."""
    return value.astimezone(SHANGHAI).isoformat()


class Moment(fields.AwareDateTime):
    """An instant; given in Asia/Shanghai wherever it was stored."""

    def _serialize(
        self,
        value: datetime | None,
        attr: str | None,
        obj: Any,  # noqa: ANN401 - marshmallow's signature
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> str | float | None:
        local = value.astimezone(SHANGHAI) if value else None
        return super()._serialize(local, attr, obj, **kwargs)
