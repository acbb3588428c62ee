"""Submitting a quarterly update through the whole stack, beside a bare view and beside Eve.

Ours is a POST with token, permission, validation, findings, one transaction with version,
profile, fact, duty, ledger entry and two messages, a receipt, and the answer kept under an
Idempotency-Key. The floor is a bare Flask view that writes the very same documents in one
PyMongo transaction with the same write concern, into collections with the same indexes. The
rival is Eve, a REST framework on Flask and MongoDB, taking them as its resources, one by
one, with the same write concern. All three are asked through werkzeug's test client.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eve import Eve
from flask import Flask, jsonify, request
from mongoengine.connection import get_db
from pymongo import ReadPreference
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service, token_for
from benchmarks.submissions import TYPED, Work, lay_in, number_of, ours
from registry.database import client
from registry.permissions import Role

ROUNDS, REPEAT = 30, 12
# What one submission writes, and which of its texts must be another's for the next.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "quarterly_updates": ("number", "platform"),
    "platform_facts": ("platform",),
    "duties": ("platform",),
    "ledger": ("subject",),
    "outbox": ("subject",),
    "kept_answers": ("key",),
}
CONCERNS: Mapping[str, Any] = {
    "read_concern": ReadConcern("snapshot"),
    "write_concern": WriteConcern("majority", j=True),
    "read_preference": ReadPreference.PRIMARY,
}
Documents = Mapping[str, list[dict[str, Any]]]


def written() -> Documents:
    """Return the documents that the one submission so far has written."""
    return {name: list(get_db()[name].find({}, {"_id": 0})) for name in WRITTEN}


def copy_of(documents: Documents, ordinal: int) -> Documents:
    """Return the documents as those of another submission."""
    return {
        name: [{**one, **dict.fromkeys(WRITTEN[name], f"{name}-{ordinal:08d}")} for one in ones]
        for name, ones in documents.items()
    }


def floor(documents: Documents) -> Work:
    """Return a bare view that writes the same into a database with the same indexes."""
    theirs, bare = client()["floor"], get_db()
    for name in (*WRITTEN, "platforms"):
        for index, told_of in bare[name].index_information().items():
            options = {key: told_of[key] for key in told_of if key not in {"v", "key", "ns"}}
            theirs[name].create_index(told_of["key"], name=index, **options)
    theirs["platforms"].insert_many(bare["platforms"].find())
    filed = documents["quarterly_updates"][0]
    kept = {"profile": bare["platforms"].find_one({"latest_update": {"$ne": ""}})["profile"]}
    answer = json.loads(documents["kept_answers"][0]["body"])
    app = Flask("floor")

    @app.post("/<number>/<int:ordinal>")
    def write(number: str, ordinal: int) -> Any:  # noqa: ANN401 - what Flask takes
        assert request.get_json()["values"]  # noqa: S101 - a bare view reads its body too

        def work(session: Any) -> None:  # noqa: ANN401 - PyMongo's session
            for name, ones in copy_of(documents, ordinal).items():
                theirs[name].insert_many(ones, session=session)
            change = {**kept, "latest_update": filed["number"], "changed_at": NOW}
            theirs["platforms"].update_one({"number": number}, {"$set": change}, session=session)

        with client().start_session() as session:
            session.with_transaction(work, **CONCERNS)
        return jsonify(answer), 201

    visitor = app.test_client()
    return lambda ordinal: visitor.post(
        f"/{number_of(ordinal)}/{ordinal}", json={"values": TYPED}
    )  # fmt: skip


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
    for name in (*WRITTEN, "platforms"):
        for index, told_of in get_db()[name].index_information().items():
            options = {key: told_of[key] for key in told_of if key not in {"v", "key", "ns"}}
            client()["rival"][name].create_index(told_of["key"], name=index, **options)
    known = {one["number"]: one["_id"] for one in get_db()["platforms"].find()}
    client()["rival"]["platforms"].insert_many(get_db()["platforms"].find())
    visitor = app.test_client()
    plain = json.loads(json.dumps(documents, default=str))
    profile = {"profile": plain["platform_facts"][0]["value"], "changed_at": str(NOW)}

    def post(ordinal: int) -> None:
        for name, ones in copy_of(plain, ordinal).items():
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
        documents = written()
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
