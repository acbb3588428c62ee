"""A filtered page of 100 platforms out of 100,000 over the API, beside a bare view and Eve.

The floor is a bare Flask view that sends the same query to PyMongo, with the same index and
fields, and writes the result with ``json``. The rival is Eve on the same collection with all
it does beside reading switched off: no count, no links, no ETags. Each round asks for three
pages: by authority and field, by field and key cultivation, and deep in the whole library.
With ``--large`` there are 1,000,000 platforms, and the ratios are only told.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from eve import Eve
from flask import Flask, Response, request
from flask.testing import FlaskClient
from mongoengine.connection import get_db

from benchmarks.library import lay_in, number_of
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import service, token_for
from registry.cursors import make_cursor
from registry.permissions import Role

PAGE, SIZE, LARGE = 100, 100_000, 1_000_000
FIELDS = (
    "number",
    "name",
    "host_name",
    "credit_code",
    "authority",
    "place",
    "taxonomy_field",
    "direction",
    "state",
    "key_cultivation",
    "admitted_at",
)  # fmt: skip - one list of fields


@dataclass(frozen=True, slots=True)
class Page:
    """One page: how our API is asked for it, and the bare query with its index."""

    ours: Mapping[str, str]
    query: Mapping[str, Any]
    index: str
    after: str = ""


PAGES = (
    Page(
        {"authority": "330000", "field": "信息技术"},
        {"authority": "330000", "taxonomy_field": "信息技术"},
        "authority_1_taxonomy_field_1_number_1",
    ),
    Page(
        {"field": "装备制造", "key_cultivation": "true"},
        {"taxonomy_field": "装备制造", "key_cultivation": True},
        "key_cultivation_1_number_1",
    ),
    Page({}, {"number": {"$gt": number_of("620000", 900)}}, "number_1", number_of("620000", 900)),
)
Work = Callable[[int], object]


def all_pages(visitor: FlaskClient, addresses: list[str], **more: Any) -> Work:  # noqa: ANN401 - the client's own
    """Return the work of asking for every page once; each must come full."""

    def ask(_: int) -> None:
        for address in addresses:
            answer = visitor.get(address, **more)
            assert answer.data.count(b'"number"') == PAGE, answer.text[:200]  # noqa: S101 - measured only if done

    return ask


def ours(app: Flask) -> Work:
    """Return the pages through our API, asked for by the ministry."""
    secret = app.extensions["reserve"].secret
    addresses = []
    for page in PAGES:
        cursor = {"cursor": make_cursor(secret, [page.after])} if page.after else {}
        asked = {**page.ours, **cursor, "limit": str(PAGE)}
        addresses.append(f"/api/v1/platforms?{urlencode(asked)}")
    return all_pages(app.test_client(), addresses, headers=token_for(Role.MINISTRY_STAFF))


def floor() -> Work:
    """Return the pages of a bare view."""
    app, platforms = Flask("floor"), get_db()["platforms"]
    fields = dict.fromkeys(FIELDS, True) | {"_id": False}

    @app.get("/platforms")
    def give() -> Response:
        page = PAGES[int(request.args["page"])]
        found = platforms.find(page.query, fields).sort("number").hint(page.index).limit(PAGE + 1)
        answer = {"items": list(found)[:PAGE]}
        text = json.dumps(answer, ensure_ascii=False, default=str)
        return Response(text, content_type="application/json")

    addresses = [f"/platforms?page={number}" for number in range(len(PAGES))]
    return all_pages(app.test_client(), addresses)


def rival(uri: str) -> Work:
    """Return the pages of Eve, told to do nothing but read."""
    platforms = {
        "schema": {},
        "allow_unknown": True,
        "datasource": {"projection": dict.fromkeys(FIELDS, 1)},
        "default_sort": [("number", 1)],
    }
    app = Eve(
        settings={
            "MONGO_URI": uri,
            "MONGO_DBNAME": get_db().name,
            "DOMAIN": {"platforms": platforms},
            "HATEOAS": False,
            "IF_MATCH": False,
            "OPTIMIZE_PAGINATION_FOR_SPEED": True,
            "PAGINATION_LIMIT": 200,
        }
    )
    addresses = [
        f"/platforms?{urlencode({'where': json.dumps(page.query), 'max_results': PAGE})}"
        for page in PAGES
    ]
    return all_pages(app.test_client(), addresses, headers={"Accept": "application/json"})


def main(arguments: list[str]) -> int:
    """Measure and print; 1 above a ceiling."""
    large = "--large" in arguments
    size = LARGE if large else SIZE
    with service("library") as app:
        lay_in(size)
        uri = app.extensions["reserve"].settings.mongodb_uri
        found = interleaved(
            {"figure": ours(app), "floor": floor(), "rival": rival(uri)}, rounds=9, repeat=10
        )
    holds = told(
        f"Three library pages of {PAGE} out of {size:,} (floor: bare view; rival: Eve)",
        found,
        "figure",
        [Ceiling("floor", 0 if large else 2.0), Ceiling("rival", 0 if large else 1.0)],
        limited_by="the query itself, then looking up whose token it is",
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
