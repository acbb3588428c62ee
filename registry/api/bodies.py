"""Reading a JSON body: what Python's reader or the record cannot hold is refused, never a fault."""

import json
from typing import Any

from flask import Request
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest


class BodyParser(FlaskParser):
    """webargs' parser, which lets three bodies through to a fault of ours.

    A number of thousands of digits and a body nested thousands deep stop Python's reader;
    half a surrogate pair cannot be written as UTF-8, so no database takes it.
    """

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
        try:
            body = super()._raw_load_json(req)
            if body is not missing:
                json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise BadRequest from error
        return body
