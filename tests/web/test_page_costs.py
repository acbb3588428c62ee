"""Home and board ask the database the same, however large the library is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from flask.testing import FlaskClient

from registry.documents.adjustments import AdjustmentRound
from registry.documents.catalogue import all_documents
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import rulebook
from registry.permissions import Role
from registry.services.calendar import current_calendar
from registry.services.duty_ledger import settle_all, settled
from registry.services.outbox import Notice, post_all
from tests.appeal_makers import an_appeal
from tests.application_makers import an_application
from tests.condition_makers import a_finding
from tests.incident_makers import an_incident
from tests.realtime_makers import a_report
from tests.removal_makers import a_case as a_removal_case
from tests.round_makers import an_exit
from tests.services.records import begin, file
from tests.unreported_makers import a_case, an_asked_case, given_up
from tests.update_return_makers import a_request, a_return

FEW, MANY = 10, 300
PLACE = {
    Role.HOST_OPERATOR: {"host": "host-1"},
    Role.PROVINCIAL_LEAD: {"authority": "330000"},
    Role.PROVINCIAL_REVIEWER: {"authority": "330000"},
}
ROUND = "/adjustments/2026H2"
REALTIME = "/platforms/330000-2026-0001/realtime"
UPDATE = "/platforms/330000-2026-0001/quarterly-updates/2026Q4"
DIFF = "/platforms/330000-2026-0001/update-diffs"
# The examination asks for the indexes of each collection, for a restore that has not ended,
# for who leads the jobs and for what waits to be sent; the page shows that as well.
OPERATION = 20 + len(all_documents())
QUERIES = {
    (Role.HOST_OPERATOR, "/"): 3,
    (Role.PROVINCIAL_REVIEWER, "/"): 4,
    (Role.PROVINCIAL_LEAD, "/"): 4,
    (Role.MINISTRY_STAFF, "/"): 3,
    (Role.MINISTRY_LEAD, "/"): 3,
    (Role.MINISTRY_STAFF, "/reviews?to_ministry=yes"): 3,
    (Role.SYSTEM_ADMINISTRATOR, "/"): 3,
    (Role.SECURITY_ADMINISTRATOR, "/"): 4,
    (Role.AUDIT_ADMINISTRATOR, "/"): 4,
    (Role.SYSTEM_ADMINISTRATOR, "/operation"): OPERATION,
    (Role.SYSTEM_ADMINISTRATOR, "/deliveries"): 3,
    (Role.PROVINCIAL_REVIEWER, "/board"): 7,
    (Role.PROVINCIAL_REVIEWER, "/reporting/missing"): 7,
    (Role.PROVINCIAL_LEAD, "/board"): 7,
    (Role.PROVINCIAL_LEAD, "/board/rates"): 3,
    (Role.PROVINCIAL_LEAD, "/chases"): 2,
    (Role.PROVINCIAL_LEAD, "/reporting/missing"): 7,
    (Role.MINISTRY_STAFF, "/board"): 7,
    (Role.MINISTRY_STAFF, "/board?authority=330000"): 7,
    (Role.MINISTRY_STAFF, "/board/rates"): 3,
    (Role.MINISTRY_STAFF, "/chases"): 2,
    (Role.MINISTRY_STAFF, "/reporting/missing"): 7,
    (Role.MINISTRY_LEAD, "/board"): 7,
    (Role.MINISTRY_LEAD, "/reporting/missing"): 7,
    (Role.MINISTRY_STAFF, ROUND): 6,
    (Role.MINISTRY_LEAD, ROUND): 6,
    (Role.MINISTRY_LEAD, f"{ROUND}/authorities/330000"): 10,
    (Role.PROVINCIAL_LEAD, f"{ROUND}/authorities/330000"): 10,
    (Role.MINISTRY_LEAD, "/exit-proposals"): 3,
    (Role.PROVINCIAL_LEAD, "/exit-proposals"): 3,
    (Role.HOST_OPERATOR, "/account/calendar"): 1,
    (Role.HOST_OPERATOR, "/messages"): 3,
    (Role.PROVINCIAL_LEAD, "/messages?state=unread"): 3,
    (Role.MINISTRY_LEAD, "/messages"): 3,
    (Role.HOST_OPERATOR, "/webhooks"): 2,
    (Role.HOST_OPERATOR, "/account/contact-ways"): 2,
    (Role.HOST_OPERATOR, "/incidents"): 3,
    (Role.PROVINCIAL_REVIEWER, "/incidents"): 3,
    (Role.PROVINCIAL_REVIEWER, "/incidents/stated"): 4,
    (Role.MINISTRY_LEAD, "/incidents"): 3,
    (Role.MINISTRY_LEAD, "/removal-cases"): 3,
    (Role.PROVINCIAL_LEAD, "/removal-cases"): 3,
    (Role.MINISTRY_LEAD, "/removal-batches"): 3,
    (Role.HOST_OPERATOR, "/appeals"): 2,
    (Role.PROVINCIAL_LEAD, "/appeals"): 2,
    (Role.MINISTRY_LEAD, "/appeals"): 2,
    (Role.MINISTRY_LEAD, "/bans"): 2,
    (Role.MINISTRY_LEAD, "/ban-waivers"): 2,
    (Role.MINISTRY_LEAD, "/late-filings"): 2,
    (Role.PROVINCIAL_LEAD, "/late-filings"): 2,
    (Role.HOST_OPERATOR, "/late-filings"): 2,
    (Role.MINISTRY_LEAD, "/update-returns"): 3,
    (Role.PROVINCIAL_LEAD, "/update-returns"): 3,
    (Role.HOST_OPERATOR, "/update-returns"): 3,
    (Role.MINISTRY_LEAD, "/support-requests"): 3,
    (Role.PROVINCIAL_LEAD, "/support-requests"): 3,
    (Role.HOST_OPERATOR, "/support-requests"): 3,
    (Role.MINISTRY_LEAD, "/support-requests/counts"): 2,
    (Role.HOST_OPERATOR, "/quarterly-updates"): 5,
    (Role.HOST_OPERATOR, "/unreported-changes"): 2,
    (Role.MINISTRY_LEAD, "/unreported-changes"): 4,
    (Role.PROVINCIAL_LEAD, "/unreported-changes"): 4,
    (Role.HOST_OPERATOR, UPDATE): 4,
    (Role.HOST_OPERATOR, f"{UPDATE}/form"): 2,
    (Role.HOST_OPERATOR, "/update-checks"): 1,
    (Role.PROVINCIAL_LEAD, "/update-checks/hits?period=2026Q4"): 3,
    (Role.MINISTRY_LEAD, "/update-checks/hits?period=2026Q4"): 2,
    (Role.MINISTRY_LEAD, "/update-checks/hits?period=2026Q4&check=update_below_entry"): 2,
    (Role.HOST_OPERATOR, "/condition-findings"): 2,
    (Role.MINISTRY_LEAD, "/condition-findings"): 3,
    (Role.PROVINCIAL_LEAD, "/condition-findings"): 3,
    (Role.PROVINCIAL_LEAD, REALTIME): 17,
    (Role.PROVINCIAL_LEAD, DIFF): 4,
}
Noting = Callable[[], AbstractContextManager[list[str]]]


def queries(seen: list[str]) -> list[str]:
    """The queries asked; a long answer comes in parts, and the calendar every few seconds.

    That a session is in use is noted once a minute, which this test may take.
    """
    by_time = ("getMore", "update accounts")
    return [one for one in seen if not one.startswith(by_time) and "calendar" not in one]


def lay_in(numbers: range, on_record: Callable[..., Platform], at: datetime) -> None:
    """Put platforms of Zhejiang and of one host on record, one in three filed, one begun.

    To each an application, one in two of a host under the ministry, an exit proposal and an
    incident; what is filed states an accident. Each side is told of each.
    """
    for ordinal in numbers:
        number = f"330000-2026-{ordinal:04d}"
        on_record(number)
        an_application(f"SB-{number}", host=f"host-{ordinal}", to_ministry=ordinal % 2 == 0)
        an_exit(f"TC-330000-2026H2-{ordinal:03d}", platform=number)
        an_incident(f"SG-330000-2026-{ordinal:04d}", platform=number)
        make = an_asked_case if ordinal % 2 else a_case
        make(f"YS-330000-2026-{ordinal:04d}", platform=number)
        a_finding(f"XS-330000-2026-{ordinal:04d}", platform=number)
        given_up(f"2026Q3-{number}-1")
        a_return(f"TH-{number}", platform=number)
        a_request(f"ZC-{number}", platform=number)
        a_report("330000-2026-0001", ordinal + 1, asked=ordinal % 3 == 0)
        told = (("host", "host-1"), ("authority", "330000"), ("ministry", "ministry"))
        post_all([Notice(*to, "messages_none", f"platform:{number}") for to in told], at=at)
        number_of_case = f"YC-330000-2026-{ordinal:04d}"
        a_removal_case(number_of_case, platform=number, state="decided")
        an_appeal(f"YY-330000-2026-{ordinal:04d}", case=number_of_case, platform=number)
        if ordinal % 3 == 1:
            file(number, at)
            QuarterlyUpdate.objects(platform=number).update(set__content__accidents=True)
        if ordinal % 3 == 2:
            begin(number, at)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    settled(
        [f"{year}Q{quarter}" for year in range(2024, 2027) for quarter in range(1, 5)], at=at, **law
    )  # fmt: skip - as jobs did long ago
    settle_all(at=at, **law)


def test_a_page_s_queries_do_not_grow_with_the_library(
    sign_in: Callable[..., FlaskClient],
    on_record: Callable[..., Platform],
    opened_round: AdjustmentRound,
    commands: Noting,
    at: datetime,
) -> None:
    """Ten platforms or three hundred: each role's home and board ask equally often."""
    people = {role: sign_in(role, **PLACE.get(role, {})) for role, _ in QUERIES}

    def costs() -> dict[tuple[Role, str], list[str]]:
        found = {}
        for role, address in QUERIES:
            with commands() as seen:
                assert people[role].get(address).status_code == 200
            found[role, address] = queries(seen)
        return found

    lay_in(range(FEW), on_record, at)
    few = costs()
    lay_in(range(FEW, MANY), on_record, at)
    assert costs() == few
    assert {page: len(seen) for page, seen in few.items()} == QUERIES
