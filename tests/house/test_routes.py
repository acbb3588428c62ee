"""Every route, walked by every role, with one's own record, another's and none.

The tables are ``routes*.toml``. A new kind of record needs a maker in ``RECORDS`` below.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registry.documents.accounts import Account
from registry.documents.activations import Activation
from registry.documents.calendar_feeds import CalendarFeed
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.registrations import Registration
from registry.documents.tokens import ApiToken
from registry.limits import limiter
from registry.permissions import PERMISSIONS, Role
from registry.services.sign_in import digest_of_secret
from tests.conftest import person
from tests.house.appeal_records import OF_APPEALS
from tests.house.delivery_records import OF_DELIVERIES
from tests.house.incident_records import OF_INCIDENTS
from tests.house.kept_records import DIVISION, KEPT, an_office
from tests.house.listed_routes import LINES
from tests.house.removal_records import OF_REMOVALS
from tests.house.return_records import OF_RETURNS
from tests.house.round_records import OF_ROUNDS
from tests.house.sheet_records import NOW, SERIAL, Holder, a_scan_page, a_sheet
from tests.house.unreported_records import OF_UNREPORTED
from tests.realtime_makers import a_report
from tests.round_makers import an_exit

PEOPLE = tuple(role for role in Role if role is not Role.CONSOLE)
OPEN = {"public", "signed_in"}
OF_AUTHORITY = ("provincial", "division")
HERE, ELSEWHERE = ("5f00000000000000000000a1", "330000"), ("5f00000000000000000000a2", "440000")
SAMPLE = Path(__file__).parents[1] / "samples" / "clean_330000_2026H2.xlsx"

pytestmark = pytest.mark.usefixtures("quick_passwords")


@dataclass(frozen=True)
class Kind:
    """A kind of record: how to make one, who is kept from another's, and one that is not there.

    ``of`` says what makes a record one's own: "account", "place" (host or authority), or
    nothing at all.
    """

    make: Callable[[Holder], dict[str, Any]]
    none: dict[str, Any]
    of: str = ""


def a_token(holder: Holder) -> dict[str, Any]:
    """Keep an API token."""
    token = ApiToken(
        digest=secrets.token_hex(32),
        prefix="rsv_12345678",
        account=holder.account,
        label="测试",
        scopes=["me:read"],
        recorded_at=NOW,
        expires_at=NOW + timedelta(days=1),
    ).save()
    return {"token_id": str(token.id)}


def an_account(holder: Holder) -> dict[str, Any]:
    """Keep an account."""
    account = Account(
        username=f"kept-{secrets.token_hex(4)}",
        name="某人",
        role="provincial_reviewer",
        authority=holder.authority,
        password_hash="no password",
        recorded_at=NOW,
    ).save()
    return {"account_id": str(account.id)}


def a_platform(holder: Holder) -> dict[str, Any]:
    """Keep a platform in the library."""
    serial = next(SERIAL)
    number = f"{holder.authority}-2025-{serial:04}"
    code = f"91{holder.host[-16:]}"
    Host(id=holder.host, credit_code=code, name="某单位", name_key="某单位", recorded_at=NOW).save()
    Platform(
        number=number,
        authority=holder.authority,
        host=holder.host,
        credit_code=code,
        host_name="某单位",
        name="某平台",
        name_key=f"某平台{serial}",
        state="in_library",
        basis="sheet_only",
        admitted_at=NOW - timedelta(days=300),
        changed_at=NOW,
    ).save()
    return {"number": number}


def a_realtime_update(holder: Holder) -> dict[str, Any]:
    """Keep a platform with a real-time update that is questioned."""
    made = a_platform(holder)
    a_report(made["number"], asked=True, load="120")
    return made | {"serial": 1}


def a_quarter(holder: Holder) -> dict[str, Any]:
    """Keep a platform, and name a quarter it owes."""
    return a_platform(holder) | {"period": "2026Q4"}


def a_filed_version(holder: Holder) -> dict[str, Any]:
    """Keep a platform with a filed quarterly update."""
    quarter = a_quarter(holder)
    QuarterlyUpdate(
        number=f"2026Q4-{quarter['number']}-1",
        platform=quarter["number"],
        platform_name="某平台",
        host=holder.host,
        host_name="某单位",
        authority=holder.authority,
        period="2026Q4",
        version=1,
        form_version="1",
        content={"load": 1},
        timeliness="on_time",
        rulebook="0",
        digest="0",
        account="0",
        account_name="某人",
        submitted_at=NOW,
    ).save()
    return quarter | {"version": 1}


def a_filed_quarter(holder: Holder) -> dict[str, Any]:
    """Keep the same, and name platform and quarter alone."""
    return {"number": a_filed_version(holder)["number"], "period": "2026Q4"}


def a_receipt(holder: Holder) -> dict[str, Any]:
    """Keep a filed quarterly update, and name its receipt."""
    return {"number": f"2026Q4-{a_filed_version(holder)['number']}-1"}


def a_registration(holder: Holder) -> dict[str, Any]:
    """Keep a registration that waits for an authority."""
    mark = secrets.token_hex(4)
    registration = Registration(
        reference=secrets.token_hex(32),
        credit_code=mark,
        host_name="某单位",
        authority=holder.authority,
        username=f"wants-{mark}",
        name="某人",
        password_hash="no password",
        recorded_at=NOW,
        expires_at=NOW + timedelta(days=30),
    ).save()
    return {"registration_id": str(registration.id)}


def a_calendar_feed(_: Holder) -> dict[str, Any]:
    """Keep a calendar's address: whoever knows it is let in, whoever they are."""
    owner, secret = person(Role.MINISTRY_STAFF), secrets.token_urlsafe(32)
    CalendarFeed(account=str(owner.id), digest=digest_of_secret(secret), recorded_at=NOW).save()
    return {"secret": secret}


