"""The library an hour before its window closes: everybody still owes, and has filed before.

Each platform has a host with an account and a token, the update of the quarter before on file
with its entry in the ledger, and an open duty.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pymongo
from bson import ObjectId
from mongoengine.connection import get_db

from benchmarks.library import lay_in
from benchmarks.service import token_for
from benchmarks.submissions import TYPED
from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.tokens import ApiToken
from registry.law import rulebook
from registry.objects import object_of
from registry.permissions import Actor, Role
from registry.services.duty_ledger import settle
from registry.services.ledger import Act, record_all
from registry.services.receipts import filing_digest, receipt_number
from registry.services.sign_in import digest_of_secret

BEFORE, PERIOD = "2026Q3", "2026Q4"
THEN = datetime(2026, 9, 28, 9, tzinfo=SHANGHAI)
LAST_HOUR = datetime(2026, 12, 31, 23, tzinfo=SHANGHAI)
# A twentieth of the library that is laid in has left it.
_LAID_IN, _STAY = 20, 19
_AT_ONCE = 500
_EARLIER = {"service_income_this_year": "900.75", "equipment_value": "1400", "load": "80"}


@dataclass(frozen=True, slots=True)
class Owing:
    """A platform that owes its update, and the token of its host."""

    number: str
    token: str


def laid_in(count: int, app: Any) -> list[Owing]:  # noqa: ANN401 - a Flask application
    """Lay in so many platforms that owe, and all that belongs to them; return them shuffled."""
    lay_in(count * _LAID_IN // _STAY + 1_000)
    owing = list(Platform.objects(state="in_library").order_by("number").limit(count).as_pymongo())
    Platform.objects(number__nin=[one["number"] for one in owing]).delete()
    with pymongo.timeout(600):
        _file_before(owing, app)
        settle(PERIOD, at=LAST_HOUR, rulebook=rulebook(), calendar=working_calendar())
        tokens = _hosts({one["host"] for one in owing})
    found = [Owing(one["number"], tokens[one["host"]]) for one in owing]
    # Neither one authority nor one host comes after the other.
    return sorted(found, key=lambda one: one.number[::-1])


def _file_before(owing: Sequence[Mapping[str, Any]], app: Any) -> None:  # noqa: ANN401 - as above
    """File the quarter before: of the first platform by the service, of the others like it."""
    first = owing[0]
    answer = app.test_client().post(
        f"/api/v1/platforms/{first['number']}/quarterly-updates/{BEFORE}",
        json={"values": TYPED | _EARLIER},
        headers=token_for(Role.HOST_OPERATOR, host=first["host"]),
    )
    assert answer.status_code == 201, answer.text  # noqa: PLR2004, S101 - else nothing is like it
    pattern = get_db().quarterly_updates.find_one({"platform": first["number"]})
    profile = get_db().platforms.find_one({"number": first["number"]})["profile"]
    for first_of_some in range(1, len(owing), _AT_ONCE):
        _file_like(pattern, owing[first_of_some : first_of_some + _AT_ONCE])
    get_db().platforms.update_many(
        {},
        [
            {
                "$set": {
                    "profile": {"$literal": profile},
                    "latest_update": {"$concat": [f"{BEFORE}-", "$number", "-1"]},
                }
            }
        ],
    )


def _file_like(pattern: Mapping[str, Any], some: Iterable[Mapping[str, Any]]) -> None:
    """Put versions like the pattern on file, each with its digest and its entry in the ledger."""
    rows = [_version(pattern, one) for one in some]
    acts = [
        Act(
            "quarterly_update.submit",
            f"platform:{row['platform']}",
            after={"receipt": row["number"], "digest": row["digest"]},
        )
        for row in rows
    ]
    by = Actor(account="measured", name="测速", role=Role.HOST_OPERATOR, host="host-1")
    transact(lambda: record_all(acts, by=by, at=THEN))
    get_db().quarterly_updates.insert_many(rows)


def _version(pattern: Mapping[str, Any], platform: Mapping[str, Any]) -> dict[str, Any]:
    number = platform["number"]
    row = {
        **pattern,
        "_id": ObjectId(),
        "number": receipt_number(BEFORE, number, 1),
        "platform": number,
        "platform_name": platform["name"],
        "host": platform["host"],
        "host_name": platform["host_name"],
        "authority": platform["authority"],
    }
    return row | {"digest": filing_digest(object_of(QuarterlyUpdate, row))}


def _hosts(hosts: Iterable[str]) -> dict[str, str]:
    """Give each host an account with a token like one that the service would issue."""
    token_for(Role.HOST_OPERATOR, host="pattern")
    account = get_db()[Account._get_collection_name()].find_one({"host": "pattern"})  # noqa: SLF001 - no public name
    token = get_db()[ApiToken._get_collection_name()].find_one({"account": str(account["_id"])})  # noqa: SLF001 - as above
    found = {host: f"rsv_{secrets.token_urlsafe(32)}" for host in sorted(hosts)}
    accounts = [
        {**account, "_id": ObjectId(), "username": f"operator-{host}", "host": host}
        for host in found
    ]
    tokens = [
        {
            **token,
            "_id": ObjectId(),
            "digest": digest_of_secret(found[one["host"]]),
            "prefix": found[one["host"]][:12],
            "account": str(one["_id"]),
        }
        for one in accounts
    ]
    get_db()[Account._get_collection_name()].insert_many(accounts)  # noqa: SLF001 - as above
    get_db()[ApiToken._get_collection_name()].insert_many(tokens)  # noqa: SLF001 - as above
    return found
