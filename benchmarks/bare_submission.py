"""The floor of a submission: a bare Flask view that writes the very same documents, and no more.

One PyMongo transaction with the service's own concerns, into a copy of the service's collections
with their indexes, each platform's documents under its own number, host, authority and account: as
many records are there before, and what is written falls between them as ours does, not one behind
the other at the end.
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

# What one submission writes, and which of its texts say whose it is.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "quarterly_updates": ("number", "platform", "host", "authority", "account"),
    "platform_facts": ("platform", "source"),
    "duties": ("_id", "platform", "receipt", "host", "authority", "filed_under"),
    "ledger": ("subject", "host", "account"),
    "outbox": ("subject", "recipient"),
    "kept_answers": ("key", "account"),
}
# The row is there before where the window opened it; this is what ``duty_rows.note_filing`` then
# says in it.
_OPENED, _TOLD = "duties", frozenset({"done", "filed_at", "receipt", "on_behalf", "filed_under"})
CONCERNS: Mapping[str, Any] = {
    "read_concern": ReadConcern("snapshot"),
    "write_concern": WriteConcern("majority", j=True),
    "read_preference": ReadPreference.PRIMARY,
}
FLOOR = "floor"
Documents = Mapping[str, list[dict[str, Any]]]
# By number of the platform: its host, its authority, and the account that files.
Whose = Mapping[str, tuple[str, str, str]]


def written_where(where: Mapping[str, Mapping[str, Any]]) -> Documents:
    """Return what one submission wrote, found by what is given for each collection.

    Without the ids that the driver gave.
    """
    found = {
        name: [
            {key: value for key, value in one.items() if key != "_id" or isinstance(value, str)}
            for one in get_db()[name].find(where[name])
        ]
        for name in WRITTEN
    }
    assert all(found.values()), found  # noqa: S101 - else the floor would write less
    return found


def whose() -> Whose:
    """Return whose each platform is; of a host with several accounts any one."""
    accounts = {one["host"]: str(one["_id"]) for one in get_db()["accounts"].find({}, ["host"])}
    return {
        one["number"]: (one["host"], one["authority"], accounts[one["host"]])
        for one in get_db()["platforms"].find({}, ["number", "host", "authority"])
    }


def opened(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return which row of the duties a filing writes, and what it says in it."""
    told = {key: row[key] for key in _TOLD}
    rest = {key: value for key, value in row.items() if key not in {"_id", *_TOLD}}
    return {"_id": row["_id"]}, {"$set": told, "$setOnInsert": rest}


def copy_of(documents: Documents, number: str, known: Whose) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of one platform as those of another."""
    its = documents["quarterly_updates"][0]["platform"]
    instead = dict(zip(known[its], known[number], strict=True))

    def told(text: str) -> str:
        return instead.get(text) or text.replace(its, number)

    return {
        name: [{**one, **{key: told(one[key]) for key in WRITTEN[name]}} for one in ones]
        for name, ones in documents.items()
    }


def library_alike(name: str) -> None:
    """Copy what a submission writes to, with its indexes, into a database of this name."""
    for collection in (*WRITTEN, "platforms"):
        get_db()[collection].aggregate([{"$out": {"db": name, "coll": collection}}]).close()
        for index, told_of in get_db()[collection].index_information().items():
            options = {key: told_of[key] for key in told_of if key not in {"v", "key", "ns"}}
            client()[name][collection].create_index(told_of["key"], name=index, **options)


def bare_app(documents: Documents, profile: Mapping[str, Any], known: Whose) -> Flask:
    """Return the view: ``POST /<platform>`` writes it all, and answers as ours does."""
    theirs = client()[FLOOR]
    filed = documents["quarterly_updates"][0]
    kept = {"profile": profile, "latest_update": filed["number"]}
    answer = json.loads(documents["kept_answers"][0]["body"])
    app = Flask(FLOOR)

    @app.post("/<number>")
    def write(number: str) -> Any:  # noqa: ANN401 - what Flask takes
        assert request.get_json()["values"]  # noqa: S101 - a bare view reads its body too

        copy = copy_of(documents, number, known)
        its, told = opened(copy.pop(_OPENED)[0])

        def work(session: Any) -> None:  # noqa: ANN401 - PyMongo's session
            theirs[_OPENED].update_one(its, told, upsert=True, session=session)
            for name, ones in copy.items():
                if len(ones) == 1:
                    theirs[name].insert_one({**ones[0]}, session=session)
                else:
                    theirs[name].insert_many([{**one} for one in ones], session=session)
            change = {**kept, "changed_at": filed["submitted_at"]}
            theirs["platforms"].update_one({"number": number}, {"$set": change}, session=session)

        with client().start_session() as session:
            session.with_transaction(work, **CONCERNS)
        return jsonify(answer), 201

    return app


def laid_down(documents: Documents, profile: Mapping[str, Any], file: Path) -> None:
    """Write down what the view writes, for the workers that serve it."""
    file.write_bytes(bson.encode({"documents": documents, "profile": profile, "known": whose()}))


def from_file(file: str, uri: str) -> Flask:
    """Return the view as a worker of gunicorn loads it."""
    found = bson.decode(Path(file).read_bytes())
    connect(uri, FLOOR)
    return bare_app(found["documents"], found["profile"], found["known"])