def an_activation(holder: Holder) -> dict[str, Any]:
    """Keep an open activation code that an authority issued."""
    activation = Activation(
        digest=secrets.token_hex(32),
        kind="first",
        credit_code=secrets.token_hex(4),
        host_name="某单位",
        authority=holder.authority,
        issued_by="0",
        issued_by_name="某人",
        recorded_at=NOW,
        expires_at=NOW + timedelta(days=30),
    ).save()
    return {"activation_id": str(activation.id)}


def an_exit_proposal(holder: Holder) -> dict[str, Any]:
    """Keep an open exit proposal."""
    serial = next(SERIAL)
    made = an_exit(f"TC-{holder.authority}-2026H2-{serial:03}", holder.authority, host=holder.host)
    return {"number": made.number}


_NO_PLATFORM = "330000-1999-0001"


_NO_QUARTER = {"number": "330000-1999-0001", "period": "2026Q4"}

RECORDS: dict[str, Kind] = {
    name: Kind(*parts) for name, parts in (OF_ROUNDS | OF_INCIDENTS).items()
} | {
    "quarter": Kind(a_quarter, _NO_QUARTER, of="place"),
    "filed_version": Kind(a_filed_version, _NO_QUARTER | {"version": 1}, of="place"),
    "filed_quarter": Kind(a_filed_quarter, _NO_QUARTER, of="place"),
    "receipt": Kind(a_receipt, {"number": "2026Q4-330000-1999-0001-1"}, of="place"),
    "sheet": Kind(a_sheet, {"number": "330000-1999H1-0001"}, of="place"),
    "round": Kind(lambda _: {"period": "2026H2"}, {"period": "2026H3"}),
    "authority_round": Kind(
        lambda holder: {"period": "2026H2", "authority": holder.authority},
        {"period": "2026H2", "authority": "999999"},
        of="place",
    ),
    "exit_proposal": Kind(an_exit_proposal, {"number": "TC-330000-1999H1-001"}, of="place"),
    "scan_page": Kind(a_scan_page, {"number": "330000-1999H1-0001", "page": 1}, of="place"),
    "reported_quarter": Kind(lambda _: {"period": "2026Q4"}, {"period": "2026Q5"}),
    "registration": Kind(
        a_registration, {"registration_id": "5f0000000000000000000009"}, of="place"
    ),
    "activation": Kind(an_activation, {"activation_id": "5f0000000000000000000009"}, of="place"),
    "calendar_feed": Kind(a_calendar_feed, {"secret": "nobody"}),
    "token": Kind(a_token, {"token_id": "5f0000000000000000000009"}, of="account"),
    "somebodys_token": Kind(a_token, {"token_id": "5f0000000000000000000009"}),
    "account": Kind(an_account, {"account_id": "5f0000000000000000000009"}),
    "platform": Kind(a_platform, {"number": "330000-1999-0001"}, of="place"),
    "realtime_update": Kind(
        a_realtime_update, {"number": "330000-1999-0001", "serial": 1}, of="place"
    ),
    "year": Kind(lambda _: {"year": 2026}, {"year": 99999}),
    "style_sheet": Kind(lambda _: {"filename": "css/site.css"}, {"filename": "css/none.css"}),
    "bootstrap": Kind(
        lambda _: {"filename": "css/bootstrap.min.css"}, {"filename": "../../config.py"}
    ),
    "api_script": Kind(lambda _: {"name": "swagger-ui.css"}, {"name": "../../../config.py"}),
}


