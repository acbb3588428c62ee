"""Reading a JSON body: what Python's reader or the record cannot hold is refused, never a fault."""

import json
from functools import cache
from typing import Any

from flask import Request
from marshmallow import Schema
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict

from registry import desensitising
from registry.errors import BodyTooLarge, InvalidJson

# Far above a whole quarterly update. A body of upload size holds a million names, and each
# would get its complaint.
_MOST_BYTES = 512 * 1024


# How a view takes fields and files together, as one body.
MULTIPART = {"location": "form", "content_type": "multipart/form-data"}


@cache
def _one_of(kind: type[Schema]) -> Schema:
    return kind()


class BodyParser(FlaskParser):
    """webargs' parser, which reads a form's fields and files as one body.

    Whatever it reads goes through the desensitising check first.

    It would also let three bodies through to a fault of ours. A number of thousands of digits
    and a body nested thousands deep stop Python's reader; half a surrogate pair cannot be
    written as UTF-8, so no database takes it. A body larger than any we ask for is refused
    unread (BodyTooLarge).
    """

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
        if len(req.get_data(cache=True)) > _MOST_BYTES:
            raise BodyTooLarge(limit_kb=_MOST_BYTES // 1024)
        try:
            body = super()._raw_load_json(req)
            if body is not missing:
                json.dumps(body, ensure_ascii=False).encode()
                desensitising.look_at_body(body)
        except (ValueError, RecursionError) as error:
            raise InvalidJson from error
        return body

    def _get_schema(self, argmap: Any, req: Request) -> Schema:  # noqa: ANN401 - webargs' own types are not there at run time
        # A schema keeps nothing of what it reads: one serves every request.
        is_kind = isinstance(argmap, type) and issubclass(argmap, Schema)
        return _one_of(argmap) if is_kind else super()._get_schema(argmap, req)

    def load_form(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 - webargs' proxy
        """Return the fields and files of a form: what is not asked for is refused, not ignored."""
        desensitising.look_at_fields(req.form)
        desensitising.look_at_files()
        return self._makeproxy(CombinedMultiDict([req.form, req.files]), schema)

    def load_querystring(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 - webargs' proxy
        """Return the fields of a query."""
        desensitising.look_at_fields(req.args)
        return super().load_querystring(req, schema)
