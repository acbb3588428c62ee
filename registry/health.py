"""Is the service alive, is it ready, and how is it doing: for whoever runs it."""

import hmac

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from registry import edge
from registry.database import is_reachable
from registry.errors import NotFound
from registry.metrics import told

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer while the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 while the database takes writes, 503 otherwise."""
    ready = is_reachable()
    return jsonify(status="ready" if ready else "database_away"), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give Prometheus the figures of all workers. Guarded by RESERVE_METRICS_TOKEN where set.

    Raises NotFound for a wrong token and, outside training, where no token was set.
    """
    settings = edge.house().settings
    given = request.headers.get("Authorization", "")
    if settings.metrics_token:
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            raise NotFound
    elif not settings.training:
        raise NotFound
    figures = told(edge.arrival(), edge.rulebook(), edge.calendar())
    return Response(figures, content_type=CONTENT_TYPE_LATEST)