RECORDS |= {name: Kind(*parts) for name, parts in OF_UNREPORTED.items()}
RECORDS |= {
    name: Kind(*made, of=of)
    for name, (*made, of) in (KEPT | OF_REMOVALS | OF_APPEALS | OF_DELIVERIES | OF_RETURNS).items()
}


class Walk:
    """Makes requests on one route, each by a fresh person or visitor."""

    def __init__(
        self, app: Flask, line: Mapping[str, Any], sign_in: Callable, token_for: Callable
    ) -> None:
        self.method, self.rule = line["on"].split(" ", 1)
        self._app, self._sign_in, self._token_for = app, sign_in, token_for
        self._query = line.get("query", "")
        self.is_api = self.rule.startswith("/api/")
        self._endpoint = next(
            rule.endpoint
            for rule in app.url_map.iter_rules(None)
            if rule.rule == self.rule and self.method in (rule.methods or ())
        )

    def visitor(self, values: Mapping[str, Any]) -> TestResponse:
        """Ask as a visitor, with a right CSRF token where it matters."""
        client = self._sign_in(Role.MINISTRY_LEAD, active=False)
        return self._ask(client if not self.is_api else self._app.test_client(), values, {})

    def person(
        self, role: Role, values: Callable[[Holder], dict[str, Any]], **more: Any
    ) -> TestResponse:
        """Ask in a role, for a host and an authority of one's own where the role has them."""
        host = HERE[0] if role is Role.HOST_OPERATOR else ""
        authority = HERE[1] if role.value.startswith(OF_AUTHORITY) else ""
        username = f"{role.value}.{secrets.token_hex(4)}"
        known = {"host": host, "authority": authority, "username": username}
        if role is Role.DIVISION_REVIEWER:
            an_office(HERE[1])
            known["division"] = DIVISION
        if self.is_api:
            client, headers = self._app.test_client(), self._token_for(role, **known, **more)
        else:
            client, headers = self._sign_in(role, **known), {}
        account = str(Account.objects.get(username=username).id)
        return self._ask(client, values(Holder(account, *HERE)), headers)

    def _ask(self, client: Any, values: Mapping[str, Any], headers: dict[str, str]) -> TestResponse:
        adapter = self._app.url_map.bind("localhost")
        path = adapter.build(self._endpoint, dict(values), method=self.method)
        return client.open(path, method=self.method, headers=headers, query_string=self._query)


