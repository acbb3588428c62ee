"""The floor of a submission: a bare Flask view that writes the very same documents, and no more.

One PyMongo transaction with the service's own concerns, into collections with the same indexes.
Called in this process by ``submit_update``; for ``submission_load`` it stands behind gunicorn.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bson
from flask import Flask, jsonify, request
from mongoengine.connection import get_db
from pymongo import ReadPreference
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from registry.database import client, connect

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
FLOOR = "floor"
Documents = Mapping[str, list[dict[str, Any]]]


def copy_of(documents: Documents, ordinal: int) -> Documents:
    """Return the documents as those of another submission."""
    return {
        name: [{**one, **dict.fromkeys(WRITTEN[name], f"{name}-{ordinal:08d}")} for one in ones]
        for name, ones in documents.items()
    }


def indexed_alike(name: str) -> None:
    """Give the floor's collections the indexes of ours, in a database of this name."""
    for collection in (*WRITTEN, "platforms"):
        for index, told_of in get_db()[collection].index_information().items():
            options = {key: told_of[key] for key in told_of if key not in {"v", "key", "ns"}}
            client()[name][collection].create_index(told_of["key"], name=index, **options)


def bare_app(documents: Documents, profile: Mapping[str, Any]) -> Flask:
    """Return the view: ``POST /<platform>/<ordinal>`` writes it all, and answers as ours does."""
    theirs = client()[FLOOR]
    filed = documents["quarterly_updates"][0]
    kept = {"profile": profile, "latest_update": filed["number"]}
    answer = json.loads(documents["kept_answers"][0]["body"])
    app = Flask(FLOOR)

    @app.post("/<number>/<int:ordinal>")
    def write(number: str, ordinal: int) -> Any:  # noqa: ANN401 - what Flask takes
        assert request.get_json()["values"]  # noqa: S101 - a bare view reads its body too

        def work(session: Any) -> None:  # noqa: ANN401 - PyMongo's session
            for name, ones in copy_of(documents, ordinal).items():
                theirs[name].insert_many(ones, session=session)
            change = {**kept, "changed_at": filed["submitted_at"]}
            theirs["platforms"].update_one({"number": number}, {"$set": change}, session=session)

        with client().start_session() as session:
            session.with_transaction(work, **CONCERNS)
        return jsonify(answer), 201

    return app


def laid_down(documents: Documents, profile: Mapping[str, Any], file: Path) -> None:
    """Write down what the view writes, for the workers that serve it."""
    file.write_bytes(bson.encode({"documents": documents, "profile": profile}))


def from_file(file: str, uri: str) -> Flask:
    """Return the view as a worker of gunicorn loads it."""
    found = bson.decode(Path(file).read_bytes())
    connect(uri, FLOOR)
    return bare_app(found["documents"], found["profile"])
