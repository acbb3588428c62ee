"""Is the service alive, is it ready, and how is it doing: for whoever runs it."""

import hmac

from flask import Blueprint, Request, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as render

from registry import edge
from registry.database import is_reachable
from registry.errors import NotFound

blueprint = Blueprint("health", __name__)

_metrics = CollectorRegistry()
_answers = Counter(
    "reserve_answers_total", "Answers by route and status", ["route", "status"], registry=_metrics
)
_seconds = Histogram(
    "reserve_answer_seconds", "Seconds to answer, by route", ["route"], registry=_metrics
)


def observe(asked: Request, answer: Response, seconds: float) -> None:
    """Count one answer. Routes, never paths: a path may name a record."""
    route = asked.url_rule.rule if asked.url_rule else "unknown"
    _answers.labels(route, str(answer.status_code)).inc()
    _seconds.labels(route).observe(seconds)


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
    """Give Prometheus its figures, of this worker. Guarded by RESERVE_METRICS_TOKEN where set.

    Raises NotFound for a wrong token and, outside training, where no token was set.
    """
    settings = edge.house().settings
    given = request.headers.get("Authorization", "")
    if settings.metrics_token:
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            raise NotFound
    elif not settings.training:
        raise NotFound
    return Response(render(_metrics), content_type=CONTENT_TYPE_LATEST)