def holders(line: Mapping[str, Any]) -> frozenset[Role]:
    """The roles that hold the permission a line wants, or one of them."""
    return frozenset().union(*(PERMISSIONS[one] for one in line["wants"].split(" or ")))


def is_let_in(line: Mapping[str, Any], answer: TestResponse) -> bool:
    """Tell whether an answer counts as let in."""
    if "ok" in line:
        return answer.status_code in line["ok"]
    if line["on"].startswith("GET"):
        return answer.status_code == 200
    return answer.status_code not in {401, 403, 404} and answer.status_code < 500


def is_limited(role: Role, kind: Kind) -> bool:
    """Tell whether a role is kept from another's record of this kind."""
    by_place = role is Role.HOST_OPERATOR or role.value.startswith(OF_AUTHORITY)
    return kind.of == "account" or (kind.of == "place" and by_place)


def test_every_route_is_listed(app):
    """The table has a line for each route of the service, and no line for none."""
    there = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = [line["on"] for line in LINES]
    assert len(listed) == len(set(listed))
    assert there - set(listed) == set(), "routes without a line in tests/house/routes*.toml"
    assert set(listed) - there == set(), "lines without a route"


def test_every_line_names_what_exists():
    """Each line wants a permission of the table and names a record that can be made."""
    for line in LINES:
        assert set(line["wants"].split(" or ")) <= PERMISSIONS.keys() | OPEN, line
        assert line.get("record", "token") in RECORDS, line


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["on"])
def test_each_role_gets_the_listed_answer(line, app, sign_in, token_for):
    """Who may is let in, who may not gets 403, a visitor is asked to sign in."""
    limiter.reset()
    walk = Walk(app, line, sign_in, token_for)
    make = RECORDS[line["record"]].make if "record" in line else lambda _: {}
    for role in PEOPLE:
        answer = walk.person(role, make)
        if line["wants"] in OPEN or role in holders(line):
            assert is_let_in(line, answer), (role, answer.status)
        else:
            assert answer.status_code == 403, (role, answer.status)
    answer = walk.visitor(make(Holder("5f0000000000000000000008", *HERE)))
    if line["wants"] == "public":
        assert is_let_in(line, answer), answer.status
    elif walk.method == "GET" and not walk.is_api:
        assert (answer.status_code, answer.location[:9]) == (302, "/sign-in?")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "line", [one for one in LINES if "record" in one], ids=lambda line: line["on"]
)
def test_anothers_record_is_answered_like_none(line, app, sign_in, token_for):
    """Another's record is a 404, never a 403, and so is one that does not exist."""
    walk, kind = Walk(app, line, sign_in, token_for), RECORDS[line["record"]]
    elsewhere = Holder("5f0000000000000000000008", *ELSEWHERE)
    for role in PEOPLE:
        if line["wants"] not in OPEN and role not in holders(line):
            continue
        missing = walk.person(role, lambda _: kind.none)
        assert missing.status_code == 404, (role, missing.status)
        if is_limited(role, kind):
            foreign = walk.person(role, lambda _: kind.make(elsewhere))
            assert foreign.status_code == 404, (role, foreign.status)


@pytest.mark.parametrize(
    "line",
    [one for one in LINES if " /api/" in one["on"] and one["wants"] not in {*OPEN, "me:read"}],
    ids=lambda line: line["on"],
)
def test_a_token_without_the_scope_is_kept_out(line, app, sign_in, token_for):
    """A token opens what its scopes name and nothing else of its owner's role."""
    walk = Walk(app, line, sign_in, token_for)
    make = RECORDS[line["record"]].make if "record" in line else lambda _: {}
    for role in holders(line) - {Role.CONSOLE}:
        assert walk.person(role, make, scopes=[]).status_code == 403
