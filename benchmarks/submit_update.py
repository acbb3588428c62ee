"""Submitting a quarterly update through the whole stack, beside a bare view and beside Eve.

Ours is a POST with token, permission, validation, findings, one transaction with version,
profile, fact, duty, ledger entry and two messages, a receipt, and the answer kept under an
Idempotency-Key. The floor is a bare Flask view that writes the very same documents in one
PyMongo transaction with the same write concern, into a copy of the collections and their indexes.
The rival is Eve, a REST framework on Flask and MongoDB, taking them as its resources, one by
one, with the same write concern. All three are asked through werkzeug's test client.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eve import Eve
from mongoengine.connection import get_db

from benchmarks.bare_submission import (
    FLOOR,
    WRITTEN,
    Documents,
    bare_app,
    copy_of,
    library_alike,
    whose,
    written_where,
)
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service, token_for
from benchmarks.submissions import TYPED, Work, lay_in, number_of, ours
from registry.permissions import Role

ROUNDS, REPEAT = 30, 12


def floor(documents: Documents) -> Work:
    """Return a bare view that writes the same into a copy of the collections."""
    library_alike(FLOOR)
    profile = get_db()["platforms"].find_one({"latest_update": {"$ne": ""}})["profile"]
    visitor = bare_app(documents, profile, whose()).test_client()

    def write(ordinal: int) -> None:
        answer = visitor.post(f"/{number_of(ordinal)}", json={"values": TYPED})
        assert answer.status_code == 201, answer.text  # noqa: PLR2004, S101 - a floor that fails is none

    return write


def rival(documents: Documents, uri: str) -> Work:
    """Return the same documents posted to Eve, one request to each resource."""
    app = Eve(
        settings={
            "MONGO_URI": uri,
            "MONGO_DBNAME": "rival",
            "MONGO_WRITE_CONCERN": {"w": "majority", "journal": True},
            "DOMAIN": {name: resource(ones[0]) for name, ones in documents.items()}
            | {"platforms": {"allow_unknown": True, "schema": {}, "id_field": "_id"}},
            "RESOURCE_METHODS": ["GET", "POST"],
            "ITEM_METHODS": ["GET", "PATCH"],
            "IF_MATCH": False,
            "BULK_ENABLED": True,
        }
    )
    library_alike("rival")
    known, its = {one["number"]: one["_id"] for one in get_db()["platforms"].find()}, whose()
    visitor = app.test_client()
    plain = json.loads(json.dumps(documents, default=str))
    profile = {"profile": plain["platform_facts"][0]["value"], "changed_at": str(NOW)}

    def post(ordinal: int) -> None:
        for name, ones in copy_of(plain, number_of(ordinal), its).items():
            answer = visitor.post(f"/{name}", json=ones if len(ones) > 1 else ones[0])
            assert answer.status_code == 201, answer.text  # noqa: PLR2004, S101 - as for ours
        answer = visitor.patch(f"/platforms/{known[number_of(ordinal)]}", json=profile)
        assert answer.status_code == 200, answer.text  # noqa: PLR2004, S101 - as for ours

    return post


def resource(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as Eve's resource: its texts are checked, the rest is let through."""
    texts = {key for key, value in document.items() if isinstance(value, str | datetime)}
    return {"allow_unknown": True, "schema": {key: {"type": "string"} for key in texts}}


def main() -> int:
    """Measure and print; 1 above a ceiling."""
    with service("submitting") as app:
        lay_in((ROUNDS + 1) * REPEAT + 1)
        submit = ours(app, token_for(Role.HOST_OPERATOR, host="host-1"))
        submit((ROUNDS + 1) * REPEAT)
        # the one submission so far
        documents = written_where({name: {} for name in WRITTEN})
        uri = app.extensions["reserve"].settings.mongodb_uri
        found = interleaved(
            {"figure": submit, "floor": floor(documents), "rival": rival(documents, uri)},
            rounds=ROUNDS,
            repeat=REPEAT,
        )
    holds = told(
        "Submitting an update, whole stack (floor: bare view; rival: Eve)",
        found,
        "figure",
        [Ceiling("floor", 2.0), Ceiling("rival", 1.0)],
        limited_by="nine round trips to the database against seven, and reading the form",
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
