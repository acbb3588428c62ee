"""A client that holds every answer of the API to the document, whatever test asked for it."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from registry.api.openapi import operation_id

DOCUMENT = "/api/v1/openapi.json"
_API = "/api/v1/"
_FAULT = 500  # never documented: a test that provokes one says so itself
_told: dict[str, frozenset[int]] = {}


class DocumentedClient(FlaskClient):
    """Fails where an operation of the API answers with a status its document does not name."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and look the answer's status up before handing it on."""
        answer = super().open(*args, **kwargs)
        asked = answer.request
        by_flask = asked.method == "OPTIONS" or answer.status_code == _FAULT
        if by_flask or not asked.path.startswith(_API):
            return answer
        app: Flask = self.application
        try:
            endpoint, _ = app.url_map.bind("localhost").match(asked.path, asked.method)
        except (HTTPException, RequestRedirect):
            return answer  # no operation is like that
        documented = _documented(app).get(operation_id(endpoint))
        assert documented is None or answer.status_code in documented, (
            f"{asked.method} {asked.path} answered {answer.status_code}, "
            f"which the document does not name: {sorted(documented)}"
        )
        return answer


def _documented(app: Flask) -> dict[str, frozenset[int]]:
    """Return the statuses of each operation; the same for every service, so read once."""
    if not _told:
        document = FlaskClient(app).get(DOCUMENT).get_json()
        _told.update(
            (operation["operationId"], frozenset(int(one) for one in operation["responses"]))
            for operations in document["paths"].values()
            for operation in operations.values()
            if "operationId" in operation
        )
        # Else what is looked for under another name is found nowhere, and everything passes.
        rules = [one for one in app.url_map.iter_rules() if one.rule.startswith(_API)]
        known = [one for one in rules if operation_id(one.endpoint) in _told]
        assert len(known) >= len(_told) > len(rules) - len(known)
    return _told
