"""A client that holds every answer of the API to the document, whatever test asked for it."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

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
        if not asked.path.startswith(_API) or answer.status_code == _FAULT:
            return answer
        app: Flask = self.application
        try:
            endpoint, _ = app.url_map.bind("localhost").match(asked.path, asked.method)
        except (HTTPException, RequestRedirect):
            return answer  # no operation is like that
        named = endpoint.removeprefix("api_").replace(".", "_", 1)
        documented = _documented(app).get(named)
        assert documented is None or answer.status_code in documented, (
            f"{asked.method} {asked.path} answered {answer.status_code}, "
            f"which the document does not name: {sorted(documented)}"
        )
        return answer


def _documented(app: Flask) -> dict[str, frozenset[int]]:
    """Return the statuses of each operation; the same for every service, so read once."""
    if not _told:
        document = FlaskClient(app).get(DOCUMENT).get_json()
        for operations in document["paths"].values():
            for operation in operations.values():
                if "operationId" in operation:
                    statuses = frozenset(int(one) for one in operation["responses"])
                    _told[operation["operationId"]] = statuses
    return _told
