"""One run of schemathesis over the service, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from registry.limits import limiter

_SEED = 20261228
# What a body of the right shape may still be answered with: its content is judged by the law,
# a version is stale, a cursor was never given out, a file is none.
_OF_THE_CONTENT = ["2xx", 400, 401, 403, 404, 409, 412, 415, 422]
_REFUSED = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428]
_constants: WeakKeyDictionary[Flask, Any] = WeakKeyDictionary()


@dataclass
class Told:
    """What a run found."""

    failures: list[str] = field(default_factory=list)
    # Operations that answered 2xx, and every status that a closed operation answered.
    succeeded: set[str] = field(default_factory=set)
    closed: dict[int, str] = field(default_factory=dict)
    operations: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


def examined(
    app: Flask,
    headers: Mapping[str, str],
    records: Mapping[str, list[dict[str, Any]]],
    *,
    examples: int,
    systematic: bool,
) -> Told:
    """Send what the document allows and what it forbids, as one person; tell what was wrong."""
    limiter.enabled = False
    try:
        config = SchemathesisConfig.from_dict(
            _plan(headers, records, examples, systematic=systematic)
        )
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
        # What it reads from our source is the same in each run, and takes seconds to read.
        schema._constants_pool_cache = _constants.get(app)
        told = Told()
        found = [one.ok() for one in schema.get_all_operations()]
        told.operations = {one.label for one in found}
        opened = {one.label for one in found if one.definition.raw.get("security") == []}
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                _note(told, event, opened)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                told.failures.append(str(getattr(event, "value", None) or event.exception))
        _constants[app] = schema._constants_pool_cache
    finally:
        limiter.enabled = True
    return told


def _note(told: Told, event: events.ScenarioFinished, opened: set[str]) -> None:
    recorder = event.recorder
    for case, seen in recorder.interactions.items():
        if seen.response is None:
            continue
        label = recorder.cases[case].value.operation.label
        told.asked.add(label)
        if seen.response.status_code < 300:
            told.succeeded.add(label)
        if label not in opened and seen.response.status_code != 405:
            told.closed.setdefault(seen.response.status_code, f"{label}: {seen.request.uri}")
        for check in recorder.checks.get(case, []):
            if check.failure_info is not None:
                asked = f"{seen.request.method} {seen.request.uri}"
                answer = (seen.response.content or b"")[:300].decode(errors="replace")
                wrong = str(check.failure_info.failure)[:400]
                told.failures.append(
                    f"{check.name}: {asked} {seen.response.status_code} {answer} {wrong}"
                )


def _plan(
    headers: Mapping[str, str],
    records: Mapping[str, list[dict[str, Any]]],
    examples: int,
    *,
    systematic: bool,
) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for made in records.values():
        for one in made:
            for name, value in one.items():
                values.setdefault(name, []).append(value)
    return {
        "seed": _SEED,
        "workers": 1,
        "continue-on-failure": True,
        "headers": dict(headers),
        "generation": {
            "max-examples": examples,
            "deterministic": True,
            "database": "none",
            "no-shrink": True,
        },
        "dictionaries": {
            name: {"values": list(dict.fromkeys(ids))} for name, ids in values.items()
        },
        "parameters": {f"path.{name}": {"dictionary": name, "probability": 0.7} for name in values},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": _OF_THE_CONTENT},
            "negative_data_rejection": {"expected-statuses": _REFUSED},
            # It cannot ask a WSGI application; the runs without a token ask the same of everything.
            "ignored_auth": {"enabled": False},
            "missing_required_header": {"expected-statuses": [401, 403, 404, 422, 428]},
        },
        "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": systematic}},
    }
